/// One number a row, in blocks of 64 Ki rows that are each as narrow as their values.
///
/// A block holds the difference of its values to its base in 0, 1, 2, 4 or 8 bytes; a value that does
/// not fit widens it. Everything that is read is copied out, so no memory of a block is ever held.
@safe final class Column {
    static let blockShift = 16
    static let blockRows = 1 << blockShift

    /// Numbers near each other within a block, such as times: its base lies so far below the first.
    private let slack: Int64?
    private let state: UnsafeMutablePointer<State>

    @unsafe private struct State {
        var count = 0
        var blocks: UnsafeMutablePointer<ColumnBlock>
        var blockCount = 0
        var blockCapacity = 4
    }

    init(slack: Int64? = nil) {
        self.slack = slack
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State(blocks: .allocate(capacity: 4)))
    }

    deinit {
        for index in 0..<blockCount { unsafe state.pointee.blocks[index].free() }
        unsafe state.pointee.blocks.deallocate()
        unsafe state.deallocate()
    }

    var count: Int { unsafe state.pointee.count }
    private var blockCount: Int { unsafe state.pointee.blockCount }

    /// What the blocks take in memory.
    var byteCount: Int {
        (0..<blockCount).reduce(0) { unsafe $0 + state.pointee.blocks[$1].byteCount }
    }

    // MARK: - One row

    @inline(__always)
    func append(_ value: Int64) {
        let row = count
        let index = row >> Self.blockShift
        if index == blockCount { addBlock(value) }
        unsafe state.pointee.blocks[index].append(value)
        unsafe state.pointee.count = row &+ 1
    }

    @inline(__always)
    func append(_ value: UInt32) { append(Int64(value)) }

    @inline(__always)
    subscript(row: Int) -> Int64 {
        get {
            assert(row >= 0 && row < count)
            return unsafe state.pointee.blocks[row >> Self.blockShift]
                .value(row & (Self.blockRows &- 1))
        }
        set {
            assert(row >= 0 && row < count)
            unsafe state.pointee.blocks[row >> Self.blockShift]
                .set(row & (Self.blockRows &- 1), newValue)
        }
    }

    @inline(__always)
    func code(_ row: Int) -> UInt32 { UInt32(truncatingIfNeeded: self[row]) }

    private func addBlock(_ first: Int64) {
        if unsafe state.pointee.blockCount == state.pointee.blockCapacity {
            let capacity = unsafe state.pointee.blockCapacity * 2
            let blocks = UnsafeMutablePointer<ColumnBlock>.allocate(capacity: capacity)
            unsafe blocks.moveInitialize(from: state.pointee.blocks, count: blockCount)
            unsafe state.pointee.blocks.deallocate()
            unsafe state.pointee.blocks = blocks
            unsafe state.pointee.blockCapacity = capacity
        }
        let base = slack.map { max(0, first &- $0) } ?? 0
        unsafe (state.pointee.blocks + blockCount).initialize(to: ColumnBlock(base: base))
        unsafe state.pointee.blockCount += 1
    }

    // MARK: - Many rows

    /// The values of `count` rows from `start` on, all in one block, in 32 bits.
    func read(from start: Int, count: Int, into lane: Lane<UInt32>) {
        guard count > 0 else { return }
        assert(start >> Self.blockShift == (start + count - 1) >> Self.blockShift)
        assert(start + count <= self.count && count <= lane.count)
        unsafe state.pointee.blocks[start >> Self.blockShift]
            .read(from: start & (Self.blockRows - 1), count: count, into: lane)
    }

    /// The same in 64 bits.
    func read(from start: Int, count: Int, into lane: Lane<Int64>) {
        guard count > 0 else { return }
        assert(start >> Self.blockShift == (start + count - 1) >> Self.blockShift)
        assert(start + count <= self.count && count <= lane.count)
        unsafe state.pointee.blocks[start >> Self.blockShift]
            .read(from: start & (Self.blockRows - 1), count: count, into: lane)
    }

    /// The values of some rows of one block; `rows` and `lane` may be the same.
    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<UInt32>) {
        guard count > 0 else { return }
        unsafe state.pointee.blocks[Int(rows[0]) >> Self.blockShift]
            .pick(rows, count: count, into: lane)
    }

    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<Int64>) {
        guard count > 0 else { return }
        unsafe state.pointee.blocks[Int(rows[0]) >> Self.blockShift]
            .pick(rows, count: count, into: lane)
    }

    /// The values of any rows; `rows` and `lane` may be the same.
    func gather(_ rows: Lane<UInt32>, count: Int, into lane: Lane<UInt32>) {
        var index = 0
        while index < count {
            // Rows that follow each other mostly lie in the same block.
            let block = rows[index] >> UInt32(Self.blockShift)
            var end = index &+ 1
            while end < count, rows[end] >> UInt32(Self.blockShift) == block { end &+= 1 }
            unsafe state.pointee.blocks[Int(block)].pick(rows, from: index, upTo: end, into: lane)
            index = end
        }
    }
}
