/// The parts of an http or https URL, or of a path alone, as sent.
struct WebAddress {
    /// Lower case, without user, port and final dot; empty for a path alone.
    let host: String
    let path: ArraySlice<UInt8>
    let query: ArraySlice<UInt8>

    /// Longer ones are no pages: 8 KiB.
    private static let longest = 8192

    /// Nil for other schemes, controls, and hosts that are none.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.longest, !text.unicodeScalars.contains(where: \.isControl) else {
            return nil
        }
        var rest = bytes[...]
        if let authority = Self.authority(&rest) {
            guard let host = Self.host(authority) else { return nil }
            self.host = host
        } else {
            guard rest.first == UInt8(ascii: "/"), !rest.dropFirst().starts(with: "/".utf8) else {
                return nil
            }
            host = ""
        }
        let fragment = rest.firstIndex(of: UInt8(ascii: "#")) ?? rest.endIndex
        let query = rest[..<fragment].firstIndex(of: UInt8(ascii: "?")) ?? fragment
        path = rest[..<query]
        self.query = rest[query..<fragment].dropFirst()
    }

    /// Takes scheme and authority off an absolute URL; nil for anything else.
    private static func authority(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let lowered = rest.prefix(8).map(ASCII.lowercased)
        let length =
            lowered.starts(with: "https://".utf8) ? 8 : lowered.starts(with: "http://".utf8) ? 7 : 0
        guard length > 0 else { return nil }
        let start = rest.startIndex + length
        let end = rest[start...].firstIndex { "/?#\\".utf8.contains($0) } ?? rest.endIndex
        let authority = rest[start..<end]
        rest = rest[end...]
        return authority
    }

    private static func host(_ authority: ArraySlice<UInt8>) -> String? {
        var host = authority
        if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
        if host.first == UInt8(ascii: "[") {
            guard let end = host.firstIndex(of: UInt8(ascii: "]")),
                let inner = ClientAddress(text: host[(host.startIndex + 1)..<end]),
                !inner.isIPv4 || host.contains(UInt8(ascii: ":"))
            else { return nil }
            host = host[...end]
        } else {
            host = host[..<(host.firstIndex(of: UInt8(ascii: ":")) ?? host.endIndex)]
            if host.last == UInt8(ascii: ".") { host = host.dropLast() }
            guard host.allSatisfy(isHostByte) else { return nil }
        }
        // RFC 1035 section 2.3.4.
        guard (1...253).contains(host.count) else { return nil }
        return String(decoding: host.map(ASCII.lowercased), as: UTF8.self)
    }

    /// Hosts come in their ASCII form from browsers; the underscore is in use though not allowed.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
}
