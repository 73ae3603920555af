/// How the pages of one group were read.
struct Reading: Hashable {
    /// Of all its pageviews together, ms.
    var engagedMs: Int64 = 0
    /// Visits with a pageview of the group, and their visitors.
    var visits = 0
    var visitors = 0
    /// The sum over visits of the furthest depth, in percent.
    var scroll = 0
    /// Visits that told a depth, and their visitors.
    var scrolledVisits = 0
    var scrolledVisitors = 0

    /// Adds what other visitors read.
    static func += (left: inout Reading, right: Reading) {
        left.engagedMs += right.engagedMs
        left.visits += right.visits
        left.visitors += right.visitors
        left.scroll += right.scroll
        left.scrolledVisits += right.scrolledVisits
        left.scrolledVisitors += right.scrolledVisitors
    }
}

extension Kernel {
    /// How the pages of each group were read; groups are joined as `target` says, nil joins none.
    func reading(mergedInto target: [UInt32]?, count: Int) -> [Reading] {
        let names = target ?? Array(0..<UInt32(count))
        return ReadingScan(self, groups: names, count: count).run()
    }
}
