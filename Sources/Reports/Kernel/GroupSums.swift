/// What is counted of a group by adding up.
enum Figure: Int, CaseIterable {
    case events
    case pageviews
    case visits
    case bounces
    case durations
    case visitPageviews

    var isOfVisits: Bool { self != .events && self != .pageviews }

    var need: Needs {
        switch self {
        case .events: .events
        case .pageviews: .pageviews
        case .visits: .visits
        case .bounces: .bounces
        case .durations: .durations
        case .visitPageviews: .visitPageviews
        }
    }
}

/// One figure for all groups of a thread while rows are counted.
final class SumLane {
    private var lane = Lane<Int64>(repeating: 0, count: 64)
    private var groups = 64

    deinit { lane.free() }

    /// Makes room for the groups below `count`.
    func reserve(_ count: Int) {
        guard count > groups else { return }
        lane = lane.grown(to: count, keeping: groups)
        for group in groups..<lane.count { lane[group] = 0 }
        groups = lane.count
    }

    /// Adds the number of each row to its group; `same` is the group of all, where there is only one.
    @inline(__always)
    func add(_ numbers: Lane<UInt32>, to rows: Lane<UInt32>, same: UInt32?, count: Int) {
        let lane = lane
        if let same {
            var sum: Int64 = 0
            for index in 0..<count { sum &+= Int64(numbers[index]) }
            lane[Int(same)] &+= sum
        } else {
            for index in 0..<count { lane[Int(rows[index])] &+= Int64(numbers[index]) }
        }
    }

    /// Adds one for each row to its group.
    @inline(__always)
    func addOnes(to rows: Lane<UInt32>, same: UInt32?, count: Int) {
        let lane = lane
        if let same {
            lane[Int(same)] &+= Int64(count)
        } else {
            for index in 0..<count { lane[Int(rows[index])] &+= 1 }
        }
    }

    /// Adds what was found to `sums`, in which groups are called `names`.
    func add(to sums: inout [Int64], names: [UInt32]) {
        let lane = lane
        for (group, name) in names.enumerated() { sums[Int(name)] &+= lane[group] }
    }
}

/// The figures of groups; those that nobody needs are zero.
struct GroupSums {
    private var sums: [[Int64]]

    /// What the threads found, each with `names` for its groups.
    init(_ found: [GroupedRows], names: [[UInt32]], groups: Int, _ needs: Needs) {
        sums = Figure.allCases.map { figure in
            guard needs.contains(figure.need) else { return [] }
            var sums = [Int64](repeating: 0, count: groups)
            for (rows, names) in zip(found, names) {
                rows.sums[figure.rawValue].add(to: &sums, names: names)
            }
            return sums
        }
    }

    /// The figure of each new group, groups joined as `target` says; empty where nobody needs it.
    func joined(_ figure: Figure, _ target: [UInt32]?, _ count: Int) -> [Int64] {
        let sums = sums[figure.rawValue]
        guard let target, !sums.isEmpty else { return sums }
        var joined = [Int64](repeating: 0, count: count)
        for (group, new) in target.enumerated() { joined[Int(new)] &+= sums[group] }
        return joined
    }
}
