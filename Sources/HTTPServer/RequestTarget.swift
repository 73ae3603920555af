internal import Glibc

/// The request target as it was sent, before the library decodes it in place.
@safe
struct RequestTarget {
    let isSound: Bool
    let count: Int
    /// Where it begins; still true after decoding.
    private let start: UnsafeRawPointer

    init(_ text: UnsafePointer<CChar>) {
        count = unsafe strlen(text)
        unsafe start = UnsafeRawPointer(text)
        let bytes = unsafe UnsafeRawBufferPointer(start: text, count: count)
        var faults: UInt8 = count == 0 ? 1 : 0
        for index in bytes.indices {
            let byte = unsafe bytes[index]
            faults |= byte <= 0x20 || byte == 0x7f ? 1 : 0
        }
        // A decoded NUL would end the path early: /public%00/private.
        isSound = unsafe faults == 0 && strstr(text, "%00") == nil
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
