/// Finds the client behind proxies that the configuration trusts.
package enum ForwardedFor {
    /// The first hop from the right that is not a trusted proxy.
    ///
    /// Headers count only where the peer is trusted. What stands left of the first untrusted hop was
    /// written by the client and is never read. A malformed hop ends the walk at the last good one.
    /// A trusted proxy appends to one of `X-Forwarded-For` and `Forwarded` (RFC 7239) and passes the
    /// other as the client sent it: where the two disagree nothing is believed but the peer.
    package static func client(
        peer: ClientAddress,
        xForwardedFor: [String],
        forwarded: [String],
        trusted: [AddressBlock]
    ) -> ClientAddress {
        guard isTrusted(peer, trusted) else { return peer }
        let plain = present(xForwardedFor)
        let named = present(forwarded)
        let byPlain = plain.isEmpty ? nil : walk(plain, from: peer, trusted, hops: plainHops)
        let byName = named.isEmpty ? nil : walk(named, from: peer, trusted, hops: namedHops)
        switch (byPlain, byName) {
        case (let plain?, let named?): return plain == named ? plain : peer
        case (let found?, nil), (nil, let found?): return found
        case (nil, nil): return peer
        }
    }

    private static func isTrusted(_ address: ClientAddress, _ trusted: [AddressBlock]) -> Bool {
        trusted.contains { $0.contains(address) }
    }

    /// The header's fields that say anything.
    private static func present(_ fields: [String]) -> [[UInt8]] {
        fields.map { Array($0.utf8) }.filter { !ASCII.trimmed($0[...]).isEmpty }
    }

    private static func walk(
        _ fields: [[UInt8]],
        from peer: ClientAddress,
        _ trusted: [AddressBlock],
        hops: ([UInt8]) -> [ClientAddress?]
    ) -> ClientAddress {
        var client = peer
        for field in fields.reversed() {
            for hop in hops(field).reversed() {
                guard let hop else { return client }
                guard isTrusted(hop, trusted) else { return hop }
                client = hop
            }
        }
        return client
    }

    /// The hops of `X-Forwarded-For`: addresses with commas between them.
    private static func plainHops(_ field: [UInt8]) -> [ClientAddress?] {
        field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            .map { address(ASCII.trimmed($0)) }
    }

    /// The hops of `Forwarded`: the `for` of each element.
    private static func namedHops(_ field: [UInt8]) -> [ClientAddress?] {
        split(field[...], at: UInt8(ascii: ",")).map { element in
            var found: ClientAddress?
            for pair in split(element, at: UInt8(ascii: ";")) {
                let pair = ASCII.trimmed(pair)
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")) else { return nil }
                let name = ASCII.trimmed(pair[..<equals]).map(ASCII.lowercased)
                guard name == Array("for".utf8) else { continue }
                guard found == nil, let value = address(unquoted(pair[(equals + 1)...])) else {
                    return nil
                }
                found = value
            }
            return found
        }
    }

    /// Divides at a separator that does not stand within quotes.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>]
    {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var isQuoted = false
        for index in text.indices {
            if text[index] == UInt8(ascii: "\"") {
                isQuoted.toggle()
            } else if text[index] == separator, !isQuoted {
                parts.append(text[start..<index])
                start = index + 1
            }
        }
        parts.append(text[start...])
        return parts
    }

    private static func unquoted(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let quote = UInt8(ascii: "\"")
        guard text.count >= 2, text.first == quote, text.last == quote else { return text }
        return text.dropFirst().dropLast()
    }

    /// An address with or without a port; IPv6 with a port stands in brackets.
    private static func address(_ text: ArraySlice<UInt8>) -> ClientAddress? {
        let colon = UInt8(ascii: ":")
        if text.first == UInt8(ascii: "[") {
            guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let rest = text[(end + 1)...]
            guard rest.isEmpty || rest.first == colon && isPort(rest.dropFirst()) else {
                return nil
            }
            let inner = text[(text.startIndex + 1)..<end]
            return inner.contains(colon) ? ClientAddress(text: inner) : nil
        }
        let colons = text.indices.filter { text[$0] == colon }
        guard colons.count == 1, let port = colons.first else { return ClientAddress(text: text) }
        return isPort(text[(port + 1)...]) ? ClientAddress(text: text[..<port]) : nil
    }

    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        (1...5).contains(text.count) && text.allSatisfy(ASCII.isDigit)
    }
}
