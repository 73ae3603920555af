/// Some rows of events or visits, mostly of one block, while they are filtered and grouped.
///
/// Its lanes are used again for the next chunk; one thread at a time.
final class Chunk {
    enum Kind {
        case events
        case visits
    }

    private enum Shape {
        /// All rows from the first on; their numbers may not be written yet.
        case dense
        /// Some rows of one block.
        case picked
        /// Any rows.
        case scattered
    }

    let kind: Kind
    private let columns: SiteColumns
    private let rowLane: Lane<UInt32>
    private(set) var count = 0
    private var first = 0
    private var shape = Shape.dense
    private var areRowsWritten = false
    /// Whether ``visits`` holds the rows' visits.
    private var hasVisits = false
    /// Times of all rows lie between these.
    private(set) var earliest: Int64 = 0
    private(set) var latest: Int64 = 0
    /// No row lasts longer; of visits.
    private(set) var end: Int64 = 0

    private let ofVisits: Lane<UInt32>
    private let codeLane: Lane<UInt32>
    private let timeLane: Lane<Int64>
    private var masks: [Lane<UInt8>] = []
    private var remembered: OwnedLane<UInt32>?
    private var rememberedCount = 0
    private var rememberedShape = Shape.dense

    init(_ kind: Kind, of columns: SiteColumns) {
        self.kind = kind
        self.columns = columns
        rowLane = Lane(uninitialized: TimeBlocks.size)
        ofVisits = Lane(uninitialized: TimeBlocks.size)
        codeLane = Lane(uninitialized: TimeBlocks.size)
        timeLane = Lane(uninitialized: TimeBlocks.size)
    }

    deinit {
        rowLane.free()
        ofVisits.free()
        codeLane.free()
        timeLane.free()
        for mask in masks { mask.free() }
    }

    // MARK: - Which rows

    /// The rows that are left.
    var rows: Lane<UInt32> {
        if !areRowsWritten {
            let first = UInt32(truncatingIfNeeded: first)
            for index in 0..<count { rowLane[index] = first &+ UInt32(truncatingIfNeeded: index) }
            areRowsWritten = true
        }
        return rowLane
    }

