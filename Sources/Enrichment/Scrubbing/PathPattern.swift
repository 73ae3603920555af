/// A pattern on the path of a URL, such as `/patient/*` or `/rooms/*/notes`.
///
/// `*` stands for any characters within one segment; as the last segment, for everything behind it.
package struct PathPattern: Hashable, Sendable {
    private let segments: [[Character]]
    private let ignoresCase: Bool

    /// Longer patterns were mistakes: 512 bytes.
    private static let longest = 512

    /// Nil where `text` does not begin with a slash, has a query or fragment, or is too long.
    ///
    /// Case is ignored unless `matchesCase`: a pattern that removes must not miss `/Patient/`.
    package init?(_ text: String, matchesCase: Bool = false) {
        guard text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= Self.longest,
            !text.utf8.contains(UInt8(ascii: "?")), !text.utf8.contains(UInt8(ascii: "#")),
            let plain = PercentText.decoded(Array(text.utf8)[...])
        else { return nil }
        ignoresCase = !matchesCase
        segments = plain.split(separator: "/").map {
            Array(matchesCase ? $0[...] : $0.lowercased()[...])
        }
        if segments.isEmpty { return nil }
    }

    /// The positions of `path` that wildcards stand for, all where there is no wildcard; nil where
    /// the pattern does not match.
    func matched(_ path: [String]) -> [Int]? {
        guard path.count >= segments.count else { return nil }
        guard path.count == segments.count || segments.last == ["*"] else { return nil }
        var wild: [Int] = []
        for (index, pattern) in segments.enumerated() {
            let segment = Array(ignoresCase ? path[index].lowercased() : path[index])
            guard Self.matches(segment, pattern) else { return nil }
            if pattern.contains("*") { wild.append(index) }
        }
        if wild.isEmpty { return Array(path.indices) }
        return wild + Array(segments.count..<path.count)
    }

    /// Glob matching that goes back to the last `*` only: at most segment times pattern steps.
    private static func matches(_ text: [Character], _ pattern: [Character]) -> Bool {
        var (at, inPattern) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while at < text.count {
            if inPattern < pattern.count, pattern[inPattern] == "*" {
                star = (inPattern, at)
                inPattern += 1
            } else if inPattern < pattern.count, pattern[inPattern] == text[at] {
                at += 1
                inPattern += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.text + 1
                inPattern = last.pattern + 1
            } else {
                return false
            }
        }
        return pattern[inPattern...].allSatisfy { $0 == "*" }
    }
}
