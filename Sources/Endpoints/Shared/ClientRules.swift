internal import Consent
internal import Enrichment
internal import HTTPServer

/// What a request says about who sent it.
enum ClientRules {
    /// The client's address: the peer's, or what configured proxies forwarded.
    static func address(of exchange: Exchange, in snapshot: Snapshot) -> ClientAddress {
        let peer = ClientAddress(bytes: exchange.peerAddress) ?? ClientAddress(high: 0, low: 0)
        guard !snapshot.trustedProxies.isEmpty else { return peer }
        let isNamed = unsafe exchange.field(.forwarded) != nil
        if !isNamed, !exchange.isRepeated(.xForwardedFor) {
            guard let field = unsafe exchange.field(.xForwardedFor) else { return peer }
            return unsafe ForwardedFor.client(
                peer: peer,
                xForwardedFor: field,
                trusted: snapshot.trustedProxies
            )
        }
        return ForwardedFor.client(
            peer: peer,
            xForwardedFor: exchange.headers("x-forwarded-for"),
            forwarded: exchange.headers("forwarded"),
            trusted: snapshot.trustedProxies
        )
    }

    /// `Sec-GPC` counts where any field is exactly `1`; anything else is as if absent (W3C GPC).
    static func signals(of exchange: Exchange) -> Signals {
        guard let first = unsafe exchange.field(.secGPC) else { return .none }
        if first.count == 1, unsafe first[0] == UInt8(ascii: "1") { return Signals(gpc: true) }
        return Signals(gpc: exchange.headers("sec-gpc").contains("1"))
    }

    /// The value of the cookie `assent`, within the header's own memory.
    static func tokenCookie(of exchange: Exchange) -> UnsafeRawBufferPointer? {
        guard let header = unsafe exchange.field(.cookie) else { return nil }
        let name: StaticString = "assent="
        var start = 0
        while start < header.count {
            while start < header.count, unsafe header[start] == UInt8(ascii: " ") { start += 1 }
            var end = start
            while end < header.count, unsafe header[end] != UInt8(ascii: ";") { end += 1 }
            if unsafe begins(header, at: start, with: name) {
                let value = unsafe header[(start + name.utf8CodeUnitCount)..<end]
                return unsafe UnsafeRawBufferPointer(rebasing: value)
            }
            start = end + 1
        }
        return nil
    }

    private static func begins(
        _ bytes: UnsafeRawBufferPointer,
        at start: Int,
        with name: StaticString
    ) -> Bool {
        guard start + name.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<name.utf8CodeUnitCount
        where unsafe bytes[start + index] != name.utf8Start[index] { return false }
        return true
    }

    /// The key behind `Authorization: Bearer`.
    static func bearer(of exchange: Exchange) -> String? { credential(of: exchange, "bearer") }

    /// The token behind `Authorization: Consent`, else the cookie's.
    static func consentToken(of exchange: Exchange) -> String? {
        if let token = credential(of: exchange, "consent") { return token }
        guard let header = exchange.header("cookie") else { return nil }
        for part in header.split(separator: ";") {
            let cookie = part.drop { $0 == " " }
            if cookie.hasPrefix("assent=") { return String(cookie.dropFirst(7)) }
        }
        return nil
    }

    /// Schemes are compared without regard to case (RFC 9110, section 11.1).
    private static func credential(of exchange: Exchange, _ scheme: String) -> String? {
        guard let header = exchange.header("authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == scheme else { return nil }
        return String(parts[1].drop { $0 == " " })
    }
}
