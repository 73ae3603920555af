internal import Storage

/// One number a row, in blocks of 64 Ki rows that are each as narrow as their values.
///
/// A block holds the difference of its values to its base in 0, 1, 2, 4 or 8 bytes; a value that does
/// not fit widens it. Everything that is read is copied out, so no memory of a block is ever held.
@safe final class Column {
    static let blockShift = 16
    static let blockRows = 1 << blockShift

    /// Numbers near each other within a block, such as times: its base lies so far below the first.
    private let slack: Int64?
    private let memory: ColumnMemory
    private let shared: UnsafeMutablePointer<ColumnMemory.State>
    private let state: UnsafeMutablePointer<State>

    @unsafe private struct State {
        var count = 0
        var blocks: UnsafeMutablePointer<ColumnBlock>
        var blockCount = 0
        var blockCapacity = 4
        /// Blocks that are away.
        var away = 0
    }

    init(_ memory: ColumnMemory, slack: Int64? = nil) {
        self.slack = slack
        self.memory = memory
        unsafe shared = memory.state
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State(blocks: .allocate(capacity: 4)))
        memory.add(self)
    }

    deinit {
        memory.remove(self)
        for index in 0..<blockCount {
            unsafe shared.pointee.resident -= state.pointee.blocks[index].byteCount
            if let place = unsafe state.pointee.blocks[index].takePlace() { memory.forget(place) }
            unsafe state.pointee.blocks[index].free()
        }
        unsafe state.pointee.blocks.deallocate()
        unsafe state.deallocate()
    }

    var count: Int { unsafe state.pointee.count }
    var blockCount: Int { unsafe state.pointee.blockCount }

    /// What the blocks take in memory.
    var byteCount: Int {
        (0..<blockCount).reduce(0) { unsafe $0 + state.pointee.blocks[$1].byteCount }
    }

    // MARK: - Blocks that are away

    /// Whether all blocks are in memory.
    var isInMemory: Bool { unsafe state.pointee.away == 0 }

    /// When a block was used last; nil while it is away.
    func lastUse(ofBlock index: Int) -> UInt32? {
        let block = unsafe state.pointee.blocks + index
        return unsafe block.pointee.isAway ? nil : block.pointee.lastUse
    }

    func putAway(_ index: Int, in scratch: ScratchFile) throws(StorageError) {
        let block = unsafe state.pointee.blocks + index
        let size = unsafe block.pointee.byteCount
        try unsafe block.pointee.putAway(in: scratch)
        unsafe shared.pointee.resident -= size
        unsafe state.pointee.away += 1
    }

    /// The block of that number, brought back where it is away.
    @inline(__always)
    func block(_ index: Int) -> UnsafeMutablePointer<ColumnBlock> {
        let block = unsafe state.pointee.blocks + index
        if unsafe shared.pointee.isNoting { unsafe note(block) }
        return unsafe block
    }

    @inline(__always)
    private func note(_ block: UnsafeMutablePointer<ColumnBlock>) {
        unsafe block.pointee.lastUse = shared.pointee.clock
        if unsafe block.pointee.isAway { unsafe bring(block) }
    }

    private func bring(_ block: UnsafeMutablePointer<ColumnBlock>) {
        guard let place = unsafe block.pointee.takePlace() else { return }
        unsafe shared.pointee.clock += 1
        unsafe block.pointee.restore(memory.bring(place))
        unsafe state.pointee.away -= 1
        unsafe shared.pointee.resident += block.pointee.byteCount
        // It was used just now, so that it is not among those that go.
        unsafe block.pointee.lastUse = shared.pointee.clock
        memory.makeRoom()
    }

    // MARK: - One row

    @inline(__always)
    func append(_ value: Int64) {
        let row = count
        let index = row >> Self.blockShift
        if index == blockCount { addBlock(value) }
        let block = unsafe block(index)
        if unsafe !block.pointee.append(value) {
            let before = unsafe block.pointee.byteCount
            unsafe block.pointee.appendWider(value)
            unsafe shared.pointee.resident += block.pointee.byteCount - before
        }
        unsafe state.pointee.count = row &+ 1
    }

    @inline(__always)
    func append(_ value: UInt32) { append(Int64(value)) }

    @inline(__always)
    subscript(row: Int) -> Int64 {
        get {
            assert(row >= 0 && row < count)
            return unsafe block(row >> Self.blockShift).pointee.value(row & (Self.blockRows &- 1))
        }
        set {
            assert(row >= 0 && row < count)
            let block = unsafe block(row >> Self.blockShift)
            let before = unsafe block.pointee.byteCount
            unsafe block.pointee.set(row & (Self.blockRows &- 1), newValue)
            unsafe shared.pointee.resident += block.pointee.byteCount &- before
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
        unsafe shared.pointee.resident += state.pointee.blocks[blockCount].byteCount
        unsafe shared.pointee.clock += 1
        unsafe state.pointee.blockCount += 1
    }

    // MARK: - Many rows

    /// Appends the first `count` numbers of `lane`.
    func append<Number: FixedWidthInteger & BitwiseCopyable>(_ lane: Lane<Number>, count: Int) {
        var index = 0
        while index < count {
            let row = self.count
            if row >> Self.blockShift == blockCount { addBlock(Int64(lane[index])) }
            let end = min(count, index + Self.blockRows - row & (Self.blockRows - 1))
            let block = unsafe block(row >> Self.blockShift)
            let before = unsafe block.pointee.byteCount
            unsafe block.pointee.append(lane, from: index, upTo: end)
            unsafe shared.pointee.resident += block.pointee.byteCount - before
            unsafe state.pointee.count = row + end - index
            index = end
        }
    }

    /// The values of `count` rows from `start` on, all in one block, in 32 bits.
    func read(from start: Int, count: Int, into lane: Lane<UInt32>) {
        guard count > 0 else { return }
        assert(start >> Self.blockShift == (start + count - 1) >> Self.blockShift)
        assert(start + count <= self.count && count <= lane.count)
        unsafe block(start >> Self.blockShift).pointee
            .read(from: start & (Self.blockRows - 1), count: count, into: lane)
    }

    /// The same in 64 bits.
    func read(from start: Int, count: Int, into lane: Lane<Int64>) {
        guard count > 0 else { return }
        assert(start >> Self.blockShift == (start + count - 1) >> Self.blockShift)
        assert(start + count <= self.count && count <= lane.count)
        unsafe block(start >> Self.blockShift).pointee
            .read(from: start & (Self.blockRows - 1), count: count, into: lane)
    }

    /// The values of some rows of one block; `rows` and `lane` may be the same.
    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<UInt32>) {
        guard count > 0 else { return }
        unsafe block(Int(rows[0]) >> Self.blockShift).pointee
            .pick(rows, count: count, into: lane)
    }

    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<Int64>) {
        guard count > 0 else { return }
        unsafe block(Int(rows[0]) >> Self.blockShift).pointee
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
            unsafe self.block(Int(block)).pointee.pick(rows, from: index, upTo: end, into: lane)
            index = end
        }
    }
}
