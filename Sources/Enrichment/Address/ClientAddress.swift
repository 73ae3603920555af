/// An IPv4 or IPv6 address of a client: used in memory, never stored.
///
/// It has no text form of its own, so that no log line or error can hold one by accident.
package struct ClientAddress: Hashable, Sendable {
    /// The first and the last eight bytes in IPv6 form; IPv4 stands as ::ffff:a.b.c.d (RFC 4291).
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// From 4 or 16 bytes in network order; a mapped IPv4 address is that IPv4 address.
    package init?(bytes: [UInt8]) {
        func word(_ range: Range<Int>) -> UInt64 {
            range.reduce(0) { $0 << 8 | UInt64(bytes[$1]) }
        }
        switch bytes.count {
        case 4: self.init(ipv4: UInt32(truncatingIfNeeded: word(0..<4)))
        case 16: self.init(high: word(0..<8), low: word(8..<16))
        default: return nil
        }
    }

    /// From text; nil for a zone id, a port, brackets or leading zeros in IPv4.
    package init?(_ text: some StringProtocol) {
        self.init(text: Array(text.utf8)[...])
    }

    init(ipv4: UInt32) {
        high = 0
        low = 0xFFFF_0000_0000 | UInt64(ipv4)
    }

    package var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }
}

extension ClientAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(address)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
