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
    private let slots = Lane<Int32>(uninitialized: TimeBlocks.size)
    let visitors = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let marks = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let first = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let second = Lane<UInt32>(uninitialized: TimeBlocks.size)
    /// What tells a visit from others.
    let ofVisits = Lane<UInt64>(uninitialized: TimeBlocks.size)

    deinit {
        for lane in [rows, visitors, marks, first, second] { lane.free() }
        slots.free()
        ofVisits.free()
    }

    /// Gives the rows whose groups have a slot, which is not below 0, to `visit`, piece by piece.
    func forEach(
        _ pairs: GroupedRows.Pairs,
        _ slotOf: [Int32],
        _ visit: (_ rows: Lane<UInt32>, _ slots: Lane<Int32>, _ count: Int) -> Void
    ) {
        var index = 0
        while index < pairs.count {
            var count = 0
            while index < pairs.count, count < TimeBlocks.size {
                let slot = slotOf[Int(pairs.groups[index])]
                rows[count] = pairs.values[index]
                slots[count] = slot
                count &+= slot >= 0 ? 1 : 0
                index &+= 1
            }
            if count > 0 { visit(rows, slots, count) }
        }
    }

    /// Puts what tells some visits from others into ``ofVisits``.
    func readMarks(ofVisits rows: Lane<UInt32>, count: Int, in visits: VisitColumns) {
        // Start and length stand for themselves, the sum of the events' marks for what is in it.
        visits.start.gather(rows, count: count, into: first)
        visits.marks.gather(rows, count: count, into: second)
        for index in 0..<count {
            ofVisits[index] = UInt64(first[index]) << 32 | UInt64(second[index])
        }
        visits.duration.gather(rows, count: count, into: first)
        visits.pageviews.gather(rows, count: count, into: second)
        for index in 0..<count {
            ofVisits[index] ^= UInt64(first[index]) << 20 &+ UInt64(second[index])
        }
    }
}
