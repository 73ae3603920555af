internal import CJSON

/// Reads one JSON value (RFC 8259) strictly: UTF-8, nothing around it, no name twice in an object.
@safe struct JSONReader: ~Copyable {
    /// Deeper values are refused: who reads them calls itself.
    private static let mostDepth = 32

    private let text: OpaquePointer

    /// Nil where the bytes are not JSON.
    init?(_ bytes: [UInt8]) {
        let text = unsafe bytes.withUnsafeBytes { bytes -> OpaquePointer? in
            guard let start = bytes.baseAddress, bytes.count > 0 else { return nil }
            return unsafe json_read(
                start.assumingMemoryBound(to: CChar.self),
                bytes.count,
                Self.mostDepth
            )
        }
        guard let text = unsafe text else { return nil }
        unsafe self.text = text
    }

    deinit { unsafe json_free(text) }

    /// The next value; nil where a name comes twice in it or a text has half of a surrogate pair.
    func value() -> JSONValue? {
        guard let part = unsafe json_next(text)?.pointee else { return nil }
        switch unsafe part.kind {
        case JSON_NULL: return .null
        case JSON_FALSE: return .bool(false)
        case JSON_TRUE: return .bool(true)
        case JSON_NUMBER: return unsafe .number(part.number)
        case JSON_STRING: return unsafe Self.string(part).map { .string($0) }
        case JSON_ARRAY:
            var values: [JSONValue] = []
            for _ in unsafe 0..<part.count {
                guard let value = value() else { return nil }
                values.append(value)
            }
            return .array(values)
        default:
            var members: [String: JSONValue] = [:]
            for _ in unsafe 0..<part.count {
                guard let name = unsafe json_next(text).flatMap({ unsafe Self.string($0.pointee) }),
                    let value = value(), members.updateValue(value, forKey: name) == nil
                else { return nil }
            }
            return .object(members)
        }
    }

    private static func string(_ part: JSONPart) -> String? {
        unsafe String(
            validating: UnsafeRawBufferPointer(start: part.bytes, count: part.length),
            as: UTF8.self
        )
    }
}
