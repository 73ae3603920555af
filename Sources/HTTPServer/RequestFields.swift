internal import CMicroHTTPD

/// Names and values of one kind (header fields or query parameters) of a request, in their order.
struct RequestFields: Sendable {
    private(set) var all: [(name: String, value: String)] = []

    /// Copies them out of the library's memory.
    init(of connection: OpaquePointer, _ kind: MHD_ValueKind) {
        unsafe withUnsafeMutablePointer(to: &self) { fields in
            _ = unsafe MHD_get_connection_values_n(connection, kind, copyField, fields)
        }
    }

    /// The values of a header field; names compare without case.
    func values(_ name: String) -> [String] {
        let name = name.lowercased()
        return all.filter { $0.name.lowercased() == name }.map(\.value)
    }

    fileprivate mutating func append(
        _ name: UnsafeRawBufferPointer,
        _ value: UnsafeRawBufferPointer
    ) {
        all.append(
            (
                unsafe String(decoding: name, as: UTF8.self),
                unsafe String(decoding: Self.trimmed(value), as: UTF8.self)
            )
        )
    }

    /// Without the blanks behind it, which do not belong to a value (RFC 9110, 5.5).
    static func trimmed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var count = value.count
        while count > 0, unsafe value[count - 1] == 0x20 || value[count - 1] == 0x09 { count -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: value[..<count])
    }
}

private func copyField(
    _ fields: UnsafeMutableRawPointer?,
    _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?,
    _ nameCount: Int,
    _ value: UnsafePointer<CChar>?,
    _ valueCount: Int
) -> MHD_Result {
    guard let fields = unsafe fields?.assumingMemoryBound(to: RequestFields.self) else {
        return .NO
    }
    unsafe fields.pointee.append(
        UnsafeRawBufferPointer(start: name, count: nameCount),
        UnsafeRawBufferPointer(start: value, count: valueCount)
    )
    return .YES
}
