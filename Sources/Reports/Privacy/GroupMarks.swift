/// The sketches of an answer's groups.
final class GroupMarks {
    let events: VisitorSketches
    let reading: VisitorSketches
    let visits: VisitorSketches
    /// Whether how pages were read is asked for.
    let reads: Bool

    init(groups: Int, limit: Int, reads: Bool, _ needsVisits: Bool) {
        self.reads = reads
        events = VisitorSketches(count: groups, limit: limit)
        reading = VisitorSketches(count: reads ? groups : 0, limit: limit)
        visits = VisitorSketches(count: needsVisits ? groups : 0, limit: limit)
    }

    /// Adds what another thread found.
    func formSum(_ other: GroupMarks) {
        events.formSum(other.events)
        reading.formSum(other.reading)
        visits.formSum(other.visits)
    }
}

/// Room for some thousand rows at a time.
final class RowScratch {
    private let rows = Lane<UInt32>(uninitialized: TimeBlocks.size)
    private let groups = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let visitors = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let first = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let second = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let third = Lane<UInt32>(uninitialized: TimeBlocks.size)

    deinit { for lane in [rows, groups, visitors, first, second, third] { lane.free() } }

    /// Gives rows with their groups to `visit`, piece by piece.
    func forEach(
        _ pairs: GroupedRows.Pairs,
        _ visit: (_ rows: Lane<UInt32>, _ groups: Lane<UInt32>, _ count: Int) -> Void
    ) {
        var start = 0
        while start < pairs.count {
            let count = min(TimeBlocks.size, pairs.count - start)
            for index in 0..<count {
                rows[index] = pairs.values[start &+ index]
                groups[index] = pairs.groups[start &+ index]
            }
            visit(rows, groups, count)
            start += count
        }
    }
}
