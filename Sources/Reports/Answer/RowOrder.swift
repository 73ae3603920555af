/// The order of an answer's rows, found by numbers: only rows that are shown need their labels.
///
/// By the query's order, then by labels, so that an answer never depends on the order in which events
/// came.
struct RowOrder {
    /// What groups are ordered by, most important first.
    private enum Level {
        case metric(Int, ReportQuery.Direction)
        case dimension(Int, ReportQuery.Direction)
    }

    private let levels: [Level]
    private let figures: Figures

    init(_ query: ReportQuery, _ figures: Figures) {
        levels =
            query.order.map { entry in
                switch entry.key {
                case .metric(let index): .metric(index, entry.direction)
                case .dimension(let index): .dimension(index, entry.direction)
                }
            } + query.dimensions.indices.map { .dimension($0, .ascending) }
        self.figures = figures
    }

    /// Those of `groups` that are on a page, in order.
    func page(_ page: Range<Int>, of groups: [Int]) -> [Int] {
        let chosen = first(page.upperBound, of: groups)
        let ofLevels = levels.map { keys($0, chosen) }
        let sorted = chosen.indices.sorted { left, right in
            for keys in ofLevels where keys[left] != keys[right] { return keys[left] < keys[right] }
            return chosen[left] < chosen[right]
        }
        return sorted.dropFirst(page.lowerBound).prefix(page.count).map { chosen[$0] }
    }

    /// Groups among which the first `most` are, and hardly more.
    private func first(_ most: Int, of groups: [Int]) -> [Int] {
        guard most > 0 else { return [] }
        var chosen: [Int] = []
        var tied = groups
        for level in levels {
            guard chosen.count + tied.count > most, chosen.count < most else { break }
            let keys = keys(level, tied)
            let last = Self.smallest(most - chosen.count, of: keys)
            var rest: [Int] = []
            for (group, key) in zip(tied, keys) {
                if key < last {
                    chosen.append(group)
                } else if key == last {
                    rest.append(group)
                }
            }
            tied = rest
        }
        return chosen + tied
    }

    /// Numbers that stand in the order of a level.
    private func keys(_ level: Level, _ groups: [Int]) -> [UInt64] {
        let direction: ReportQuery.Direction
        let keys: [UInt64]
        switch level {
        case .metric(let metric, let asked):
            direction = asked
            keys = groups.map { Self.key(figures.value(metric, of: $0) ?? 0) }
        case .dimension(let index, let asked):
            direction = asked
            let ofGroups = groups.map { figures.groups.codes[$0, index] }
            let ranks = ranks(ofGroups, figures.dimensions[index])
            keys = ofGroups.map { $0 == GroupCodes.other ? ranks.other : ranks.byCode[Int($0)] }
        }
        return direction == .ascending ? keys : keys.map { ~$0 }
    }

    /// By code the place of its label among those of `codes`.
    private func ranks(
        _ codes: [UInt32],
        _ dimension: DimensionCodes
    ) -> (byCode: [UInt64], other: UInt64) {
        var ranks = [UInt64](repeating: 0, count: dimension.count)
        // Buckets are numbered in the order of time, which is that of their labels.
        if case .time = dimension.origin {
            for code in ranks.indices { ranks[code] = UInt64(code) }
            return (ranks, .max)
        }
        var labels: [(label: String, code: UInt32)] = []
        for code in codes where code != GroupCodes.other && ranks[Int(code)] == 0 {
            ranks[Int(code)] = 1
            labels.append((dimension.label(code), code))
        }
        if codes.contains(GroupCodes.other) { labels.append((TextTable.other, GroupCodes.other)) }
        labels.sort { Self.precedes($0.label, $1.label) }
        var other: UInt64 = 0
        for (place, entry) in labels.enumerated() {
            // Somebody may send the very text that stands for what was joined.
            let rank =
                place > 0 && labels[place - 1].label == entry.label
                ? rank(of: labels[place - 1].code) : UInt64(place)
            if entry.code == GroupCodes.other {
                other = rank
            } else {
                ranks[Int(entry.code)] = rank
            }
        }
        return (ranks, other)

        func rank(of code: UInt32) -> UInt64 {
            code == GroupCodes.other ? other : ranks[Int(code)]
        }
    }

    /// By bytes in UTF-8, as SQLite and other tools order.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// A number that stands among others as `value` does.
    private static func key(_ value: Double) -> UInt64 {
        let bits = (value == 0 ? 0 : value).bitPattern
        return bits >> 63 == 0 ? bits | 1 << 63 : ~bits
    }

    /// The key at place `count` from the smallest.
    private static func smallest(_ count: Int, of keys: [UInt64]) -> UInt64 {
        var keys = keys
        let wanted = count - 1
        var (low, high) = (0, keys.count - 1)
        while low < high {
            let pivot = keys[low + (high - low) / 2]
            var (left, right) = (low, high)
            while left <= right {
                while keys[left] < pivot { left += 1 }
                while keys[right] > pivot { right -= 1 }
                guard left <= right else { break }
                keys.swapAt(left, right)
                left += 1
                right -= 1
            }
            if wanted <= right {
                high = right
            } else if wanted >= left {
                low = left
            } else {
                break
            }
        }
        return keys[wanted]
    }
}
