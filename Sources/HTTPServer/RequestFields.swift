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

    /// The values of a header field of a request, found without a copy of the others.
    static func values(_ name: String, of connection: OpaquePointer) -> [String] {
        var search = FieldSearch(name: Array(name.lowercased().utf8))
        unsafe withUnsafeMutablePointer(to: &search) { search in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, findField, search)
        }
        return search.values
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

private struct FieldSearch {
    /// In lower case.
    let name: [UInt8]
    var values: [String] = []

    /// Names are ASCII (RFC 9110, 5.1): a letter and its capital differ in one bit.
    func isNamed(_ other: UnsafeRawBufferPointer) -> Bool {
        guard other.count == name.count else { return false }
        for index in name.indices {
            let byte = unsafe other[index]
            let isCapital = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
            if (isCapital ? byte | 0x20 : byte) != name[index] { return false }
        }
        return true
    }
}

private func findField(
    _ search: UnsafeMutableRawPointer?,
    _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?,
    _ nameCount: Int,
    _ value: UnsafePointer<CChar>?,
    _ valueCount: Int
) -> MHD_Result {
    guard let search = unsafe search?.assumingMemoryBound(to: FieldSearch.self) else { return .NO }
    let name = unsafe UnsafeRawBufferPointer(start: name, count: nameCount)
    guard unsafe search.pointee.isNamed(name) else { return .YES }
    let value = unsafe UnsafeRawBufferPointer(start: value, count: valueCount)
    unsafe search.pointee.values.append(
        String(decoding: RequestFields.trimmed(value), as: UTF8.self)
    )
    return .YES
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
