/// Replaces words that look like made by a machine: ids, hashes, keys, signatures.
enum TokenRule {
    private static let placeholder = Array("[token]".unicodeScalars)

    /// Words longer than this are not of a language: 48 letters.
    private static let longestWord = 48

    static func replaced(_ text: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var output: [Unicode.Scalar] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard isInner(text[index]) else {
                output.append(text[index])
                index += 1
                continue
            }
            let start = index
            while index < text.count, isInner(text[index]) { index += 1 }
            if isToken(text[start..<index]) {
                output += placeholder
            } else {
                output += text[start..<index]
            }
        }
        return output
    }

    /// Letters and digits of base64, base64url, hex and UUIDs, and what stands between their parts.
    private static func isInner(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "-", "_", ".", "~", "+", "=": true
        default: scalar.isASCIILetter || scalar.isASCIIDigit
        }
    }

    /// How a word, or several with hyphens between them, is made.
    private struct Shape {
        var count = 0
        var digits = 0
        var letters = 0
        var hexDigits = 0
        /// Places where a digit meets a letter, or a word of camel case begins.
        var seams = 0
        private var previous: Unicode.Scalar?
        private var capitals = 0

        mutating func add(_ scalar: Unicode.Scalar) {
            count += 1
            let isDigit = scalar.isASCIIDigit
            if isDigit { digits += 1 } else { letters += 1 }
            if ASCII.hexDigit(UInt8(truncatingIfNeeded: scalar.value)) != nil { hexDigits += 1 }
            let isCapital = scalar.isASCIIUppercase
            defer {
                previous = scalar
                capitals = isCapital ? capitals + 1 : 0
            }
            guard let previous else { return }
            if previous.isASCIIDigit != isDigit {
                seams += 1
            } else if !isDigit, isCapital ? capitals == 0 : capitals > 1 {
                // "camelCase", "HTMLPage".
                seams += 1
            }
        }

        mutating func add(_ part: Shape) {
            count += part.count
            digits += part.digits
            letters += part.letters
            hexDigits += part.hexDigits
            seams += part.seams
        }

        /// Random text has a seam every two or three characters, "HowToUseCamelCase" every five.
        var isIrregular: Bool { count >= 16 && seams * (digits > 0 ? 6 : 4) >= count }

        var isTokenByItself: Bool {
            if count >= TokenRule.longestWord || isIrregular { return true }
            if count >= 16, hexDigits == count, letters > 0 { return true }
            // "X7K9Q2ZB": booking and reset codes.
            return count >= 8 && digits > 0 && letters > 0 && seams >= 3
        }
    }

    private static func isToken(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
        guard run.count >= 8 else { return false }
        var whole = Shape()
        var part = Shape()
        for scalar in run {
            if scalar.isASCIILetter || scalar.isASCIIDigit {
                part.add(scalar)
                continue
            }
            if part.isTokenByItself { return true }
            whole.add(part)
            part = Shape()
        }
        whole.add(part)
        return part.isTokenByItself || whole.isIrregular
    }
}
