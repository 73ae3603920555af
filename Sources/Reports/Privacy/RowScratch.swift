/// Room for some thousand rows at a time.
final class RowScratch {
    private let rows = Lane<UInt32>(uninitialized: TimeBlocks.size)
    private let slots = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let visitors = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let visits = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let marks = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let first = Lane<UInt32>(uninitialized: TimeBlocks.size)
    let second = Lane<UInt32>(uninitialized: TimeBlocks.size)
    /// What tells a visit from others.
    private let ofVisits = Lane<UInt64>(uninitialized: TimeBlocks.size)

    deinit {
        for lane in [rows, slots, visitors, visits, marks, first, second] { lane.free() }
        ofVisits.free()
    }

    /// The rows whose groups have a slot, which is not below 0, and these slots.
    func pick(
        _ chunk: Chunk,
        _ groups: Lane<UInt32>,
        _ slotOf: [Int32]
    ) -> (rows: Lane<UInt32>, slots: Lane<UInt32>, count: Int) {
        let all = chunk.rows
        var count = 0
        for index in 0..<chunk.count {
            let slot = slotOf[Int(groups[index])]
            rows[count] = all[index]
            slots[count] = UInt32(bitPattern: slot)
            count &+= slot >= 0 ? 1 : 0
        }
        return (rows, slots, count)
    }

    /// What tells some visits from others.
    func readMarks(
        ofVisits rows: Lane<UInt32>,
        count: Int,
        in visits: VisitColumns
    ) -> Lane<UInt64> {
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
        return ofVisits
    }
}
