/// Strings and unquoted keys.
extension JSON5Reader {
    mutating func string(quote: Unicode.Scalar) throws(JSON5Error) -> String {
        let start = index
        index += 1
        var text = String.UnicodeScalarView()
        while let scalar = next {
            switch scalar {
            case quote:
                index += 1
                return String(text)
            case "\\":
                if let escaped = try escape() { text.append(escaped) }
            case "\n", "\r":
                throw fault(
                    at: start,
                    "the text that begins here has no closing \(quote.shown) on its line"
                )
            default:
                text.append(scalar)
                index += 1
            }
        }
        throw fault(at: start, "the text that begins here has no closing \(quote.shown)")
    }

    /// What the escape at the index stands for; nil for a line that goes on.
    private mutating func escape() throws(JSON5Error) -> Unicode.Scalar? {
        let start = index
        index += 1
        guard let scalar = next else { throw unexpected(wanted: "a character after \"\\\"") }
        index += 1
        switch scalar {
        case "b": return "\u{08}"
        case "f": return "\u{0C}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{0B}"
        case "0":
            guard next?.isDecimalDigit != true else {
                throw fault(at: start, "octal escapes are no JSON5")
            }
            return "\0"
        case "1"..."9": throw fault(at: start, "\"\\\(scalar)\" is no escape of JSON5")
        case "x": return Unicode.Scalar(try hexDigits(2))
        case "u": return try unicodeEscape(from: start)
        case "\r":
            if next == "\n" { index += 1 }
            return nil
        case "\n", "\u{2028}", "\u{2029}": return nil
        default: return scalar
        }
    }

    /// The scalar of `\uXXXX`, or of two of them that form a pair; the index is behind the `u`.
    private mutating func unicodeEscape(from start: Int) throws(JSON5Error) -> Unicode.Scalar {
        let unit = try hexDigits(4)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, next == "\\", peek(1) == "u" {
            index += 2
            let low = try hexDigits(4)
            if (0xDC00...0xDFFF).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw fault(at: start, "half of a surrogate pair is no character")
    }

    private mutating func hexDigits(_ count: Int) throws(JSON5Error) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let digit = next?.hexDigitValue else {
                throw unexpected(wanted: "\(count) hexadecimal digits")
            }
            value = value << 4 | digit
            index += 1
        }
        return value
    }

    /// A key or word without quotes: an identifier of ECMAScript 5.1.
    mutating func name() throws(JSON5Error) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = next {
            let start = index
            var part = scalar
            if scalar == "\\" {
                index += 1
                guard next == "u" else { throw unexpected(wanted: "\"u\" after \"\\\"") }
                index += 1
                part = try unicodeEscape(from: start)
            } else if scalar.continuesJSON5Name {
                index += 1
            } else {
                break
            }
            guard text.isEmpty ? part.startsJSON5Name : part.continuesJSON5Name else {
                throw fault(at: start, "\(part.shown) cannot stand in a key without quotes")
            }
            text.append(part)
        }
        return String(text)
    }
}
