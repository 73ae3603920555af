/// Adds up how pages were read, group by group: of a visit the furthest depth in the group counts.
///
/// Groups are taken in batches of some million events. Those of a batch are sorted by group with what
/// is needed of them; then marks tell which visits and visitors a group has had.
struct ReadingScan {
    private let columns: SiteColumns
    private let rows: [UInt32]
    private let groups: [UInt32]
    /// What each group of `groups` is called in the result.
    private let names: [UInt32]
    /// Whether an event can be there twice, as one that is two goals; joined it counts once.
    private let hasOverlaps: Bool
    private let count: Int

    private static let batchEvents = 2 << 20

    init(_ kernel: Kernel, groups names: [UInt32], count: Int) {
        columns = kernel.columns
        rows = kernel.events
        groups = kernel.eventGroups
        hasOverlaps = kernel.hasOverlaps
        self.names = names
        self.count = count
    }

    func run() -> [Reading] {
        var tally = [Int](repeating: 0, count: count)
        for group in groups { tally[Int(names[Int(group)])] += 1 }
        var batches: [Range<Int>] = []
        var start = 0
        while start < count {
            var (end, events) = (start, 0)
            while end < count, end == start || events + tally[end] <= Self.batchEvents {
                events += tally[end]
                end += 1
            }
            batches.append(start..<end)
            start = end
        }
        let result = Lane<Reading>(repeating: Reading(), count: count)
        defer { result.free() }
        // Two threads have every second batch each, where no block must come from disk.
        let isShared = columns.isInMemory && batches.count > 1
        let shares = isShared ? [0, 1] : [0]
        TwoThreads.run(shares) { share in
            let marks = ReadingMarks(columns, noticesEvents: hasOverlaps)
            for index in stride(from: share, to: batches.count, by: shares.count) {
                read(batches[index], tally, marks, into: result)
            }
        }
        return (0..<count).map { result[$0] }
    }

    private func read(
        _ batch: Range<Int>,
        _ tally: [Int],
        _ marks: ReadingMarks,
        into result: Lane<Reading>
    ) {
        var starts: [Int] = [0]
        for group in batch { starts.append(starts[starts.count - 1] + tally[group]) }
        let pageviews = Lane<Pageview>(uninitialized: starts[batch.count])
        defer { pageviews.free() }
        let next = Lane(starts)
        defer { next.free() }
        sort(batch, into: pageviews, next)
        for group in batch {
            let place = group - batch.lowerBound
            var sums = Reading()
            for index in starts[place]..<next[place] {
                marks.add(pageviews[index], of: UInt32(group), to: &sums)
            }
            result[group] = sums
        }
    }

    /// What a pageview adds.
    struct Pageview: BitwiseCopyable {
        var event: UInt32
        var visit: UInt32
        var visitor: UInt32
        /// ms.
        var engaged: UInt32
        /// As ``EventColumns/depth``.
        var depth: UInt32
    }

    /// Puts the pageviews of a batch in the order of their groups; `next` is where each group's next
    /// one goes.
    private func sort(_ batch: Range<Int>, into pageviews: Lane<Pageview>, _ next: Lane<Int>) {
        let size = TimeBlocks.size
        let lanes = (0..<6).map { _ in Lane<UInt32>(uninitialized: size) }
        defer { for lane in lanes { lane.free() } }
        let (chosen, places, what, visit) = (lanes[0], lanes[1], lanes[2], lanes[3])
        let (visitor, engaged) = (lanes[4], lanes[5])
        let depth = Lane<UInt32>(uninitialized: size)
        defer { depth.free() }
        let events = columns.events
        let (low, high) = (UInt32(batch.lowerBound), UInt32(batch.upperBound))
        var position = 0
        while position < rows.count {
            var count = 0
            while position < rows.count, count < size {
                let group = names[Int(groups[position])]
                chosen[count] = rows[position]
                places[count] = group &- low
                count &+= group >= low && group < high ? 1 : 0
                position &+= 1
            }
            events.what.gather(chosen, count: count, into: what)
            events.visit.gather(chosen, count: count, into: visit)
            events.visitor.gather(chosen, count: count, into: visitor)
            events.engaged.gather(chosen, count: count, into: engaged)
            events.depth.gather(chosen, count: count, into: depth)
            for index in 0..<count where what[index] & 1 == 1 {
                let place = Int(places[index])
                pageviews[next[place]] = Pageview(
                    event: chosen[index],
                    visit: visit[index],
                    visitor: visitor[index],
                    engaged: engaged[index],
                    depth: depth[index]
                )
                next[place] &+= 1
            }
        }
    }
}

/// The group that a visit, visitor or event was last seen in; groups come one after another.
private final class ReadingMarks {
    private let visit: Lane<UInt32>
    private let visitor: Lane<UInt32>
    private let scrolledVisitor: Lane<UInt32>
    private let event: Lane<UInt32>?
    /// By visit, in its latest group; as ``EventColumns/depth``.
    private let depth: Lane<UInt8>

    init(_ columns: SiteColumns, noticesEvents: Bool) {
        visit = Lane(repeating: .max, count: columns.visits.count)
        visitor = Lane(repeating: .max, count: columns.visitors.count)
        scrolledVisitor = Lane(repeating: .max, count: columns.visitors.count)
        depth = Lane(repeating: 0, count: columns.visits.count)
        event = noticesEvents ? Lane(repeating: .max, count: columns.events.count) : nil
    }

    deinit {
        visit.free()
        visitor.free()
        scrolledVisitor.free()
        depth.free()
        event?.free()
    }

    @inline(__always)
    func add(_ pageview: ReadingScan.Pageview, of group: UInt32, to sums: inout Reading) {
        if let event {
            guard event[Int(pageview.event)] != group else { return }
            event[Int(pageview.event)] = group
        }
        let (visit, visitor) = (Int(pageview.visit), Int(pageview.visitor))
        sums.engagedMs &+= Int64(pageview.engaged)
        if self.visit[visit] != group {
            self.visit[visit] = group
            depth[visit] = 0
            sums.visits &+= 1
        }
        if self.visitor[visitor] != group {
            self.visitor[visitor] = group
            sums.visitors &+= 1
        }
        guard pageview.depth > 0 else { return }
        let before = depth[visit]
        let after = UInt8(truncatingIfNeeded: pageview.depth)
        if before == 0 { sums.scrolledVisits &+= 1 }
        if after > before {
            // A depth is one more than percent.
            sums.scroll &+= Int(after &- max(before, 1))
            depth[visit] = after
        }
        if scrolledVisitor[visitor] != group {
            scrolledVisitor[visitor] = group
            sums.scrolledVisitors &+= 1
        }
    }
}
