/// Text without percent escapes, however often it was escaped.
enum PercentText {
    /// Who escapes more often than this hides something.
    private static let mostRounds = 4

    /// The text with all escapes undone; nil where some are left after four rounds.
    ///
    /// Bytes that are not UTF-8 become U+FFFD, so that what stands around them is still seen.
    static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes = Array(text)
        for _ in 0..<mostRounds {
            guard let next = once(bytes) else { return String(decoding: bytes, as: UTF8.self) }
            bytes = next
        }
        return once(bytes) == nil ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// Undoes one round; nil where there is nothing to undo.
    private static func once(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains(UInt8(ascii: "%")) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = ASCII.hexDigit(bytes[index + 1]),
                let low = ASCII.hexDigit(bytes[index + 2])
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output.count == bytes.count ? nil : output
    }

    /// Escapes only what would be read as another part of a URL.
    static func escaped(_ text: String, _ special: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, special.unicodeScalars.contains(scalar) {
                output += "%" + String(scalar.value, radix: 16, uppercase: true)
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
