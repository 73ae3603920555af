/// Keeps groups of few visitors out of an answer (requirements 3.2).
///
/// Groups under the limit are joined into one "(other)" for each time bucket. Where that one is still
/// under the limit, the next smallest group joins it too, so that nothing is found by subtracting the
/// shown groups from a total; where everything had to join and it is still too small, it is hidden.
struct SmallGroups {
    /// The new group of each group.
    private(set) var target: [UInt32]
    /// Codes of each new group; nil in place of a code that stands for "(other)".
    private(set) var codes: [[UInt32?]]
    private(set) var totals: [Totals]
    /// Whether a new group is shown.
    private(set) var isShown: [Bool]
    /// How many groups of the query were joined or hidden.
    private(set) var hidden = 0

    /// `limit` is the least number of visitors of a group that is shown.
    init(_ kernel: Kernel, dimensions: [Dimension], limit: Int) {
        let count = kernel.groups.count
        let identity = (0..<UInt32(count)).map { $0 }
        let exact = kernel.totals(mergedInto: identity, count: count)
        target = identity
        codes = kernel.groups.map { $0.map { .some($0) } }
        totals = exact
        isShown = [Bool](repeating: true, count: count)
        guard limit > 1, exact.contains(where: { $0.visitors < limit }) else { return }

        let isTime = dimensions.map(\.isTime)
        let hasOther = isTime.contains(false)
        // Groups are joined within a time bucket; without other dimensions all buckets are one frame.
        func frame(_ group: Int) -> [UInt32] {
            guard hasOther else { return [] }
            return zip(kernel.groups[group], isTime).compactMap { $1 ? $0 : nil }
        }
        var members: [[UInt32]: [Int]] = [:]
        for group in 0..<count { members[frame(group), default: []].append(group) }
        var joined: [[UInt32]: Int] = [:]
        for (frame, groups) in members {
            let small = groups.filter { exact[$0].visitors < limit }
            if !small.isEmpty { joined[frame] = small.count }
            members[frame] = groups.sorted {
                (exact[$0].visitors, $0) < (exact[$1].visitors, $1)
            }
        }
        // One more group is enough, for it has the limit's number by itself: at most two rounds.
        while true {
            let plan = Self.plan(members, joined, groups: kernel.groups, isTime: isTime)
            let merged = kernel.totals(mergedInto: plan.target, count: plan.codes.count)
            var isComplete = true
            for (frame, group) in plan.otherOf where merged[Int(group)].visitors < limit {
                let most = members[frame]?.count ?? 0
                guard let now = joined[frame], now < most else { continue }
                joined[frame] = now + 1
                isComplete = false
            }
            guard isComplete else { continue }
            target = plan.target
            codes = plan.codes
            totals = merged
            isShown = merged.map { $0.visitors >= limit }
            if !hasOther {
                for group in plan.otherOf.values { isShown[Int(group)] = false }
            }
            hidden = joined.values.reduce(0, +)
            return
        }
    }

    private struct Plan {
        var target: [UInt32]
        var codes: [[UInt32?]]
        var otherOf: [[UInt32]: UInt32]
    }

    private static func plan(
        _ members: [[UInt32]: [Int]],
        _ joined: [[UInt32]: Int],
        groups: [[UInt32]],
        isTime: [Bool]
    ) -> Plan {
        var plan = Plan(
            target: [UInt32](repeating: 0, count: groups.count),
            codes: [],
            otherOf: [:]
        )
        for (frame, ordered) in members {
            let count = joined[frame] ?? 0
            if count > 0, let first = ordered.first {
                plan.otherOf[frame] = UInt32(plan.codes.count)
                plan.codes.append(zip(groups[first], isTime).map { $1 ? $0 : nil })
            }
            for (place, group) in ordered.enumerated() {
                if place < count, let other = plan.otherOf[frame] {
                    plan.target[group] = other
                } else {
                    plan.target[group] = UInt32(plan.codes.count)
                    plan.codes.append(groups[group].map { .some($0) })
                }
            }
        }
        return plan
    }
}
