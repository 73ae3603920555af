/// Some rows of events or visits that lie in one block, while they are filtered and grouped.
///
/// Its lanes are used again for the next chunk; one thread at a time.
final class Chunk {
    enum Kind {
        case events
        case visits
    }

    let kind: Kind
    private let columns: SiteColumns
    /// The rows that are left.
    let rows: Lane<UInt32>
    private(set) var count = 0
    private var first = 0
    /// Whether all rows from the first on are there.
    private var isDense = true
    /// Whether the rows lie in several blocks.
    private var isScattered = false
    /// Whether ``visits`` holds the rows' visits.
    private var hasVisits = false
    /// Times of all rows lie between these.
    private(set) var earliest: Int64 = 0
    private(set) var latest: Int64 = 0

    private let ofVisits: Lane<UInt32>
    private let codeLane: Lane<UInt32>
    private let timeLane: Lane<Int64>
    private var masks: [Lane<UInt8>] = []
    private var remembered: OwnedLane<UInt32>?
    private var rememberedCount = 0
    private var wasDense = true

    init(_ kind: Kind, of columns: SiteColumns) {
        self.kind = kind
        self.columns = columns
        rows = Lane(uninitialized: TimeBlocks.size)
        ofVisits = Lane(uninitialized: TimeBlocks.size)
        codeLane = Lane(uninitialized: TimeBlocks.size)
        timeLane = Lane(uninitialized: TimeBlocks.size)
    }

    deinit {
        rows.free()
        ofVisits.free()
        codeLane.free()
        timeLane.free()
        for mask in masks { mask.free() }
    }

    // MARK: - Which rows

    /// Takes the rows of a block that lie in `period` and are used.
    func begin(_ candidate: TimeBlocks.Candidate, in period: Range<Int64>) {
        first = candidate.rows.lowerBound
        count = candidate.rows.count
        isDense = true
        hasVisits = false
        isScattered = false
        for index in 0..<count { rows[index] = UInt32(truncatingIfNeeded: first &+ index) }
        earliest = max(candidate.earliest, period.lowerBound)
        latest = min(candidate.latest, period.upperBound - 1)
        if earliest != candidate.earliest || latest != candidate.latest {
            keepTimes(in: period)
        }
        if candidate.hasGaps {
            read(kind == .visits ? columns.visits.events : columns.events.mark, into: codeLane)
            let mask = mask(0)
            for index in 0..<count { mask[index] = codeLane[index] != 0 ? 1 : 0 }
            keep(mask)
        }
    }

    /// Takes those of any rows that lie in `period`.
    func begin(_ any: ArraySlice<UInt32>, in period: Range<Int64>) {
        (first, count, isDense, hasVisits, isScattered) = (0, any.count, false, false, true)
        for (index, row) in any.enumerated() { rows[index] = row }
        (earliest, latest) = (period.lowerBound, period.upperBound - 1)
        keepTimes(in: period)
    }

    private func keepTimes(in period: Range<Int64>) {
        readTimes()
        let mask = mask(0)
        let (from, until) = (period.lowerBound, period.upperBound)
        for index in 0..<count {
            let time = timeLane[index]
            mask[index] = time >= from && time < until ? 1 : 0
        }
        keep(mask)
    }

    /// Keeps the rows whose mask is 1.
    private func keep(_ mask: Lane<UInt8>) {
        var kept = 0
        if hasVisits {
            for index in 0..<count {
                rows[kept] = rows[index]
                ofVisits[kept] = ofVisits[index]
                kept &+= Int(mask[index])
            }
        } else {
            for index in 0..<count {
                rows[kept] = rows[index]
                kept &+= Int(mask[index])
            }
        }
        if kept < count { isDense = false }
        count = kept
    }

    func keep(_ test: RowTest) {
        guard count > 0 else { return }
        let mask = mask(0)
        evaluate(test, into: mask, depth: 1)
        keep(mask)
    }

    /// Sets `mask` to 1 for each row that passes and to 0 for the others, which all stay.
    func test(_ test: RowTest, into mask: Lane<UInt8>) { evaluate(test, into: mask, depth: 1) }

    /// Remembers the rows that are left, for ``recall()``.
    func remember() {
        if remembered == nil { remembered = OwnedLane(Lane(uninitialized: TimeBlocks.size)) }
        guard let lane = remembered?.lane else { return }
        for index in 0..<count { lane[index] = rows[index] }
        rememberedCount = count
        wasDense = isDense
    }

