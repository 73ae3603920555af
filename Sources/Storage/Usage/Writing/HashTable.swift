/// A set of hashes that are random already, 8 bytes each; grows up to a bound.
struct HashTable {
    /// A power of two; 0 marks an empty slot.
    private var slots: ContiguousArray<UInt64>
    private var mask: Int
    private let maxCount: Int
    private(set) var count = 0

    /// Holds at least `maxCount` hashes, in twice to four times their memory while it grows.
    init(maxCount: Int) {
        self.maxCount = maxCount
        slots = ContiguousArray(repeating: 0, count: 256)
        mask = 255
    }

    var isFull: Bool { count >= maxCount }

    func contains(_ hash: UInt64) -> Bool {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let found = slots[slot]
            if found == hash { return true }
            if found == 0 { return false }
            slot = (slot &+ 1) & mask
        }
    }

    /// Whether it was new; the hash is not 0.
    @discardableResult
    mutating func insert(_ hash: UInt64) -> Bool {
        precondition(hash != 0, "0 marks an empty slot")
        // Three quarters full: beyond that the searches get long.
        if count &* 4 >= slots.count &* 3 { grow() }
        guard place(hash) else { return false }
        count &+= 1
        return true
    }

    /// Inserts many at once, those that are neighbours in the table one after the other: a table of this
    /// size is in no cache, and each insertion would wait for memory.
    mutating func insert(_ hashes: [UInt64]) {
        reserve(count + hashes.count)
        let shift = UInt64(max(0, (mask + 1).trailingZeroBitCount - Self.partBits))
        var ends = [Int](repeating: 0, count: 1 << Self.partBits)
        for hash in hashes { ends[part(hash, shift)] += 1 }
        var end = 0
        for index in ends.indices {
            end += ends[index]
            ends[index] = end
        }
        var sorted = [UInt64](repeating: 0, count: hashes.count)
        for hash in hashes {
            let index = part(hash, shift)
            ends[index] -= 1
            sorted[ends[index]] = hash
        }
        for hash in sorted where hash != 0 && place(hash) { count &+= 1 }
    }

    /// 512 parts: each is some ten KB of the table, and as many places to write to fit the cache.
    private static let partBits = 9

    @inline(__always)
    private func part(_ hash: UInt64, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: (hash & UInt64(mask)) &>> shift)
    }

    /// Makes room for `count` hashes at once.
    private mutating func reserve(_ count: Int) {
        var size = slots.count
        while count &* 4 >= size &* 3 { size *= 2 }
        if size > slots.count { resize(to: size) }
    }

    private mutating func place(_ hash: UInt64) -> Bool {
        var slot = Int(truncatingIfNeeded: hash) & mask
        while true {
            let found = slots[slot]
            if found == hash { return false }
            if found == 0 { break }
            slot = (slot &+ 1) & mask
        }
        slots[slot] = hash
        return true
    }

    private mutating func grow() { resize(to: slots.count * 2) }

    private mutating func resize(to size: Int) {
        let old = slots
        slots = ContiguousArray(repeating: 0, count: size)
        mask = slots.count - 1
        for hash in old where hash != 0 { _ = place(hash) }
    }

    /// Forgets all hashes; keeps a little memory only.
    mutating func removeAll() {
        if slots.count > 4096 {
            self = HashTable(maxCount: maxCount)
        } else if count > 0 {
            for slot in slots.indices { slots[slot] = 0 }
            count = 0
        }
    }
}
