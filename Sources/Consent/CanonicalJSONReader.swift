extension CanonicalJSON {
    /// The value of a canonical text; nil for anything that ``text`` would write otherwise.
    package init?(canonical bytes: [UInt8]) {
        self.init(unchecked: bytes)
        guard self.bytes == bytes else { return nil }
    }

    /// The value of a text that whoever calls writes again and compares.
    init?(unchecked bytes: [UInt8]) {
        var reader = Reader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }

    /// Reads JSON without fractions; that it is canonical is checked by writing it again.
    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        /// Records and statements are 3 deep, notices 7.
        static let deepest = 16

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

        mutating func value(depth: Int) -> CanonicalJSON? {
            guard depth < Self.deepest else { return nil }
            switch next {
            case UInt8(ascii: "{"): return object(depth: depth)
            case UInt8(ascii: "["): return array(depth: depth)
            case UInt8(ascii: "\""): return string().map { .string($0) }
            case UInt8(ascii: "t"): return take("true") ? .bool(true) : nil
            case UInt8(ascii: "f"): return take("false") ? .bool(false) : nil
            case UInt8(ascii: "n"): return take("null") ? .null : nil
            default: return number()
            }
        }

        private mutating func take(_ byte: UInt8) -> Bool {
            guard next == byte else { return false }
            position += 1
            return true
        }

        private mutating func take(_ word: String) -> Bool {
            for byte in word.utf8 { guard take(byte) else { return false } }
            return true
        }

        private mutating func number() -> CanonicalJSON? {
            let digits = bytes[position...].prefix {
                $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
            }
            position += digits.count
            guard let value = Int64(String(decoding: digits, as: UTF8.self)),
                (-CanonicalJSON.largestNumber...CanonicalJSON.largestNumber).contains(value)
            else { return nil }
            return .number(value)
        }

        private mutating func array(depth: Int) -> CanonicalJSON? {
            position += 1
            if take(UInt8(ascii: "]")) { return .array([]) }
            var values: [CanonicalJSON] = []
            repeat {
                guard let value = value(depth: depth + 1) else { return nil }
                values.append(value)
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "]")) ? .array(values) : nil
        }

        private mutating func object(depth: Int) -> CanonicalJSON? {
            position += 1
            if take(UInt8(ascii: "}")) { return .object([:]) }
            var members: [String: CanonicalJSON] = [:]
            repeat {
                guard next == UInt8(ascii: "\""), let key = string(), take(UInt8(ascii: ":")),
                    let value = value(depth: depth + 1)
                else { return nil }
                members[key] = value
            } while take(UInt8(ascii: ","))
            return take(UInt8(ascii: "}")) ? .object(members) : nil
        }

        private mutating func string() -> String? {
            position += 1
            var content: [UInt8] = []
            content.reserveCapacity(64)
            while let byte = next {
                position += 1
                switch byte {
                case UInt8(ascii: "\""): return String(validating: content, as: UTF8.self)
                case UInt8(ascii: "\\"):
                    guard let escaped = escape() else { return nil }
                    content.append(escaped)
                default: content.append(byte)
                }
            }
            return nil
        }

        /// The canonical form escapes only what is one byte.
        private mutating func escape() -> UInt8? {
            guard let byte = next else { return nil }
            position += 1
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): return byte
            case UInt8(ascii: "b"): return 0x08
            case UInt8(ascii: "t"): return 0x09
            case UInt8(ascii: "n"): return 0x0A
            case UInt8(ascii: "f"): return 0x0C
            case UInt8(ascii: "r"): return 0x0D
            case UInt8(ascii: "u"):
                guard bytes.count - position >= 4 else { return nil }
                let digits = String(decoding: bytes[position..<position + 4], as: UTF8.self)
                position += 4
                return UInt8(digits, radix: 16)
            default: return nil
            }
        }
    }
}

extension CanonicalJSON {
    /// The members of an object, none of another value.
    var members: [String: CanonicalJSON] {
        if case .object(let members) = self { members } else { [:] }
    }

    var string: String? { if case .string(let value) = self { value } else { nil } }
    var number: Int64? { if case .number(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var array: [CanonicalJSON]? { if case .array(let values) = self { values } else { nil } }
}
