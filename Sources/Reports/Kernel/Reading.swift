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
}

extension Kernel {
    private static let unknown = UInt8.max

    private struct Pageview {
        let visit: UInt32
        let visitor: UInt32
        let engagedMs: Int32
        let scroll: UInt8?
    }

    /// How the pages of each group were read; groups are joined as `target` says, nil joins none.
    func reading(mergedInto target: [UInt32]?, count: Int) -> [Reading] {
        var result = [Reading](repeating: Reading(), count: count)
        let all = columns.events
        let visits = columns.visits.count
        // Marks hold the group a visit or visitor was last seen in; groups come one after another.
        var seenVisit = [UInt32](repeating: .max, count: visits)
        var seenVisitor = [UInt32](repeating: .max, count: columns.visitors.count)
        var scrolledVisitor = [UInt32](repeating: .max, count: columns.visitors.count)
        var depth = [UInt8](repeating: Self.unknown, count: visits)
        let groups = target.map { target in eventGroups.map { target[Int($0)] } } ?? eventGroups
        // An event that is two goals stands twice; where both were joined it counts once.
        var seenEvent = hasOverlaps ? [UInt32](repeating: .max, count: all.count) : []
        // Read in the order of rows, for blocks that come from disk come once then.
        let pageviews = events.map { event -> Pageview? in
            let event = Int(event)
            guard all.isPageview(event) else { return nil }
            return Pageview(
                visit: all.visit.code(event),
                visitor: all.visitor.code(event),
                engagedMs: Int32(truncatingIfNeeded: all.engaged[event]),
                scroll: all.scroll(event)
            )
        }
        for position in Self.inOrder(of: groups, count: count) {
            guard let pageview = pageviews[Int(position)] else { continue }
            let group = groups[Int(position)]
            if hasOverlaps {
                let event = Int(events[Int(position)])
                guard seenEvent[event] != group else { continue }
                seenEvent[event] = group
            }
            let (visit, visitor) = (Int(pageview.visit), Int(pageview.visitor))
            result[Int(group)].engagedMs += Int64(pageview.engagedMs)
            if seenVisit[visit] != group {
                seenVisit[visit] = group
                depth[visit] = Self.unknown
                result[Int(group)].visits += 1
            }
            if seenVisitor[visitor] != group {
                seenVisitor[visitor] = group
                result[Int(group)].visitors += 1
            }
            guard let scroll = pageview.scroll else { continue }
            if depth[visit] == Self.unknown {
                result[Int(group)].scrolledVisits += 1
                result[Int(group)].scroll += Int(scroll)
                depth[visit] = scroll
            } else if depth[visit] < scroll {
                result[Int(group)].scroll += Int(scroll) - Int(depth[visit])
                depth[visit] = scroll
            }
            if scrolledVisitor[visitor] != group {
                scrolledVisitor[visitor] = group
                result[Int(group)].scrolledVisitors += 1
            }
        }
        return result
    }

    /// Positions sorted by group.
    private static func inOrder(of groups: [UInt32], count: Int) -> [UInt32] {
        var next = [Int](repeating: 0, count: count + 1)
        for group in groups { next[Int(group) + 1] += 1 }
        for group in 0..<count { next[group + 1] += next[group] }
        var order = [UInt32](repeating: 0, count: groups.count)
        for (position, group) in groups.enumerated() {
            order[next[Int(group)]] = UInt32(position)
            next[Int(group)] += 1
        }
        return order
    }
}
