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
        let byPlain = plain.isEmpty ? nil : walk(plain, from: peer, trusted, by: plainHops)
        let byName = named.isEmpty ? nil : walk(named, from: peer, trusted, by: namedHops)
        switch (byPlain, byName) {
        case (let plain?, let named?): return plain == named ? plain : peer
        case (let found?, nil), (nil, let found?): return found
        case (nil, nil): return peer
        }
    }

    /// The same where there is one field `X-Forwarded-For` and no other, without a copy of it.
    @unsafe package static func client(
        peer: ClientAddress,
        xForwardedFor: UnsafeRawBufferPointer,
        trusted: [AddressBlock]
    ) -> ClientAddress {
        guard isTrusted(peer, trusted) else { return peer }
        var walk = Walk(client: peer, trusted: trusted)
        unsafe plainHops(xForwardedFor, &walk)
        return walk.client
    }

    private static func isTrusted(_ address: ClientAddress, _ trusted: [AddressBlock]) -> Bool {
        trusted.contains { $0.contains(address) }
    }

    /// The header's fields that say anything.
    private static func present(_ fields: [String]) -> [[UInt8]] {
        fields.map { Array($0.utf8) }.filter { !ASCII.trimmed($0[...]).isEmpty }
    }

    /// The way from the peer back to the client.
    private struct Walk {
        private(set) var client: ClientAddress
        let trusted: [AddressBlock]

        /// Goes one hop further; false at the end of the way.
        mutating func take(_ hop: ClientAddress?) -> Bool {
            guard let hop else { return false }
            client = hop
            return isTrusted(hop, trusted)
        }
    }

    private static func walk(
        _ fields: [[UInt8]],
        from peer: ClientAddress,
        _ trusted: [AddressBlock],
        by hops: ([UInt8], inout Walk) -> Bool
    ) -> ClientAddress {
        var walk = Walk(client: peer, trusted: trusted)
        for field in fields.reversed() {
            guard hops(field, &walk) else { break }
        }
        return walk.client
    }

    private static func plainHops(_ field: [UInt8], _ walk: inout Walk) -> Bool {
        unsafe field.withUnsafeBytes { unsafe plainHops($0, &walk) }
    }

    /// The hops of `X-Forwarded-For` from the right: addresses with commas between them.
    @discardableResult
    private static func plainHops(_ field: UnsafeRawBufferPointer, _ walk: inout Walk) -> Bool {
        var end = field.count
        while true {
            var start = end
            while start > 0, unsafe field[start - 1] != UInt8(ascii: ",") { start -= 1 }
            let text = unsafe UnsafeRawBufferPointer(rebasing: field[start..<end])
            guard walk.take(unsafe address(trimmed(text))) else { return false }
            if start == 0 { return true }
            end = start - 1
        }
    }

    /// The hops of `Forwarded` from the right.
    private static func namedHops(_ field: [UInt8], _ walk: inout Walk) -> Bool {
        for hop in namedHops(field).reversed() {
            guard walk.take(hop) else { return false }
        }
        return true
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
                guard found == nil,
                    let value = unsafe unquoted(pair[(equals + 1)...])
                        .withUnsafeBytes({ unsafe address($0) })
                else {
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

    /// Without spaces and tabs at both ends.
    private static func trimmed(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var (start, end) = (0, text.count)
        while start < end, unsafe isBlank(text[start]) { start += 1 }
        while start < end, unsafe isBlank(text[end - 1]) { end -= 1 }
        return unsafe UnsafeRawBufferPointer(rebasing: text[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// An address with or without a port; IPv6 with a port stands in brackets.
    private static func address(_ text: UnsafeRawBufferPointer) -> ClientAddress? {
        func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
            unsafe UnsafeRawBufferPointer(rebasing: text[range])
        }
        let colon = UInt8(ascii: ":")
        if unsafe text.first == UInt8(ascii: "[") {
            guard let end = unsafe text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let rest = unsafe part((end + 1)..<text.count)
            guard unsafe rest.isEmpty || rest[0] == colon && isPort(rest.dropFirst()) else {
                return nil
            }
            let inner = unsafe part(1..<end)
            return unsafe inner.contains(colon) ? ClientAddress(text: inner) : nil
        }
        guard let first = unsafe text.firstIndex(of: colon),
            unsafe text.lastIndex(of: colon) == first
        else { return unsafe ClientAddress(text: text) }
        guard unsafe isPort(text[(first + 1)...]) else { return nil }
        return unsafe ClientAddress(text: part(0..<first))
    }

    private static func isPort(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        unsafe (1...5).contains(text.count) && text.allSatisfy(ASCII.isDigit)
    }
}
