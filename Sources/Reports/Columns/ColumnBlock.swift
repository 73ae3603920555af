internal import Glibc
internal import Storage

/// Up to 64 Ki numbers of a column, each as its difference to a base in so many bytes.
///
/// Belongs to its column, which frees it.
@safe struct ColumnBlock {
    /// How many bytes a number takes.
    enum Width: Int {
        /// All numbers are the base.
        case none = 0
        case one = 1
        case two = 2
        case four = 4
        case eight = 8

        var largest: UInt64 {
            switch self {
            case .none: 0
            case .one: 0xFF
            case .two: 0xFFFF
            case .four: 0xFFFF_FFFF
            case .eight: .max
            }
        }

        static func holding(_ value: UInt64) -> Width {
            if value == 0 { return .none }
            if value <= 0xFF { return .one }
            if value <= 0xFFFF { return .two }
            return value <= 0xFFFF_FFFF ? .four : .eight
        }
    }

    private var memory: UnsafeMutableRawPointer
    /// Where the block is while it is away.
    private var place: ScratchFile.Place?
    var lastUse: UInt32 = 0
    private(set) var base: Int64
    private(set) var width = Width.none
    private var count = 0
    /// In rows.
    private var capacity = 256

    init(base: Int64) {
        self.base = base
        unsafe memory = .allocate(byteCount: 8, alignment: 8)
    }

    func free() { unsafe memory.deallocate() }

    /// What the block takes in memory.
    var byteCount: Int { place == nil ? byteSize : 0 }

    private var byteSize: Int { max(8, capacity * width.rawValue) }

    // MARK: - Away

    var isAway: Bool { place != nil }

