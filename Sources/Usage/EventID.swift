/// The 16 random bytes by which a page names an event, so that sending it twice stores it once.
package struct EventID: Hashable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From 22 characters of base64url; nil for anything else.
    package init?(base64URL text: UnsafeRawBufferPointer) {
        guard text.count == 22 else { return nil }
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<22 {
            let digit = unsafe Self.digits[Int(text[index])]
            guard digit < 64 else { return nil }
            if index == 21 {
                // 132 bits for 128: the last character's low four bits must be 0.
                guard digit & 0x0F == 0 else { return nil }
                high = high << 2 | low >> 62
                low = low << 2 | UInt64(digit >> 4)
            } else {
                high = high << 6 | low >> 58
                low = low << 6 | UInt64(digit)
            }
        }
        self.init(high: high, low: low)
    }

    /// The six bits each byte stands for; 255 for bytes outside the alphabet (RFC 4648 section 5).
    private static let digits: [UInt8] = {
        var digits = [UInt8](repeating: 255, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for (digit, character) in alphabet.utf8.enumerated() {
            digits[Int(character)] = UInt8(digit)
        }
        return digits
    }()
}

/// The pseudonym of a visitor within one site: a keyed hash of the consent id, never the id itself.
package struct VisitorID: Hashable, Sendable {
    package let value: UInt64

    package init(_ value: UInt64) { self.value = value }
}