    /// Takes the remembered rows again.
    func recall() {
        guard let lane = remembered?.lane else { return }
        count = rememberedCount
        for index in 0..<count { rows[index] = lane[index] }
        isDense = wasDense
        hasVisits = false
    }

    /// Keeps the rows whose code, which `lane` holds, is not 0.
    func keepNonzero(_ lane: Lane<UInt32>) {
        let mask = mask(0)
        var zeros = 0
        for index in 0..<count {
            let isSet: UInt8 = lane[index] != 0 ? 1 : 0
            mask[index] = isSet
            zeros &+= 1 &- Int(isSet)
        }
        if zeros > 0 { keep(mask) }
    }

    private func mask(_ depth: Int) -> Lane<UInt8> {
        while masks.count <= depth { masks.append(Lane(uninitialized: TimeBlocks.size)) }
        return masks[depth]
    }

    private func evaluate(_ test: RowTest, into mask: Lane<UInt8>, depth: Int) {
        let count = count
        switch test {
        case .table(let column, let passes):
            let passes = passes.lane
            read(column, into: codeLane)
            for index in 0..<count { mask[index] = passes[Int(codeLane[index])] }
        case .ofVisit(let passes):
            let passes = passes.lane
            let visits = visits
            for index in 0..<count { mask[index] = passes[Int(visits[index])] }
        case .time(let buckets, let passes):
            readCodes(of: buckets, into: codeLane)
            for index in 0..<count { mask[index] = passes.lane[Int(codeLane[index])] }
        case .goals(let matches, let goals, let isNegated):
            matches.evaluate(goals, self, into: mask, using: codeLane)
            if isNegated { for index in 0..<count { mask[index] ^= 1 } }
        case .all(let parts):
            mask.fill(1, count: count)
            let other = self.mask(depth)
            for part in parts {
                evaluate(part, into: other, depth: depth + 1)
                for index in 0..<count { mask[index] &= other[index] }
            }
        case .any(let parts):
            mask.fill(0, count: count)
            let other = self.mask(depth)
            for part in parts {
                evaluate(part, into: other, depth: depth + 1)
                for index in 0..<count { mask[index] |= other[index] }
            }
        case .not(let part):
            evaluate(part, into: mask, depth: depth)
            for index in 0..<count { mask[index] ^= 1 }
        }
    }

    // MARK: - What the rows hold

    /// The rows' visits; of visits themselves.
    var visits: Lane<UInt32> {
        guard kind == .events else { return rows }
        if !hasVisits {
            read(columns.events.visit, into: ofVisits)
            hasVisits = true
        }
        return ofVisits
    }

    /// Values of a column of the rows' own kind.
    func read(_ column: Column, into lane: Lane<UInt32>) {
        if isDense {
            column.read(from: first, count: count, into: lane)
        } else if isScattered {
            column.gather(rows, count: count, into: lane)
        } else {
            column.pick(rows, count: count, into: lane)
        }
    }

    func read(_ column: Column, into lane: Lane<Int64>) {
        if isDense {
            column.read(from: first, count: count, into: lane)
        } else if isScattered {
            for index in 0..<count { lane[index] = column[Int(rows[index])] }
        } else {
            column.pick(rows, count: count, into: lane)
        }
    }

    private func readTimes() {
        read(kind == .events ? columns.events.time : columns.visits.start, into: timeLane)
    }

    /// The buckets of the rows' times, which lie in the buckets' period.
    private func readCodes(of buckets: TimeBuckets, into lane: Lane<UInt32>) {
        guard count > 0 else { return }
        let code = buckets.code(ofMs: earliest)
        if code == buckets.code(ofMs: latest) {
            lane.fill(code, count: count)
            return
        }
        readTimes()
        for index in 0..<count { lane[index] = buckets.code(ofMs: timeLane[index]) }
    }

    /// The rows' codes of a dimension; visits have none of event dimensions.
    func readCodes(_ dimension: DimensionCodes, into lane: Lane<UInt32>) {
        let table = dimension.table.lane
        switch dimension.origin {
        case .time(let buckets):
            readCodes(of: buckets, into: lane)
            return
        case .event(let column):
            guard kind == .events else {
                lane.fill(0, count: count)
                return
            }
            read(column, into: lane)
        case .goals:
            lane.fill(0, count: count)
            return
        case .visit(let column):
            if kind == .events {
                column.gather(visits, count: count, into: lane)
            } else {
                read(column, into: lane)
            }
        }
        for index in 0..<count { lane[index] = table[Int(lane[index])] }
    }
}
