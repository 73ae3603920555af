/// Events of some visits, which are to be counted one by one.
final class NotedEvents {
    private(set) var rows = Lane<UInt32>(uninitialized: TimeBlocks.size)
    private(set) var count = 0
    private let current = Lane<UInt32>(uninitialized: TimeBlocks.size)
    private let left = Lane<UInt32>(uninitialized: TimeBlocks.size)

    deinit {
        rows.free()
        current.free()
        left.free()
    }

    /// Gives those that lie within the period, as all do where they `areWithin`, and pass to `visit`
    /// in `chunk`; none is noted then.
    func take(
        in period: Range<Int64>,
        using chunk: Chunk,
        areWithin: Bool,
        passing tests: [RowTest] = [],
        _ visit: (Chunk) -> Void
    ) {
        for start in stride(from: 0, to: count, by: TimeBlocks.size) {
            let some = min(TimeBlocks.size, count - start)
            chunk.begin(rows, from: start, count: some, in: period, areWithin: areWithin)
            for test in tests { chunk.keep(test) }
            if chunk.count > 0 { visit(chunk) }
        }
        count = 0
    }

    /// Notes the events of visits, no more than a chunk has.
    ///
    /// The last event of each visit first, then those before: memory is asked for many at once.
    func append(eventsOf visits: Lane<UInt32>, count visitCount: Int, in columns: SiteColumns) {
        var alive = visitCount
        columns.visits.events.gather(visits, count: alive, into: left)
        columns.visits.lastEvent.gather(visits, count: alive, into: current)
        let (current, left) = (current, left)
        while alive > 0 {
            append(current, count: alive)
            var kept = 0
            for index in 0..<alive {
                let more = left[index] &- 1
                current[kept] = current[index]
                left[kept] = more
                kept &+= more > 0 ? 1 : 0
            }
            alive = kept
            columns.events.previous.gather(current, count: alive, into: current)
            for index in 0..<alive { current[index] &-= 1 }
        }
    }

    private func append(_ events: Lane<UInt32>, count more: Int) {
        if count + more > rows.count { rows = rows.grown(to: count + more, keeping: count) }
        let (rows, start) = (rows, count)
        for index in 0..<more { rows[start &+ index] = events[index] }
        count = start + more
    }
}
