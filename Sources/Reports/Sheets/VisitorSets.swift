/// Labelled groups of visitors, of which small ones are joined into "(other)".
///
/// As ``SmallGroups``, for reports that are no answer to the query grammar.
struct VisitorSets {
    struct Group {
        let label: String
        /// Ordinals, one for each time.
        var times: [UInt32] = []
        /// How many there are of them.
        var visitors = 0
    }

    private let seen: VisitorSet
    private var places: [String: Int] = [:]
    private var groups: [Group] = []

    init(_ columns: SiteColumns) { seen = VisitorSet(bound: columns.visitors.count) }

    mutating func add(_ visitor: UInt32, to label: String) { add([visitor], to: label) }

    mutating func add(_ visitors: ArraySlice<UInt32>, to label: String) {
        let place: Int
        if let known = places[label] {
            place = known
        } else {
            place = groups.count
            places[label] = place
            groups.append(Group(label: label))
        }
        groups[place].times += visitors
    }

    /// From the largest; no group, and not what is left out, has fewer visitors than `limit`.
    func folded(limit: Int) -> (groups: [Group], hidden: Int) {
        var rest = groups.map { group in
            var group = group
            group.visitors = count(group.times)
            return group
        }
        rest.sort { left, right in
            (right.visitors, right.times.count, left.label)
                < (left.visitors, left.times.count, right.label)
        }
        var other = Group(label: TextTable.other)
        var hidden = 0
        defer { for visitor in other.times { seen.remove(near: visitor) } }
        while let smallest = rest.last,
            smallest.visitors < limit || other.visitors > 0 && other.visitors < limit
        {
            other.times += smallest.times
            for visitor in smallest.times { other.visitors += seen.insert(visitor) }
            hidden += 1
            rest.removeLast()
        }
        if other.visitors >= max(1, limit) {
            let place = rest.firstIndex { $0.visitors < other.visitors } ?? rest.count
            rest.insert(other, at: place)
        }
        return (rest, hidden)
    }

    /// How many visitors there are.
    private func count(_ times: [UInt32]) -> Int {
        let count = times.reduce(0) { $0 + seen.insert($1) }
        for visitor in times { seen.remove(near: visitor) }
        return count
    }
}
