/// JSON that is written in one way only: the form of RFC 8785 for values without fractions.
///
/// No white space; the keys of an object in the order of their UTF-16 code units; in strings only
/// `"`, `\` and control characters escaped, each in its shortest way; whole numbers within 2^53.
/// Whoever has the text can recompute a hash over it with any JSON library.
package enum CanonicalJSON: Hashable, Sendable {
    case null
    case bool(Bool)
    case number(Int64)
    case string(String)
    case array([CanonicalJSON])
    case object([String: CanonicalJSON])

    /// Whole numbers beyond this are not the same in every JSON library (RFC 7493, section 2.2).
    package static let largestNumber: Int64 = 1 << 53 - 1

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// ``text`` in UTF-8.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        write(to: &output)
        return output
    }

    private func write(to output: inout [UInt8]) {
        switch self {
        case .null: output += "null".utf8
        case .bool(let value): output += (value ? "true" : "false").utf8
        case .number(let value): output += String(value).utf8
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            output.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                value.write(to: &output)
            }
            output.append(UInt8(ascii: "]"))
        case .object(let members):
            output.append(UInt8(ascii: "{"))
            for (index, key) in Self.sorted(members.keys).enumerated() {
                if index > 0 { output.append(UInt8(ascii: ",")) }
                Self.write(key, to: &output)
                output.append(UInt8(ascii: ":"))
                members[key]?.write(to: &output)
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    private static func sorted(_ keys: Dictionary<String, CanonicalJSON>.Keys) -> [String] {
        // Swift's own order is the same for ASCII and ten times as fast.
        if keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) { return keys.sorted() }
        return keys.sorted { $0.utf16.lexicographicallyPrecedes($1.utf16) }
    }

    /// By bytes, for all that is escaped is ASCII.
    private static func write(_ string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        for byte in string.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
            case 0x08: output += #"\b"#.utf8
            case 0x09: output += #"\t"#.utf8
            case 0x0A: output += #"\n"#.utf8
            case 0x0C: output += #"\f"#.utf8
            case 0x0D: output += #"\r"#.utf8
            case 0..<0x20:
                output += (byte < 0x10 ? #"\u000"# : #"\u00"#).utf8
                output += String(byte, radix: 16).utf8
            default: output.append(byte)
            }
        }
        output.append(UInt8(ascii: "\""))
    }
}

extension CanonicalJSON {
    /// An object of the members that have a value.
    static func members(_ members: KeyValuePairs<String, CanonicalJSON?>) -> CanonicalJSON {
        var object: [String: CanonicalJSON] = [:]
        for (key, value) in members { object[key] = value }
        return .object(object)
    }

    static func text(_ value: String?) -> CanonicalJSON? { value.map { .string($0) } }

    static func texts(_ values: [String]) -> CanonicalJSON { .array(values.map { .string($0) }) }
}
