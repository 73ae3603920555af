internal import Usage

/// Dense ordinals of a site's visitors, by their pseudonym.
struct VisitorTable {
    private var slots: [UInt32] = Array(repeating: .max, count: 1024)
    private(set) var pseudonyms: [UInt64] = []

    var count: Int { pseudonyms.count }

    var byteCount: Int { slots.count * 4 + pseudonyms.count * 8 }

    /// The ordinal of `visitor`, a new one where it is new.
    mutating func ordinal(of visitor: UInt64) -> UInt32 {
        if pseudonyms.count * 2 >= slots.count { grow() }
        var slot = Self.slot(of: visitor, in: slots.count)
        while slots[slot] != .max {
            if pseudonyms[Int(slots[slot])] == visitor { return slots[slot] }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
        let ordinal = UInt32(pseudonyms.count)
        slots[slot] = ordinal
        pseudonyms.append(visitor)
        return ordinal
    }

    private mutating func grow() {
        let size = slots.count * 2
        slots = Array(repeating: .max, count: size)
        for (ordinal, visitor) in pseudonyms.enumerated() {
            var slot = Self.slot(of: visitor, in: size)
            while slots[slot] != .max { slot = (slot &+ 1) & (size &- 1) }
            slots[slot] = UInt32(ordinal)
        }
    }

    /// A pseudonym is a keyed hash already; its low bits are as good as any.
    private static func slot(of visitor: UInt64, in count: Int) -> Int {
        Int(truncatingIfNeeded: visitor) & (count &- 1)
    }
}
