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

    package var text: String {
        var output = ""
        write(to: &output)
        return output
    }

    private func write(to output: inout String) {
        switch self {
        case .null: output += "null"
        case .bool(let value): output += value ? "true" : "false"
        case .number(let value): output += String(value)
        case .string(let value): Self.write(value, to: &output)
        case .array(let values):
            output += "["
            for (index, value) in values.enumerated() {
                if index > 0 { output += "," }
                value.write(to: &output)
            }
            output += "]"
        case .object(let members):
            output += "{"
            let sorted = members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
            for (index, member) in sorted.enumerated() {
                if index > 0 { output += "," }
                Self.write(member.key, to: &output)
                output += ":"
                member.value.write(to: &output)
            }
            output += "}"
        }
    }

    private static func write(_ string: String, to output: inout String) {
        output += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\u{8}": output += "\\b"
            case "\t": output += "\\t"
            case "\n": output += "\\n"
            case "\u{C}": output += "\\f"
            case "\r": output += "\\r"
            case _ where scalar.value < 0x20:
                output += scalar.value < 0x10 ? "\\u000" : "\\u00"
                output += String(scalar.value, radix: 16)
            default: output.unicodeScalars.append(scalar)
            }
        }
        output += "\""
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
