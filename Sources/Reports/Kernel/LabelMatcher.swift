internal import RegularExpressions

/// A comparison prepared for many labels.
struct LabelMatcher {
    private let test: FilterTest
    private let whole: Set<String>
    private let parts: [[UInt8]]
    private let patterns: [RegularExpression]

    init(_ test: FilterTest) {
        self.test = test
        let values = test.isCaseSensitive ? test.values : test.values.map { $0.lowercased() }
        whole = Set(values)
        parts = values.map { Array($0.utf8) }
        patterns =
            test.comparison.isPattern
            ? test.values.compactMap {
                RegularExpression($0, isCaseSensitive: test.isCaseSensitive)
            } : []
    }

    /// Whether a row with this label passes.
    func passes(_ label: String) -> Bool {
        if test.comparison.isPattern {
            return patterns.contains { $0.isFound(in: label) } != test.comparison.isNegated
        }
        let text = test.isCaseSensitive ? label : label.lowercased()
        switch test.comparison {
        case .isEqual: return whole.contains(text)
        case .isNot: return !whole.contains(text)
        case .contains: return holdsPart(text)
        case .containsNot: return !holdsPart(text)
        case .matches, .matchesNot: return false
        }
    }

    /// By bytes, as other tools compare, so that a letter is found without its accent's mark.
    private func holdsPart(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return parts.contains { part in
            guard let first = part.first else { return true }
            guard part.count <= bytes.count else { return false }
            return (0...(bytes.count - part.count)).contains { start in
                bytes[start] == first && bytes[start...].starts(with: part)
            }
        }
    }
}
