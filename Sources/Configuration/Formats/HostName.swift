/// Whether the text is a DNS name in lower case: letters, digits and inner hyphens in labels.
func isHostName(_ text: some StringProtocol) -> Bool {
    guard (1...253).contains(text.utf8.count) else { return false }
    let labels = text.split(separator: ".", omittingEmptySubsequences: false)
    // A last label of digits is an address, not a name (WHATWG URL, "ends in a number").
    guard let last = labels.last, !last.allSatisfy(\.isASCIIDigit) else { return false }
    return labels.allSatisfy { label in
        (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
            && label.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension Character {
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

/// The number of a text of digits in `range`, without a sign or leading zeros.
func decimalNumber(_ text: some StringProtocol, _ range: ClosedRange<Int>) -> Int? {
    guard !text.isEmpty, text.count <= 9, text.allSatisfy(\.isASCIIDigit),
        text.count == 1 || text.first != "0", let number = Int(text), range.contains(number)
    else { return nil }
    return number
}
