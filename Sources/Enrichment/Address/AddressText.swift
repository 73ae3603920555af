extension ClientAddress {
    init?(text: ArraySlice<UInt8>) {
        guard let address = unsafe text.withUnsafeBytes({ unsafe ClientAddress(text: $0) }) else {
            return nil
        }
        self = address
    }

    /// From text that is not copied: behind a proxy each request brings one.
    @unsafe init?(text: UnsafeRawBufferPointer) {
        if unsafe text.contains(UInt8(ascii: ":")) {
            guard let groups = unsafe Self.groups(Array(text)[...]) else { return nil }
            self.init(
                high: groups[..<4].reduce(0) { $0 << 16 | UInt64($1) },
                low: groups[4...].reduce(0) { $0 << 16 | UInt64($1) }
            )
        } else {
            guard let number = unsafe Self.ipv4(text) else { return nil }
            self.init(ipv4: number)
        }
    }

    /// Four decimal numbers up to 255 without leading zeros, which some read as octal.
    private static func ipv4(_ text: UnsafeRawBufferPointer) -> UInt32? {
        guard text.count <= 15 else { return nil }
        var number: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var parts = 1
        for index in 0..<text.count {
            let byte = unsafe text[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0, parts < 4 else { return nil }
                number = number << 8 | part
                (part, digits, parts) = (0, 0, parts + 1)
                continue
            }
            guard ASCII.isDigit(byte), digits == 0 || part > 0 else { return nil }
            part = part * 10 + UInt32(byte - UInt8(ascii: "0"))
            digits += 1
            guard part < 256 else { return nil }
        }
        guard parts == 4, digits > 0 else { return nil }
        return number << 8 | part
    }

    /// The eight groups of an IPv6 address (RFC 4291 section 2.2).
    private static func groups(_ text: ArraySlice<UInt8>) -> [UInt16]? {
        guard text.count <= 45 else { return nil }
        let colon = UInt8(ascii: ":")
        var gap: Int?
        for index in text.indices.dropLast() where text[index] == colon && text[index + 1] == colon
        {
            guard gap == nil else { return nil }
            gap = index
        }
        guard let gap else {
            guard let groups = list(text), groups.count == 8 else { return nil }
            return groups
        }
        guard let front = list(text[..<gap], mayEndInIPv4: false),
            let back = list(text[(gap + 2)...]),
            front.count + back.count < 8
        else { return nil }
        return front + Array(repeating: 0, count: 8 - front.count - back.count) + back
    }

    /// Groups with colons between them, the last two maybe as IPv4.
    private static func list(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool = true) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if mayEndInIPv4, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let number = unsafe part.withUnsafeBytes({ unsafe ipv4($0) }) else {
                    return nil
                }
                groups.append(UInt16(number >> 16))
                groups.append(UInt16(truncatingIfNeeded: number))
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt16 = 0
            for byte in part {
                guard let digit = ASCII.hexDigit(byte) else { return nil }
                group = group << 4 | UInt16(digit)
            }
            groups.append(group)
        }
        return groups
    }
}
