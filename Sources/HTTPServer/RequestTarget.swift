internal import Glibc

/// The request target as it was sent, before the library decodes it in place.
@safe
struct RequestTarget {
    /// 32: no endpoint takes more than 10 parameters.
    private static let maximumParameters = 32

    let isSound: Bool
    let count: Int
    let hasTooManyParameters: Bool
    /// Where it begins; still true after decoding.
    private let start: UnsafeRawPointer

    init(_ text: UnsafePointer<CChar>) {
        count = unsafe strlen(text)
        unsafe start = UnsafeRawPointer(text)
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
        var faults: UInt8 = count == 0 ? 1 : 0
        var ampersands = 0
        for index in bytes.indices {
            let byte = unsafe bytes[index]
            faults |= byte <= 0x20 || byte == 0x7f ? 1 : 0
            ampersands += byte == UInt8(ascii: "&") ? 1 : 0
        }
        hasTooManyParameters = ampersands >= Self.maximumParameters
        // A decoded NUL would end the path early: /public%00/private.
        isSound = unsafe faults == 0 && strstr(text, "%00") == nil
    }

    /// Hides the query from the library if it has too many parameters.
    ///
    /// The library keeps each parameter in the connection's memory. When that is used up it loses track of the
    /// connection's state and spins until the deadline (0.9.75, `parse_initial_message_line`). It has found
    /// the `?` already and parses up to the next NUL.
    func hideExcessiveQuery(in text: UnsafePointer<CChar>) {
        guard hasTooManyParameters else { return }
        let start = unsafe UnsafeMutablePointer(mutating: text)
        guard let query = unsafe strchr(start, Int32(UInt8(ascii: "?"))) else { return }
        unsafe query[1] = 0
    }

    /// Whether the version follows the target after one blank; a NUL within the target hides the rest.
    func isFollowed(by version: UnsafePointer<CChar>) -> Bool {
        unsafe UnsafeRawPointer(version) - start == count + 1
    }

    /// The decoded path of a target, without scheme and host (RFC 9112, 3.2.2); nil of any other form.
    static func path(_ decoded: UnsafePointer<CChar>) -> String? {
        let text = unsafe String(cString: decoded)
        if text.utf8.first == UInt8(ascii: "/") || text == "*" { return text }
        let lower = text.prefix(8).lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else {
            return nil
        }
        let rest = text.dropFirst(scheme.count)
        guard let slash = rest.firstIndex(of: "/") else { return "/" }
        return String(rest[slash...])
    }
}
