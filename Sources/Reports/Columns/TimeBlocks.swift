/// The earliest and latest time of each block of rows, so that a period skips what is outside.
///
/// Rows stand in the order they arrived; a late row only widens its block, a removed one is skipped.
final class TimeBlocks {
    /// 4 Ki rows: small enough for the caches, and mostly of one day.
    static let size = 4096

    private var earliest: [Int64] = []
    private var latest: [Int64] = []
    /// Blocks with a row that does not count any more.
    private var gaps: Set<Int> = []
    /// When what begins in a block has ended at the latest; blocks without have none.
    private var ends: [Int64] = []

    /// Notes the time of `row`, which may be set again.
    @inline(__always)
    func note(_ time: Int64, row: Int) {
        let block = row / Self.size
        if block == earliest.count {
            earliest.append(time)
            latest.append(time)
            ends.append(time)
            return
        }
        if time < earliest[block] { earliest[block] = time }
        if time > latest[block] { latest[block] = time }
    }

    /// Notes the times of rows from `first` on.
    func note(_ times: Lane<Int64>, count: Int, from first: Int) {
        var index = 0
        while index < count {
            let row = first &+ index
            let end = min(count, index &+ Self.size &- row % Self.size)
            var (low, high) = (times[index], times[index])
            for next in index..<end {
                low = min(low, times[next])
                high = max(high, times[next])
            }
            note(low, row: row)
            note(high, row: row)
            index = end
        }
    }

    /// Notes that `row` does not count any more.
    func noteGap(_ row: Int) { gaps.insert(row / Self.size) }

    /// Notes when what begins in `row` ends.
    @inline(__always)
    func noteEnd(_ time: Int64, row: Int) {
        let block = row / Self.size
        if time > ends[block] { ends[block] = time }
    }

    /// Notes the ends of rows from `first` on, whose times are noted already.
    func noteEnds(_ starts: Lane<Int64>, _ durations: Lane<Int64>, count: Int, from first: Int) {
        for index in 0..<count { noteEnd(starts[index] &+ durations[index], row: first &+ index) }
    }

    /// Rows that may lie in a period, and from when to when they are.
    struct Candidate {
        let rows: Range<Int>
        let earliest: Int64
        let latest: Int64
        /// Whether some of them may not count any more.
        let hasGaps: Bool
        /// No row lasts longer.
        let end: Int64
    }

    /// The blocks that can have rows in `period`; `count` is how many rows there are.
    func candidates(of period: Range<Int64>, count: Int) -> [Candidate] {
        earliest.indices.compactMap { block in
            guard latest[block] >= period.lowerBound, earliest[block] < period.upperBound else {
                return nil
            }
            let start = block * Self.size
            return Candidate(
                rows: start..<min(start + Self.size, count),
                earliest: earliest[block],
                latest: latest[block],
                hasGaps: gaps.contains(block),
                end: max(latest[block], ends[block])
            )
        }
    }
}
