internal import Glibc

/// The bytes of an IP address in text form, 4 or 16; nil where the text is none.
func addressBytes(_ text: some StringProtocol) -> [UInt8]? {
    // No form is longer than 45 characters; a zero byte would end the C string early.
    guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
    let family = text.contains(":") ? AF_INET6 : AF_INET
    var bytes = [UInt8](repeating: 0, count: family == AF_INET6 ? 16 : 4)
    let text = String(text)
    let isRead = unsafe bytes.withUnsafeMutableBytes {
        unsafe inet_pton(family, text, $0.baseAddress) == 1
    }
    return isRead ? bytes : nil
}

/// Whether the text is an address, or a block in CIDR form that begins at its address.
func isAddressBlock(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = parts.first, let bytes = addressBytes(address), parts.count <= 2 else {
        return false
    }
    guard parts.count == 2 else { return true }
    guard let length = decimalNumber(parts[1], 0...(bytes.count * 8)) else { return false }
    // Bits behind the prefix mean that the address or the length is not what was wanted.
    return bytes.enumerated().allSatisfy { index, byte in
        let kept = min(8, max(0, length - index * 8))
        return kept == 8 || byte << UInt8(kept) == 0
    }
}
