/// Labelled groups of visitors, of which small ones are joined into "(other)".
///
/// As ``SmallGroups``, for reports that are no answer to the query grammar.
struct VisitorSets {
    struct Group {
        let label: String
        /// By visitor's ordinal, how often.
        var visitors: [UInt32: Int] = [:]
        var count = 0
    }

    private var places: [String: Int] = [:]
    private(set) var groups: [Group] = []

    mutating func add(_ visitor: UInt32, to label: String) {
        let place: Int
        if let known = places[label] {
            place = known
        } else {
            place = groups.count
            places[label] = place
            groups.append(Group(label: label))
        }
        groups[place].visitors[visitor, default: 0] += 1
        groups[place].count += 1
    }

    /// From the largest; no group, and not what is left out, has fewer visitors than `limit`.
    func folded(limit: Int) -> (groups: [Group], hidden: Int) {
        var rest = groups.sorted { left, right in
            (right.visitors.count, right.count, left.label)
                < (left.visitors.count, left.count, right.label)
        }
        var other = Group(label: TextTable.other)
        var hidden = 0
        while let smallest = rest.last,
            smallest.visitors.count < limit
                || !other.visitors.isEmpty && other.visitors.count < limit
        {
            other.visitors.merge(smallest.visitors, uniquingKeysWith: +)
            other.count += smallest.count
            hidden += 1
            rest.removeLast()
        }
        if !other.visitors.isEmpty, other.visitors.count >= limit {
            let place = rest.firstIndex { $0.visitors.count < other.visitors.count } ?? rest.count
            rest.insert(other, at: place)
        }
        return (rest, hidden)
    }
}
