/// Keeps small counts out of what is told about choices and banners (decision 0010).
enum SmallCounts {
    /// What becomes of some rows.
    struct Folded: Equatable {
        /// Shown as they are.
        var kept: [Int] = []
        /// Joined into one row, which is shown where it is large enough.
        var joined: [Int] = []
        var isJoinedShown = false
    }

    /// Rows of fewer than `limit` are joined; where they are too few together, the next smallest with
    /// them.
    static func folded(_ counts: [Int], limit: Int) -> Folded {
        var folded = Folded(kept: Array(counts.indices))
        guard limit > 1 else { return folded }
        var rest = counts.indices.sorted { (counts[$0], $0) > (counts[$1], $1) }
        var sum = 0
        while let smallest = rest.last,
            counts[smallest] < limit || !folded.joined.isEmpty && sum < limit
        {
            sum += counts[smallest]
            folded.joined.append(smallest)
            rest.removeLast()
        }
        folded.kept = rest.sorted()
        folded.isJoinedShown = sum >= limit
        return folded
    }

    /// Which of the parts of a whole are not told: small ones, and with them others until they are
    /// enough together, so that none is what the others leave of the whole.
    static func hidden(_ parts: [Int], limit: Int) -> Set<Int> {
        var hidden = Set(parts.indices.filter { parts[$0] > 0 && parts[$0] < limit })
        guard !hidden.isEmpty else { return [] }
        var sum = hidden.reduce(0) { $0 + parts[$1] }
        let others = parts.indices.filter { parts[$0] >= limit }
            .sorted { (parts[$0], $0) < (parts[$1], $1) }
        for other in others where sum < limit {
            hidden.insert(other)
            sum += parts[other]
        }
        return hidden
    }

    /// Whether a part, or what it leaves of the whole, is few.
    static func isFew(_ part: Int, of whole: Int, limit: Int) -> Bool {
        [part, whole - part].contains { $0 > 0 && $0 < limit }
    }
}
