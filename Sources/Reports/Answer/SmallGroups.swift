/// Keeps groups of few visitors out of an answer (requirements 3.2).
///
/// Groups under the limit are joined into one "(other)" for each time bucket. Where that one is still
/// under the limit, the next smallest group joins it too; where everything had to join and it is
/// still too small, it is left out. What is left out altogether is again no fewer visitors than the
/// limit, so that nothing is found by subtracting the shown groups from a total.
struct SmallGroups {
    /// The new group of each group.
    private(set) var target: [UInt32]
    /// Codes of each new group.
    private(set) var codes: GroupCodes
    private(set) var totals: GroupTotals
    /// Whether a new group is shown.
    private(set) var isShown: [Bool]
    /// How many groups of the query were joined or left out.
    private(set) var hidden = 0

    /// Groups none of which is smaller than the limit.
    init(_ days: SummedDays) {
        target = Array(0..<UInt32(days.groups.count))
        codes = days.groups
        totals = days.totals
        isShown = [Bool](repeating: true, count: days.groups.count)
    }

    /// `limit` is the least number of visitors of a group that is shown.
    init(_ kernel: Kernel, dimensions: [Dimension], limit: Int) {
        let groups = kernel.groups
        let exact = kernel.totals(mergedInto: nil, count: groups.count)
        target = Array(0..<UInt32(groups.count))
        codes = groups
        totals = exact
        isShown = [Bool](repeating: true, count: groups.count)
        guard limit > 1, exact.indices.contains(where: { exact.visitors(of: $0) < limit }) else {
            return
        }

        let time = dimensions.firstIndex(where: \.isTime)
        var frames = Self.frames(groups, time, exact, limit: limit)
        // One more group is enough, for it has the limit's number by itself: at most two rounds.
        while true {
            let plan = Plan(frames, groups: groups, time: time)
            let merged = kernel.totals(mergedInto: plan.target, count: plan.codes.count)
            var isComplete = true
            for (index, other) in plan.others {
                let frame = frames[index]
                guard merged.visitors(of: other) < limit, frame.joined < frame.members.count else {
                    continue
                }
                frames[index].joined += 1
                isComplete = false
            }
            guard isComplete else { continue }
            target = plan.target
            codes = plan.codes
            totals = merged
            isShown = merged.indices.map { merged.visitors(of: $0) >= limit }
            hidden = frames.reduce(0) { $0 + $1.joined }
            leaveOutEnough(kernel, limit: limit, others: Set(plan.others.map(\.group)))
            return
        }
    }

    /// Where what is left out is too few visitors, leaves out the smallest shown group as well.
    private mutating func leaveOutEnough(_ kernel: Kernel, limit: Int, others: Set<Int>) {
        guard isShown.contains(false) else { return }
        let sides = target.map { group -> UInt32 in isShown[Int(group)] ? 0 : 1 }
        guard kernel.totals(mergedInto: sides, count: 2).visitors(of: 1) < limit else { return }
        let smallest = isShown.indices.filter { isShown[$0] }
            .min { (totals.visitors(of: $0), $0) < (totals.visitors(of: $1), $1) }
        guard let smallest else { return }
        isShown[smallest] = false
        if !others.contains(smallest) { hidden += 1 }
    }

    /// The groups of one time bucket, or all where there is no time.
    private struct Frame {
        /// From the smallest.
        let members: [Int]
        /// How many of the members are joined.
        var joined: Int
    }

    /// In order of time, so that the same rows are always joined the same way.
    private static func frames(
        _ groups: GroupCodes,
        _ time: Int?,
        _ exact: GroupTotals,
        limit: Int
    ) -> [Frame] {
        var members: [UInt32: [Int]] = [:]
        for group in groups.indices {
            members[time.map { groups[group, $0] } ?? 0, default: []].append(group)
        }
        return members.sorted { $0.key < $1.key }.map { _, groups in
            Frame(
                members: groups.sorted {
                    (exact.visitors(of: $0), $0) < (exact.visitors(of: $1), $1)
                },
                joined: groups.count { exact.visitors(of: $0) < limit }
            )
        }
    }

    /// Which groups become which new ones.
    private struct Plan {
        var target: [UInt32]
        var codes: GroupCodes
        /// The new group of what is joined, by frame.
        var others: [(frame: Int, group: Int)] = []

        init(_ frames: [Frame], groups: GroupCodes, time: Int?) {
            target = [UInt32](repeating: 0, count: groups.count)
            codes = GroupCodes(width: groups.width)
            for (index, frame) in frames.enumerated() {
                let other = codes.count
                if frame.joined > 0, let first = frame.members.first {
                    others.append((index, other))
                    codes.append(
                        (0..<groups.width).map { dimension in
                            dimension == time ? groups[first, dimension] : GroupCodes.other
                        }
                    )
                }
                for (place, group) in frame.members.enumerated() {
                    if place < frame.joined {
                        target[group] = UInt32(other)
                    } else {
                        target[group] = UInt32(codes.count)
                        codes.append(groups[group])
                    }
                }
            }
        }
    }
}
