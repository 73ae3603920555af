/// The character classes of JSON5 (spec.json5.org, sections 2 and 8) and ES5.1 identifiers.
extension Unicode.Scalar {
    var isJSON5LineEnd: Bool {
        switch self {
        case "\n", "\r", "\u{2028}", "\u{2029}": true
        default: false
        }
    }

    var isJSON5Space: Bool {
        switch self {
        case " ", "\t", "\n", "\r": true
        case "\u{0B}", "\u{0C}", "\u{A0}", "\u{FEFF}", "\u{2028}", "\u{2029}": true
        default: value > 0x7F && properties.generalCategory == .spaceSeparator
        }
    }

    var isDecimalDigit: Bool { ("0"..."9").contains(self) }

    var hexDigitValue: UInt32? {
        switch self {
        case "0"..."9": value - 0x30
        case "a"..."f": value - 0x61 + 10
        case "A"..."F": value - 0x41 + 10
        default: nil
        }
    }

    var startsJSON5Name: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "$", "_": return true
        case "\u{0}"..."\u{7F}": return false
        default: break
        }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .letterNumber:
            return true
        default:
            return false
        }
    }

    var continuesJSON5Name: Bool {
        if startsJSON5Name || isDecimalDigit || self == "\u{200C}" || self == "\u{200D}" {
            return true
        }
        guard value > 0x7F else { return false }
        switch properties.generalCategory {
        case .nonspacingMark, .spacingMark, .decimalNumber, .connectorPunctuation: return true
        default: return false
        }
    }

    /// How an error message shows the character.
    var shown: String {
        switch self {
        case "\n", "\r", "\u{2028}", "\u{2029}": "the end of the line"
        case "\"": "'\"'"
        default:
            switch properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator:
                "the character U+" + String(value, radix: 16, uppercase: true)
            default: "\"\(self)\""
            }
        }
    }
}
