/// Where a site's pages come from: `https://example.org`, or `https://*.example.org` for all hosts
/// below it.
package struct Origin: Hashable, Sendable {
    /// As configured, and as browsers send it where it is no pattern.
    package let text: String
    package let scheme: String
    /// Without `*.`; an IPv6 address in brackets.
    package let host: String
    package let port: UInt16?
    package let isWildcard: Bool

    /// Nil where the text is not in the form a browser sends: lower case, no path, no default port.
    package init?(_ text: String) {
        let scheme: String
        let rest: Substring
        if text.hasPrefix("https://") {
            scheme = "https"
            rest = text.dropFirst(8)
        } else if text.hasPrefix("http://") {
            scheme = "http"
            rest = text.dropFirst(7)
        } else {
            return nil
        }
        let isWildcard = rest.hasPrefix("*.")
        guard let (host, port) = Self.split(isWildcard ? rest.dropFirst(2) : rest) else {
            return nil
        }
        // `https://*.org` would be everybody.
        if isWildcard { guard isHostName(host), host.contains(".") else { return nil } }
        guard port != (scheme == "https" ? 443 : 80) else { return nil }
        self.text = text
        self.scheme = scheme
        self.host = String(host)
        self.port = port
        self.isWildcard = isWildcard
    }

    private static func split(_ text: Substring) -> (host: Substring, port: UInt16?)? {
        var host = text
        var port: UInt16?
        if let colon = text.lastIndex(of: ":"), text.last != "]" {
            guard let number = decimalNumber(text[text.index(after: colon)...], 1...65_535) else {
                return nil
            }
            port = UInt16(number)
            host = text[..<colon]
        }
        if host.hasPrefix("[") {
            guard host.hasSuffix("]"), host.contains(":"),
                addressBytes(host.dropFirst().dropLast()) != nil, host == host.lowercased()
            else { return nil }
            return (host, port)
        }
        guard isHostName(host) || addressBytes(host) != nil, !host.contains(":") else { return nil }
        return (host, port)
    }

    /// Whether a request's `Origin` is this one or matches the pattern.
    package func allows(_ origin: String) -> Bool {
        guard isWildcard else { return origin == text }
        let start = "\(scheme)://"
        let end = port.map { ".\(host):\($0)" } ?? ".\(host)"
        guard origin.hasPrefix(start), origin.hasSuffix(end),
            origin.utf8.count > start.utf8.count + end.utf8.count
        else { return false }
        return isHostName(origin.dropFirst(start.utf8.count).dropLast(end.utf8.count))
    }

    /// Whether nobody between the page and the visitor can read or change it: TLS, or this machine.
    package var isSecure: Bool {
        scheme == "https" || host == "localhost" || host.hasSuffix(".localhost")
            || host == "127.0.0.1" || host == "[::1]"
    }

    /// How the text was most likely meant; nil where it cannot be told.
    static func corrected(_ text: String) -> String? {
        guard text.allSatisfy(\.isASCII) else { return nil }
        var text = text.lowercased()
        if !text.contains("://") { text = "https://\(text)" }
        guard let slashes = text.firstRange(of: "://") else { return nil }
        if let path = text[slashes.upperBound...].firstIndex(where: { "/?#".contains($0) }) {
            text = String(text[..<path])
        }
        let ownPort = text.hasPrefix("https:") ? ":443" : ":80"
        if text.hasSuffix(ownPort) { text.removeLast(ownPort.count) }
        return Origin(text) == nil ? nil : text
    }
}

extension Field {
    func origin() -> Origin? {
        guard let text = text(maxLength: 300) else { return nil }
        if let origin = Origin(text) { return origin }
        if let corrected = Origin.corrected(text) {
            fault("expected scheme://host[:port] as browsers send it: \"\(corrected)\"")
        } else {
            fault("expected scheme://host[:port] in lower case, such as \"https://example.org\"")
        }
        return nil
    }
}
