/// From the numbers of interned values to the codes of an epoch, flat and without an allocation per
/// entry.
struct CodeTable {
    private struct Slot {
        /// 0: empty.
        var key: UInt64 = 0
        var code: UInt32 = 0
    }

    private var slots = ContiguousArray(repeating: Slot(), count: 64)
    private var mask = 63
    private(set) var count = 0

    /// The code of `key`; 0: none.
    @inline(__always)
    func code(_ key: UInt64) -> UInt32 {
        var slot = Self.start(key) & mask
        while true {
            let found = slots[slot]
            if found.key == key { return found.code }
            if found.key == 0 { return 0 }
            slot = (slot &+ 1) & mask
        }
    }

    /// `key` is not 0 and not in the table.
    mutating func insert(_ key: UInt64, code: UInt32) {
        if count &* 2 >= slots.count { grow() }
        place(Slot(key: key, code: code))
        count &+= 1
    }

    private mutating func place(_ entry: Slot) {
        var slot = Self.start(entry.key) & mask
        while slots[slot].key != 0 { slot = (slot &+ 1) & mask }
        slots[slot] = entry
    }

    private mutating func grow() {
        let old = slots
        slots = ContiguousArray(repeating: Slot(), count: old.count * 2)
        mask = slots.count - 1
        for entry in old where entry.key != 0 { place(entry) }
    }

    /// Numbers follow one another, so they are spread by the golden ratio (Knuth 6.4).
    @inline(__always)
    private static func start(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32)
    }
}
