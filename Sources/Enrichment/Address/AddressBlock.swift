/// A range of addresses, such as 192.0.2.0/24.
///
/// An IPv6 block holds no IPv4 address, so `::/0` does not mean everybody.
package struct AddressBlock: Hashable, Sendable {
    private let base: ClientAddress
    private let highMask: UInt64
    private let lowMask: UInt64
    private let isIPv4: Bool

    /// From CIDR text or a single address; bits behind the prefix do not matter.
    package init?(_ text: some StringProtocol) {
        let parts = Array(text.utf8).split(
            separator: UInt8(ascii: "/"),
            omittingEmptySubsequences: false
        )
        guard parts.count <= 2, let address = parts.first.flatMap(ClientAddress.init(text:)) else {
            return nil
        }
        var length = 128
        if parts.count == 2 {
            let isWrittenAsIPv4 = !parts[0].contains(UInt8(ascii: ":"))
            guard let given = Self.length(parts[1], atMost: isWrittenAsIPv4 ? 32 : 128) else {
                return nil
            }
            length = isWrittenAsIPv4 ? given + 96 : given
        }
        self.init(address, length: length)
    }

    /// The addresses that share the first `length` bits (0 to 128, IPv4 from 96) with `address`.
    private init?(_ address: ClientAddress, length: Int) {
        isIPv4 = address.isIPv4
        if isIPv4, length < 96 { return nil }
        highMask = length >= 64 ? .max : ~(.max >> UInt64(length))
        lowMask = length <= 64 ? 0 : ~(UInt64.max >> UInt64(length - 64))
        base = ClientAddress(high: address.high & highMask, low: address.low & lowMask)
    }

    package func contains(_ address: ClientAddress) -> Bool {
        address.isIPv4 == isIPv4 && address.high & highMask == base.high
            && address.low & lowMask == base.low
    }

    private static func length(_ digits: ArraySlice<UInt8>, atMost most: Int) -> Int? {
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        var length = 0
        for digit in digits {
            guard ASCII.isDigit(digit) else { return nil }
            length = length * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return length <= most ? length : nil
    }
}
