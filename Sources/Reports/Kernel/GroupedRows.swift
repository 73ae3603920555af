/// What one thread counts: the groups that occur, their sums, and who was in them.
final class GroupedRows {
    /// A value (a visitor or a visit) with the group it was seen in.
    struct Pairs {
        private(set) var groups = Lane<UInt32>(uninitialized: 1)
        private(set) var values = Lane<UInt32>(uninitialized: 1)
        private(set) var count = 0

        /// Makes room; memory that is not used costs nothing.
        mutating func expect(_ count: Int) {
            groups = groups.grown(to: count, keeping: self.count)
            values = values.grown(to: count, keeping: self.count)
        }

        mutating func append(_ groups: Lane<UInt32>, _ values: Lane<UInt32>, count: Int) {
            reserve(count)
            let (to, toValues, start) = (self.groups, self.values, self.count)
            for index in 0..<count { to[start &+ index] = groups[index] }
            for index in 0..<count { toValues[start &+ index] = values[index] }
            self.count += count
        }

        private mutating func reserve(_ more: Int) {
            guard count + more > groups.count else { return }
            let size = max(count + more, TimeBlocks.size * 4)
            groups = groups.grown(to: size, keeping: count)
            values = values.grown(to: size, keeping: count)
        }

        func free() {
            groups.free()
            values.free()
        }
    }

    private let keys: GroupKeys
    private let levels: [GroupNumbers]
    let numbers: GroupNumbers
    private(set) var sums = Lane<GroupSums>(repeating: GroupSums(), count: 64)
    /// Visitors of events.
    var visitors: GroupVisitors
    /// Visits of events.
    var visits = Pairs()
    /// The events themselves, where they are asked for.
    var events = Pairs()
    /// Visitors of visits.
    var visitVisitors: GroupVisitors
    /// Events of visits that cross an edge, to be counted one by one.
    var crossing: [UInt32] = []
    /// Of all rows that passed, also of those in no group; where it is asked for.
    var everybody: VisitorSet?

    let groups: Lane<UInt32>
    private let codes: Lane<UInt32>
    private let keyLane: Lane<UInt64>
    /// For whoever counts a chunk.
    let first: Lane<UInt32>
    let second: Lane<UInt32>
    let third: Lane<UInt32>
    let firstTimes: Lane<Int64>
    let secondTimes: Lane<Int64>

    /// Visitors are below `visitors`.
    init(_ keys: GroupKeys, visitors: Int) {
        self.keys = keys
        self.visitors = GroupVisitors(keys: keys, bound: visitors)
        visitVisitors = GroupVisitors(keys: keys, bound: visitors)
        levels = keys.levels.map { _ in GroupNumbers(bits: 64) }
        numbers = GroupNumbers(bits: keys.keyBits)
        groups = Lane(uninitialized: TimeBlocks.size)
        codes = Lane(uninitialized: TimeBlocks.size)
        keyLane = Lane(uninitialized: TimeBlocks.size)
        first = Lane(uninitialized: TimeBlocks.size)
        second = Lane(uninitialized: TimeBlocks.size)
        third = Lane(uninitialized: TimeBlocks.size)
        firstTimes = Lane(uninitialized: TimeBlocks.size)
        secondTimes = Lane(uninitialized: TimeBlocks.size)
        // Without dimensions there is one group, also of no rows.
        if keys.bits.isEmpty { _ = numbers.number(0) }
    }

    deinit {
        sums.free()
        visitors.free()
        visits.free()
        events.free()
        visitVisitors.free()
        groups.free()
        codes.free()
        keyLane.free()
        first.free()
        second.free()
        third.free()
        firstTimes.free()
        secondTimes.free()
    }

    /// Finds the groups of a chunk's rows; rows that are in none leave the chunk.
    ///
    /// `goal` is the code of all rows in a dimension of goals.
    func group(_ chunk: Chunk, by dimensions: [DimensionCodes], goal: UInt32 = 0) {
        for dimension in dimensions where dimension.dropsNone {
            chunk.readCodes(dimension, into: codes)
            chunk.keepNonzero(codes)
        }
        let count = chunk.count
        keyLane.fill(0, count: count)
        var level = 0
        for (index, dimension) in dimensions.enumerated() {
            chunk.readCodes(dimension, into: codes)
            if case .goals = dimension.origin { codes.fill(goal, count: count) }
            if keys.startsLevel(index) {
                levels[level].number(keyLane, count: count, into: groups)
                for row in 0..<count { keyLane[row] = UInt64(groups[row]) }
                level += 1
            }
            let bits = UInt64(keys.bits[index])
            for row in 0..<count { keyLane[row] = keyLane[row] &<< bits | UInt64(codes[row]) }
        }
        numbers.number(keyLane, count: count, into: groups)
        growSums()
    }

    private func growSums() {
        let before = sums.count
        guard numbers.count > before else { return }
        sums = sums.grown(to: numbers.count, keeping: before)
        for index in before..<sums.count { sums[index] = GroupSums() }
    }

    /// The codes of each group.
    var groupCodes: GroupCodes { keys.codes(of: numbers.keys, levels) }
}
