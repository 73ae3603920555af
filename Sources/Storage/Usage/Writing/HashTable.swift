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

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: 0, count: old.count * 2)
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
