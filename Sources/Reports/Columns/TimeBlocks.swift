/// The earliest and latest time of each block of rows, so that a period skips what is outside.
///
/// Rows stand in the order they arrived; a late row only widens its block.
struct TimeBlocks {
    /// 8 Ki rows: a period's edges are tested row by row in at most a few blocks.
    static let size = 8192

    private var earliest: [Int64] = []
    private var latest: [Int64] = []

    /// Notes the time of `row`, which may be set again.
    mutating func note(_ time: Int64, row: Int) {
        let block = row / Self.size
        if block == earliest.count {
            earliest.append(time)
            latest.append(time)
            return
        }
        if time < earliest[block] { earliest[block] = time }
        if time > latest[block] { latest[block] = time }
    }

    /// Rows that can lie in `period`, and whether they all do.
    func candidates(of period: Range<Int64>, count: Int) -> [(rows: Range<Int>, areInside: Bool)] {
        var found: [(rows: Range<Int>, areInside: Bool)] = []
        for block in earliest.indices {
            guard latest[block] >= period.lowerBound, earliest[block] < period.upperBound else {
                continue
            }
            let start = block * Self.size
            let isInside =
                earliest[block] >= period.lowerBound && latest[block] < period.upperBound
            found.append((start..<min(start + Self.size, count), isInside))
        }
        return found
    }
}
