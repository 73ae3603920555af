/// Dense ordinals of a site's visitors, by their pseudonym, and where each one's usage ends so far.
final class VisitorTable {
    /// What is known of a visitor.
    struct Visitor: BitwiseCopyable {
        let pseudonym: UInt64
        /// The time of the latest event, ms, so that who comes back later touches no old block.
        var latestMs: Int64 = .min
        /// One more than its row; 0 without one.
        var latestEvent: UInt32 = 0
        /// Its visit's row.
        var latestVisit: UInt32 = 0
    }

    /// One more than the ordinal, below the upper half of the pseudonym; 0 where there is none.
    private var slots = Lane<UInt64>(repeating: 0, count: 1024)
    private var visitors = Lane<Visitor>(uninitialized: 512)
    private(set) var count = 0

    deinit {
        slots.free()
        visitors.free()
    }

    var byteCount: Int { slots.count * 8 + visitors.count * MemoryLayout<Visitor>.stride }

    @inline(__always)
    subscript(ordinal: UInt32) -> Visitor {
        get { visitors[Int(ordinal)] }
        set { visitors[Int(ordinal)] = newValue }
    }

    @inline(__always)
    func pseudonym(of ordinal: UInt32) -> UInt64 { visitors[Int(ordinal)].pseudonym }

    /// The ordinals of many visitors, new ones where they are new.
    func ordinals(of pseudonyms: Lane<UInt64>, count: Int, into ordinals: Lane<UInt32>) {
        reserve(count)
        let (slots, visitors) = (slots, visitors)
        let mask = slots.count &- 1
        var known = self.count
        for index in 0..<count {
            let pseudonym = pseudonyms[index]
            var slot = Self.slot(of: pseudonym, mask)
            while true {
                let entry = slots[slot]
                if entry == 0 {
                    visitors[known] = Visitor(pseudonym: pseudonym)
                    ordinals[index] = UInt32(truncatingIfNeeded: known)
                    known &+= 1
                    slots[slot] = Self.entry(pseudonym, known)
                    break
                }
                if entry >> 32 == pseudonym >> 32 {
                    let ordinal = UInt32(truncatingIfNeeded: entry) &- 1
                    if visitors[Int(ordinal)].pseudonym == pseudonym {
                        ordinals[index] = ordinal
                        break
                    }
                }
                slot = (slot &+ 1) & mask
            }
        }
        self.count = known
    }

    /// Makes room for so many more.
    private func reserve(_ more: Int) {
        visitors = visitors.grown(to: count + more, keeping: count)
        guard (count + more) * 2 > slots.count else { return }
        var size = slots.count * 2
        while (count + more) * 2 > size { size *= 2 }
        slots.free()
        slots = Lane(repeating: 0, count: size)
        for ordinal in 0..<count {
            let pseudonym = visitors[ordinal].pseudonym
            var slot = Self.slot(of: pseudonym, size &- 1)
            while slots[slot] != 0 { slot = (slot &+ 1) & (size &- 1) }
            slots[slot] = Self.entry(pseudonym, ordinal + 1)
        }
    }

    /// A pseudonym is a keyed hash already; its low bits are as good as any.
    @inline(__always)
    private static func slot(of pseudonym: UInt64, _ mask: Int) -> Int {
        Int(truncatingIfNeeded: pseudonym) & mask
    }

    @inline(__always)
    private static func entry(_ pseudonym: UInt64, _ number: Int) -> UInt64 {
        pseudonym & ~0xFFFF_FFFF | UInt64(truncatingIfNeeded: number)
    }
}
