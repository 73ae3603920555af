/// A language as a page's `lang` attribute names it (BCP 47), such as `en` or `pt-BR`.
struct LanguageCode: Hashable {
    let text: String
    /// The first part, such as `pt`.
    let language: String

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count <= 4, let first = parts.first, (2...3).contains(first.utf8.count),
            first.utf8.allSatisfy({ (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }),
            parts.dropFirst().allSatisfy(Self.isSubtag)
        else { return nil }
        self.text = text
        language = String(first)
    }

    private static func isSubtag(_ part: Substring) -> Bool {
        (2...8).contains(part.utf8.count)
            && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
    }

    var isRightToLeft: Bool {
        let parts = text.split(separator: "-")
        // A script that is named decides: Kurdish and Punjabi are written in both directions.
        if let script = parts.first(where: { $0.utf8.count == 4 && $0.first?.isLetter == true }) {
            return ["arab", "hebr", "thaa", "syrc", "nkoo", "adlm"].contains(script.lowercased())
        }
        return ["ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"].contains(language)
    }
}