    mutating func putAway(in scratch: ScratchFile) throws(StorageError) {
        let bytes = unsafe [UInt8](UnsafeRawBufferPointer(start: memory, count: byteSize))
        place = try scratch.write(bytes)
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: 8, alignment: 8)
    }

    /// Where the block is, while it is away; it is at no place then.
    mutating func takePlace() -> ScratchFile.Place? {
        defer { place = nil }
        return place
    }

    /// Gives the block its numbers again; zeros where they are lost.
    mutating func restore(_ bytes: [UInt8]?) {
        let size = byteSize
        unsafe memory.deallocate()
        unsafe memory = .allocate(byteCount: size, alignment: 8)
        guard let bytes, bytes.count == size else {
            unsafe memset(memory, 0, size)
            return
        }
        unsafe bytes.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress {
                unsafe memory.copyMemory(from: start, byteCount: size)
            }
        }
    }

    // MARK: - One number

    @inline(__always)
    private func raw(_ index: Int) -> UInt64 {
        switch width {
        case .none: 0
        case .one: UInt64(unsafe memory.load(fromByteOffset: index, as: UInt8.self))
        case .two: UInt64(unsafe memory.load(fromByteOffset: index &* 2, as: UInt16.self))
        case .four: UInt64(unsafe memory.load(fromByteOffset: index &* 4, as: UInt32.self))
        case .eight: unsafe memory.load(fromByteOffset: index &* 8, as: UInt64.self)
        }
    }

    @inline(__always)
    private func store(_ raw: UInt64, at index: Int) {
        switch width {
        case .none: break
        case .one:
            unsafe memory.storeBytes(
                of: UInt8(truncatingIfNeeded: raw),
                toByteOffset: index,
                as: UInt8.self
            )
        case .two:
            unsafe memory.storeBytes(
                of: UInt16(truncatingIfNeeded: raw),
                toByteOffset: index &* 2,
                as: UInt16.self
            )
        case .four:
            unsafe memory.storeBytes(
                of: UInt32(truncatingIfNeeded: raw),
                toByteOffset: index &* 4,
                as: UInt32.self
            )
        case .eight:
            unsafe memory.storeBytes(of: raw, toByteOffset: index &* 8, as: UInt64.self)
        }
    }

    @inline(__always)
    func value(_ index: Int) -> Int64 { base &+ Int64(bitPattern: raw(index)) }

    @inline(__always)
    mutating func set(_ index: Int, _ value: Int64) {
        let raw = UInt64(bitPattern: value &- base)
        if raw <= width.largest {
            store(raw, at: index)
        } else {
            widen(for: value)
            store(UInt64(bitPattern: value &- base), at: index)
        }
    }

    /// Whether the value was appended; where it does not fit, ``appendWider(_:)`` makes room.
    @inline(__always)
    mutating func append(_ value: Int64) -> Bool {
        let raw = UInt64(bitPattern: value &- base)
        guard count < capacity, raw <= width.largest else { return false }
        store(raw, at: count)
        count = count &+ 1
        return true
    }

    /// Appends numbers of `lane` from one index up to another; there must be room for them.
    mutating func append<Number: FixedWidthInteger & BitwiseCopyable>(
        _ lane: Lane<Number>,
        from: Int,
        upTo: Int
    ) {
        guard from < upTo else { return }
        var (low, high) = (lane[from], lane[from])
        for index in from..<upTo {
            low = min(low, lane[index])
            high = max(high, lane[index])
        }
        for end in [Int64(low), Int64(high)] where UInt64(bitPattern: end &- base) > width.largest {
            widen(for: end)
        }
        let needed = count + upTo - from
        if needed > capacity {
            var larger = capacity * 4
            while larger < needed { larger *= 4 }
            resize(to: min(Column.blockRows, larger), width, base)
        }
        switch width {
        case .none: break
        case .one: unsafe put(lane, from, upTo, in: numbers(as: UInt8.self))
        case .two: unsafe put(lane, from, upTo, in: numbers(as: UInt16.self))
        case .four: unsafe put(lane, from, upTo, in: numbers(as: UInt32.self))
        case .eight: unsafe put(lane, from, upTo, in: numbers(as: UInt64.self))
        }
        count = needed
    }

    @inline(__always)
    private func put<
        From: FixedWidthInteger & BitwiseCopyable,
        To: FixedWidthInteger & BitwiseCopyable
    >(
        _ lane: Lane<From>,
        _ from: Int,
        _ upTo: Int,
        in numbers: UnsafePointer<To>
    ) {
        let base = To(truncatingIfNeeded: self.base)
        let target = unsafe UnsafeMutablePointer(mutating: numbers) + (count &- from)
        for index in from..<upTo {
            unsafe target[index] = To(truncatingIfNeeded: lane[index]) &- base
        }
    }

    mutating func appendWider(_ value: Int64) {
        if count == capacity { resize(to: min(Column.blockRows, capacity * 4), width, base) }
        let index = count
        count = index &+ 1
        set(index, value)
    }

    /// Below the base all numbers get 0 as their base; else only more bytes.
    private mutating func widen(for value: Int64) {
        if value >= base {
            resize(to: capacity, .holding(UInt64(bitPattern: value &- base)), base)
            return
        }
        var largest = UInt64(bitPattern: value)
        for index in 0..<count { largest = max(largest, UInt64(bitPattern: self.value(index))) }
        resize(to: capacity, .holding(largest), 0)
    }

    private mutating func resize(to capacity: Int, _ width: Width, _ base: Int64) {
        let old = self
        self.capacity = capacity
        self.width = width
        self.base = base
        let bytes = max(8, capacity * width.rawValue)
        unsafe memory = .allocate(byteCount: bytes, alignment: 8)
        unsafe memset(memory, 0, bytes)
        for index in 0..<count {
            store(UInt64(bitPattern: old.value(index) &- base), at: index)
        }
        old.free()
    }

    // MARK: - Many numbers

    @inline(__always)
    func numbers<Number: FixedWidthInteger & BitwiseCopyable>(
        as type: Number.Type
    ) -> UnsafePointer<Number> {
        unsafe UnsafePointer(memory.assumingMemoryBound(to: type))
    }

    func read(from start: Int, count: Int, into lane: Lane<UInt32>) {
        let base = UInt32(truncatingIfNeeded: self.base)
        switch width {
        case .none: lane.fill(base, count: count)
        case .one: unsafe copy(numbers(as: UInt8.self), start, count, base, lane)
        case .two: unsafe copy(numbers(as: UInt16.self), start, count, base, lane)
        case .four: unsafe copy(numbers(as: UInt32.self), start, count, base, lane)
        case .eight: unsafe copy(numbers(as: UInt64.self), start, count, base, lane)
        }
    }

    func read(from start: Int, count: Int, into lane: Lane<Int64>) {
        switch width {
        case .none: lane.fill(base, count: count)
        case .one: unsafe copy(numbers(as: UInt8.self), start, count, base, lane)
        case .two: unsafe copy(numbers(as: UInt16.self), start, count, base, lane)
        case .four: unsafe copy(numbers(as: UInt32.self), start, count, base, lane)
        case .eight: unsafe copy(numbers(as: UInt64.self), start, count, base, lane)
        }
    }

    @inline(__always)
    private func copy<From: FixedWidthInteger, To: FixedWidthInteger & BitwiseCopyable>(
        _ numbers: UnsafePointer<From>,
        _ start: Int,
        _ count: Int,
        _ base: To,
        _ lane: Lane<To>
    ) {
        for index in 0..<count {
            lane[index] = base &+ To(truncatingIfNeeded: unsafe numbers[start &+ index])
        }
    }

    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<UInt32>) {
        pick(rows, from: 0, upTo: count, into: lane)
    }

    func pick(_ rows: Lane<UInt32>, from: Int, upTo: Int, into lane: Lane<UInt32>) {
        let base = UInt32(truncatingIfNeeded: self.base)
        switch width {
        case .none: for index in from..<upTo { lane[index] = base }
        case .one: unsafe pick(numbers(as: UInt8.self), rows, from, upTo, base, lane)
        case .two: unsafe pick(numbers(as: UInt16.self), rows, from, upTo, base, lane)
        case .four: unsafe pick(numbers(as: UInt32.self), rows, from, upTo, base, lane)
        case .eight: unsafe pick(numbers(as: UInt64.self), rows, from, upTo, base, lane)
        }
    }

    func pick(_ rows: Lane<UInt32>, count: Int, into lane: Lane<Int64>) {
        switch width {
        case .none: lane.fill(base, count: count)
        case .one: unsafe pick(numbers(as: UInt8.self), rows, 0, count, base, lane)
        case .two: unsafe pick(numbers(as: UInt16.self), rows, 0, count, base, lane)
        case .four: unsafe pick(numbers(as: UInt32.self), rows, 0, count, base, lane)
        case .eight: unsafe pick(numbers(as: UInt64.self), rows, 0, count, base, lane)
        }
    }

    @inline(__always)
    private func pick<From: FixedWidthInteger, To: FixedWidthInteger & BitwiseCopyable>(
        _ numbers: UnsafePointer<From>,
        _ rows: Lane<UInt32>,
        _ from: Int,
        _ upTo: Int,
        _ base: To,
        _ lane: Lane<To>
    ) {
        let mask = UInt32(Column.blockRows - 1)
        for index in from..<upTo {
            let row = Int(rows[index] & mask)
            lane[index] = base &+ To(truncatingIfNeeded: unsafe numbers[row])
        }
    }
}