    /// Takes the rows of a block that lie in `period` and are used.
    func begin(_ candidate: TimeBlocks.Candidate, in period: Range<Int64>) {
        first = candidate.rows.lowerBound
        count = candidate.rows.count
        (shape, areRowsWritten, hasVisits) = (.dense, false, false)
        earliest = max(candidate.earliest, period.lowerBound)
        latest = min(candidate.latest, period.upperBound - 1)
        end = candidate.end
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

    /// Takes any rows, of which those count that lie in `period`; `areWithin` where all do.
    func begin(
        _ any: Lane<UInt32>,
        from start: Int,
        count: Int,
        in period: Range<Int64>,
        areWithin: Bool
    ) {
        (first, shape, areRowsWritten, hasVisits) = (0, .scattered, true, false)
        self.count = count
        for index in 0..<count { rowLane[index] = any[start &+ index] }
        (earliest, latest, end) = (period.lowerBound, period.upperBound - 1, .max)
        if !areWithin { keepTimes(in: period) }
    }

    /// Takes those of any rows that lie in `period`.
    func begin(_ any: ArraySlice<UInt32>, in period: Range<Int64>) {
        let lane = Lane(Array(any))
        defer { lane.free() }
        begin(lane, from: 0, count: any.count, in: period, areWithin: false)
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
        let rows = rows
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
        leave(kept)
    }

    private func leave(_ kept: Int) {
        if kept < count, shape == .dense { shape = .picked }
        count = kept
    }

    func keep(_ test: RowTest) {
        guard count > 0 else { return }
        switch (test, shape) {
        case (.codes(let column, let codes), .dense):
            leave(column.select(codes, from: first, count: count, into: rowLane))
            (areRowsWritten, hasVisits) = (true, false)
        case (.codes(let column, let codes), .picked):
            leave(column.keep(codes, among: rowLane, count: count))
            hasVisits = false
        default:
            let mask = mask(0)
            evaluate(test, into: mask, depth: 1)
            keep(mask)
        }
    }

    /// Sets `mask` to 1 for each row that passes and to 0 for the others, which all stay.
    func test(_ test: RowTest, into mask: Lane<UInt8>) { evaluate(test, into: mask, depth: 1) }

    /// Remembers the rows that are left, for ``recall()``.
    func remember() {
        if remembered == nil { remembered = OwnedLane(Lane(uninitialized: TimeBlocks.size)) }
        guard let lane = remembered?.lane else { return }
        let rows = rows
        for index in 0..<count { lane[index] = rows[index] }
        rememberedCount = count
        rememberedShape = shape
    }

    /// Takes the remembered rows again.
    func recall() {
        guard let lane = remembered?.lane else { return }
        count = rememberedCount
        for index in 0..<count { rowLane[index] = lane[index] }
        (shape, areRowsWritten, hasVisits) = (rememberedShape, true, false)
    }

    /// Keeps the rows whose code, which `lane` holds, is not 0; whether some were not kept.
    @discardableResult
    func keepNonzero(_ lane: Lane<UInt32>) -> Bool {
        let mask = mask(0)
        var zeros = 0
        for index in 0..<count {
            let isSet: UInt8 = lane[index] != 0 ? 1 : 0
            mask[index] = isSet
            zeros &+= 1 &- Int(isSet)
        }
        if zeros > 0 { keep(mask) }
        return zeros > 0
    }

    /// Keeps the pageviews of some visitors.
    func keepPageviews(of visitors: Range<UInt32>) {
        let mask = mask(0)
        read(columns.events.what, into: codeLane)
        for index in 0..<count { mask[index] = UInt8(truncatingIfNeeded: codeLane[index] & 1) }
        read(columns.events.visitor, into: codeLane)
        let (low, size) = (visitors.lowerBound, visitors.upperBound &- visitors.lowerBound)
        for index in 0..<count { mask[index] &= codeLane[index] &- low < size ? 1 : 0 }
        keep(mask)
    }

    /// Keeps the rows whose number in `lane` is not 0, and moves these numbers together as well.
    func keepNonzero(moving lane: Lane<UInt16>) {
        let rows = rows
        var kept = 0
        func keep(_ index: Int) {
            rows[kept] = rows[index]
            lane[kept] = lane[index]
            kept &+= 1
        }
        let inWord = 4
        let words = count / inWord
        for place in 0..<words {
            // Mostly no row of a word is kept.
            var word = lane.word(place)
            while word != 0 {
                let number = word.trailingZeroBitCount / UInt16.bitWidth
                keep(place &* inWord &+ number)
                word &= ~(UInt64(UInt16.max) &<< UInt64(number &* UInt16.bitWidth))
            }
        }
        for index in words * inWord..<count where lane[index] != 0 { keep(index) }
        if kept < count { hasVisits = false }
        leave(kept)
    }

    private func mask(_ depth: Int) -> Lane<UInt8> {
        while masks.count <= depth { masks.append(Lane(uninitialized: TimeBlocks.size)) }
        return masks[depth]
    }

    private func evaluate(_ test: RowTest, into mask: Lane<UInt8>, depth: Int) {
        let count = count
        switch test {
        case .codes(let column, let codes):
            read(column, into: codeLane)
            look(up: codes, into: mask)
        case .visitCodes(let column, let codes):
            column.gather(visits, count: count, into: codeLane)
            look(up: codes, into: mask)
        case .visits(let passes):
            let passes = passes.lane
            let visits = visits
            for index in 0..<count { mask[index] = passes[Int(visits[index])] }
        case .time(let buckets, let codes):
            if let code = readCodes(of: buckets, into: codeLane) {
                mask.fill(codes.contains(code) ? 1 : 0, count: count)
            } else {
                look(up: codes, into: mask)
            }
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

    private func look(up codes: CodeSet, into mask: Lane<UInt8>) {
        let (passes, lane) = (codes.passes, codeLane)
        for index in 0..<count { mask[index] = passes[Int(lane[index])] }
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

    /// The visitors of events.
    func readVisitors(into lane: Lane<UInt32>) {
        // Where few rows are left, what visits hold lies nearer together than what events hold.
        if hasVisits, shape == .picked, count * 8 < TimeBlocks.size {
            columns.visits.visitor.gather(ofVisits, count: count, into: lane)
        } else {
            read(columns.events.visitor, into: lane)
        }
    }

    /// Values of a column of the rows' own kind.
    func read(_ column: Column, into lane: Lane<UInt32>) {
        switch shape {
        case .dense: column.read(from: first, count: count, into: lane)
        case .picked: column.pick(rowLane, count: count, into: lane)
        case .scattered: column.gather(rowLane, count: count, into: lane)
        }
    }

    func read(_ column: Column, into lane: Lane<Int64>) {
        switch shape {
        case .dense: column.read(from: first, count: count, into: lane)
        case .picked: column.pick(rowLane, count: count, into: lane)
        case .scattered:
            for index in 0..<count { lane[index] = column[Int(rowLane[index])] }
        }
    }

    private func readTimes() {
        read(kind == .events ? columns.events.time : columns.visits.start, into: timeLane)
    }

    /// The buckets of the rows' times, which lie in the buckets' period; where it is the same for all
    /// the lane is left as it is.
    private func readCodes(of buckets: TimeBuckets, into lane: Lane<UInt32>) -> UInt32? {
        guard count > 0 else { return 0 }
        let code = buckets.code(ofMs: earliest)
        if code == buckets.code(ofMs: latest) { return code }
        readTimes()
        for index in 0..<count { lane[index] = buckets.code(ofMs: timeLane[index]) }
        return nil
    }

    /// The rows' codes of a dimension, of which visits have none of events; where it is the same for
    /// all rows it is returned and the lane left as it is.
    func readCodes(_ dimension: DimensionCodes, into lane: Lane<UInt32>) -> UInt32? {
        switch dimension.origin {
        case .time(let buckets): return readCodes(of: buckets, into: lane)
        case .goals: return 0
        case .event(let column):
            guard kind == .events else { return 0 }
            read(column, into: lane)
        case .visit(let column):
            if kind == .events {
                column.gather(visits, count: count, into: lane)
            } else {
                read(column, into: lane)
            }
        }
        let table = dimension.table.lane
        for index in 0..<count { lane[index] = table[Int(lane[index])] }
        return nil
    }
}
