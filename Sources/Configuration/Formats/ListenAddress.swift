/// Where the server listens: `127.0.0.1:8080` or `[::1]:8080`.
package struct ListenAddress: Hashable, Sendable {
    /// Without brackets.
    package let host: String
    package let port: UInt16

    package init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"),
            let port = decimalNumber(text[text.index(after: colon)...], 0...65_535)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":") else { return nil }
        } else if host.contains(":") {
            return nil
        }
        guard addressBytes(host) != nil else { return nil }
        self.host = String(host)
        self.port = UInt16(port)
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool {
        guard let bytes = addressBytes(host) else { return false }
        return bytes.count == 4 ? bytes[0] == 127 : bytes == [UInt8](repeating: 0, count: 15) + [1]
    }
}
