/// What one thread counts: the groups that occur, their sums, and who was in them.
final class GroupedRows {
    private let keys: GroupKeys
    private let levels: [GroupNumbers]
    let numbers: GroupNumbers

    /// By figure.
    let sums = Figure.allCases.map { _ in SumLane() }
    private let needed: [SumLane]

    /// Visitors of events.
    var visitors: GroupVisitors
    /// Visitors of visits.
    var visitVisitors: GroupVisitors
    /// Visits of events.
    var visitsOfEvents = ValueLists()
    /// Events to be counted one by one, such as those of visits that cross an edge.
    let noted = NotedEvents()
    /// Of all rows that passed, also of those in no group; where it is asked for.
    var everybody: VisitorSet?
    /// By group, where they are added as rows are counted.
    var marks: GroupMarks?
    /// The visitors of pageviews, where that is asked for.
    var readers: ReaderCounts?

    /// The groups of the rows of the latest chunk, and the only one where all are in one.
    let groups: Lane<UInt32>
    private(set) var same: UInt32?
    private let codes: [Lane<UInt32>]
    private let keyLane: Lane<UInt64>
    /// For whoever counts a chunk.
    let first: Lane<UInt32>
    let second: Lane<UInt32>
    let third: Lane<UInt32>
    let fourth: Lane<UInt32>
    let firstTimes: Lane<Int64>
    let secondTimes: Lane<Int64>

    /// Visitors are below `visitors`; `rows` is about how many rows there will be.
    init(_ keys: GroupKeys, _ needs: Needs, rows: Int, visitors: Int) {
        self.keys = keys
        self.visitors = GroupVisitors(keys: keys, rows: rows, bound: visitors)
        visitVisitors = GroupVisitors(keys: keys, rows: rows, bound: visitors)
        needed = Figure.allCases.filter { needs.contains($0.need) }.map { [sums] in
            sums[$0.rawValue]
        }
        levels = keys.levels.map { _ in GroupNumbers(bits: 64) }
        numbers = GroupNumbers(bits: keys.keyBits)
        func lane() -> Lane<UInt32> { Lane(uninitialized: TimeBlocks.size) }
        groups = lane()
        codes = keys.bits.map { _ in lane() }
        (first, second, third, fourth) = (lane(), lane(), lane(), lane())
        keyLane = Lane(uninitialized: TimeBlocks.size)
        firstTimes = Lane(uninitialized: TimeBlocks.size)
        secondTimes = Lane(uninitialized: TimeBlocks.size)
        // Without dimensions there is one group, also of no rows.
        if keys.bits.isEmpty { _ = numbers.number(0) }
    }

    deinit {
        visitors.free()
        visitVisitors.free()
        visitsOfEvents.free()
        for lane in codes + [groups, first, second, third, fourth] { lane.free() }
        keyLane.free()
        firstTimes.free()
        secondTimes.free()
    }

    // MARK: - Grouping

    /// Finds the groups of a chunk's rows; rows that are in none leave the chunk.
    ///
    /// `goal` is the code of all rows in a dimension of goals.
    func group(_ chunk: Chunk, by dimensions: [DimensionCodes], goal: UInt32 = 0) {
        // By dimension the code that all rows have.
        var common = [UInt32?](repeating: nil, count: dimensions.count)
        var isStale = false
        for (index, dimension) in dimensions.enumerated() where dimension.dropsNone {
            common[index] = chunk.readCodes(dimension, into: codes[index])
            if let code = common[index] { codes[index].fill(code, count: chunk.count) }
            isStale = chunk.keepNonzero(codes[index]) || isStale
        }
        for (index, dimension) in dimensions.enumerated() where !dimension.dropsNone || isStale {
            common[index] = chunk.readCodes(dimension, into: codes[index])
            if case .goals = dimension.origin { common[index] = goal }
        }
        let count = chunk.count
        guard count > 0 else { return }
        if common.allSatisfy({ $0 != nil }) {
            same = number(common.map { $0 ?? 0 })
            groups.fill(same ?? 0, count: count)
        } else {
            same = nil
            if numbers.isTable, levels.isEmpty {
                combine(common, count)
                numbers.number(groups, count: count)
            } else {
                combineWide(common, count)
            }
        }
        reserve()
    }

    private func number(_ common: [UInt32]) -> UInt32 {
        var key: UInt64 = 0
        var level = 0
        for (index, code) in common.enumerated() {
            if keys.startsLevel(index) {
                key = UInt64(levels[level].number(key))
                level += 1
            }
            key = key &<< UInt64(keys.bits[index]) | UInt64(code)
        }
        return numbers.number(key)
    }

    /// Puts keys of no more than 32 bits in place of groups.
    private func combine(_ common: [UInt32?], _ count: Int) {
        let groups = groups
        for index in common.indices {
            let bits = index == 0 ? 0 : UInt32(keys.bits[index])
            let codes = codes[index]
            if let code = common[index] {
                if index == 0 {
                    groups.fill(code, count: count)
                } else {
                    for row in 0..<count { groups[row] = groups[row] &<< bits | code }
                }
            } else if index == 0 {
                for row in 0..<count { groups[row] = codes[row] }
            } else {
                for row in 0..<count { groups[row] = groups[row] &<< bits | codes[row] }
            }
        }
    }

    private func combineWide(_ common: [UInt32?], _ count: Int) {
        keyLane.fill(0, count: count)
        var level = 0
        for index in common.indices {
            if let code = common[index] { codes[index].fill(code, count: count) }
            if keys.startsLevel(index) {
                levels[level].number(keyLane, count: count, into: groups)
                for row in 0..<count { keyLane[row] = UInt64(groups[row]) }
                level += 1
            }
            let (bits, codes) = (UInt64(keys.bits[index]), codes[index])
            for row in 0..<count { keyLane[row] = keyLane[row] &<< bits | UInt64(codes[row]) }
        }
        numbers.number(keyLane, count: count, into: groups)
    }

    private func reserve() {
        for sum in needed { sum.reserve(numbers.count) }
        marks?.reserve(numbers.count)
    }

    // MARK: - What was found

    /// The codes that keys are made of.
    func codes(of keys: [UInt64]) -> GroupCodes { self.keys.codes(of: keys, levels) }
}
