/// The path of a page in one spelling: no escapes, dot segments, doubled slashes or `;` parameters.
struct PagePath {
    /// Deeper paths were attacks or broken links: 32 segments.
    private static let mostSegments = 32
    /// Longer paths were too: 2 KiB.
    private static let longest = 2048

    private(set) var segments: [String] = []
    private var endsInSlash = true

    /// Nil where controls or endless escapes hide in the path.
    init?(_ raw: ArraySlice<UInt8>) {
        guard let text = PercentText.decoded(raw),
            !text.unicodeScalars.contains(where: \.isControl)
        else { return nil }
        let parts = text.unicodeScalars.split(
            omittingEmptySubsequences: false,
            whereSeparator: { $0 == "/" || $0 == "\\" }
        )
        for part in parts {
            let name = TextScrubber.oneLine(String(part.prefix { $0 != ";" }))
            endsInSlash = name.isEmpty || name == "." || name == ".."
            if name == ".." {
                _ = segments.popLast()
            } else if !endsInSlash {
                segments.append(name)
            }
        }
    }

    /// The path with what `deny` names and what looks like somebody's replaced.
    func scrubbed(deny: [PathPattern], allow: [PathPattern]) -> (path: String, isDenied: Bool) {
        let removed = Set(deny.compactMap { $0.matched(segments) }.joined())
        let isAllowed = allow.contains { $0.matched(segments) != nil }
        var path = ""
        var wasRemoved = false
        for (index, segment) in segments.enumerated() {
            let isRemoved = removed.contains(index)
            defer { wasRemoved = isRemoved }
            if isRemoved && wasRemoved { continue }
            let clean =
                isRemoved
                ? TextScrubber.removed
                : isAllowed
                    ? TextScrubber.scrubEmails(segment)
                    : TextScrubber.scrub(segment, limit: Self.longest)
            let next = "/" + PercentText.escaped(clean, "?#%")
            guard index < Self.mostSegments, path.utf8.count + next.utf8.count < Self.longest else {
                return (path + "/" + TextScrubber.removed, !removed.isEmpty)
            }
            path += next
        }
        return (path.isEmpty || endsInSlash ? path + "/" : path, !removed.isEmpty)
    }
}
