/// Replaces what may say who somebody is in a piece of text: addresses, numbers, tokens.
///
/// It errs on the side of removing: a report can do without a product number, a patient cannot do
/// without secrecy. It cannot know names; for those a site denies paths (``PathPattern``).
enum TextScrubber {
    static let removed = "[removed]"

    /// Longer texts were no titles; looking at them whole would be work for an attacker's sake.
    private static let longestInput = 8192

    /// The text on one line with placeholders, cut to `limit` Unicode scalars.
    ///
    /// Escapes are undone where something hides behind them.
    static func scrub(_ text: String, limit: Int) -> String {
        if text.utf8.count <= limit, HarmlessText.isHarmless(text) { return text }
        return scrubbedByRules(text, limit: limit)
    }

    /// ``scrub(_:limit:)`` without its short cut.
    static func scrubbedByRules(_ text: String, limit: Int) -> String {
        guard text.utf8.count <= longestInput else { return removed }
        var clean = replaced(text)
        if text.utf8.contains(UInt8(ascii: "%")) {
            guard let plain = PercentText.decoded(Array(text.utf8)[...]) else { return removed }
            let other = replaced(plain)
            if other != normalized(plain) { clean = other }
        }
        return String(String.UnicodeScalarView(clean.prefix(limit)))
    }

    /// The text without controls, doubled spaces and invisible characters.
    static func oneLine(_ text: String) -> String {
        HarmlessText.isHarmless(text) ? text : String(String.UnicodeScalarView(normalized(text)))
    }

    /// The text with e-mail addresses replaced and nothing else, for paths that a site allows.
    static func scrubEmails(_ text: String) -> String {
        String(String.UnicodeScalarView(EmailRule.replaced(normalized(text))))
    }

    private static func replaced(_ text: String) -> [Unicode.Scalar] {
        NumberRule.replaced(TokenRule.replaced(EmailRule.replaced(normalized(text))))
    }

    /// Controls as spaces, one space at a time, and nothing invisible: a zero-width space within an
    /// e-mail address would hide it.
    private static func normalized(_ text: String) -> [Unicode.Scalar] {
        var output: [Unicode.Scalar] = []
        output.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            if scalar.isBlank {
                if output.last?.isBlank == false { output.append(" ") }
            } else if !scalar.isInvisible || scalar.joins(output.last) {
                output.append(scalar)
            }
        }
        if output.last?.isBlank == true { output.removeLast() }
        return output
    }
}

extension Unicode.Scalar {
    /// White space and controls.
    var isBlank: Bool {
        value <= 0x20 || value == 0x7F || (value > 0x7F && (isControl || properties.isWhitespace))
    }

    /// C0, C1 and the line and paragraph separators.
    var isControl: Bool {
        value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
    }

    fileprivate var isInvisible: Bool {
        value > 0x7F
            && (properties.isDefaultIgnorableCodePoint || properties.generalCategory == .format)
    }

    /// Joiners and variation selectors have a meaning behind letters of some scripts and emoji.
    fileprivate func joins(_ previous: Unicode.Scalar?) -> Bool {
        guard let previous, !previous.isASCII, !previous.isDecimal else { return false }
        return value == 0x200C || value == 0x200D || value == 0xFE0E || value == 0xFE0F
    }

    /// A decimal digit of any script.
    var isDecimal: Bool {
        if isASCII { return value >= 0x30 && value <= 0x39 }
        return properties.numericType == .decimal
    }

    var isASCIILetter: Bool { isASCII && ASCII.isLetter(UInt8(truncatingIfNeeded: value)) }
    var isASCIIUppercase: Bool { isASCII && ASCII.isUppercase(UInt8(truncatingIfNeeded: value)) }
    var isASCIIDigit: Bool { isASCII && isDecimal }

    /// Digits of other scripts and of full width in ASCII, everything else as it is.
    var decimalValue: Int? {
        guard isDecimal else { return nil }
        return properties.numericValue.map { Int($0) }
    }
}
