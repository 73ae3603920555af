/// Recognises most titles and path segments, in which the scrubbing rules would find nothing, by one
/// look at each byte.
enum HarmlessText {
    /// Words shorter than this are no token: 16 letters without seams (``TokenRule``).
    private static let longestWord = 15
    /// Fewer digits than a number that is somebody's (``NumberRule``).
    private static let mostDigits = 4

    /// Whether scrubbing gives the same text back; false where only the rules can tell.
    static func isHarmless(_ text: some StringProtocol) -> Bool {
        var word = 0
        var digits = 0
        var hasDot = false
        var previous: UInt8 = 0x20
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                if ASCII.isDigit(previous) { return false }
                word += 1
                if word > longestWord { return false }
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                // A capital within a word may be a token's.
                if word > 0 || ASCII.isDigit(previous) { return false }
                word = 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                if word > 0 || digits > mostDigits { return false }
            case 0x20:
                if previous == 0x20 { return false }
                word = 0
            case UInt8(ascii: "@"), UInt8(ascii: "%"), 0...0x1F, 0x7F...: return false
            default:
                hasDot = hasDot || byte == UInt8(ascii: ".")
                word = 0
            }
            previous = byte
        }
        // Four digits with dots may be an address, "1.2.3.4".
        return previous != 0x20 && !(hasDot && digits >= 4)
    }
}
