/// Dense ordinals of a site's visitors, by their pseudonym, and where each one's usage ends so far.
final class VisitorTable {
    /// What is known of a visitor.
    struct Visitor: BitwiseCopyable {
        var pseudonym: UInt64
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
    /// By visitor the place in sketches, for who needs no more of many of them.
    private(set) var places = Lane<UInt16>(uninitialized: 512)
    private(set) var count = 0

    deinit {
        slots.free()
        visitors.free()
        places.free()
    }

    var byteCount: Int { slots.count * 8 + visitors.count * (MemoryLayout<Visitor>.stride + 2) }

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
        let (slots, visitors, places) = (slots, visitors, places)
        let mask = slots.count &- 1
        var known = self.count
        for index in 0..<count {
            let pseudonym = pseudonyms[index]
            var slot = Self.slot(of: pseudonym, mask)
            while true {
                let entry = slots[slot]
                if entry == 0 {
                    visitors[known] = Visitor(pseudonym: pseudonym)
                    places[known] = VisitorSketches.place(of: pseudonym)
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

    /// The ordinal of a visitor, where it has one.
    func ordinal(of pseudonym: UInt64) -> UInt32? {
        place(of: pseudonym).map { UInt32(truncatingIfNeeded: slots[$0]) &- 1 }
    }

    private func place(of pseudonym: UInt64) -> Int? {
        let mask = slots.count - 1
        var slot = Self.slot(of: pseudonym, mask)
        while slots[slot] != 0 {
            let ordinal = UInt32(truncatingIfNeeded: slots[slot]) &- 1
            if visitors[Int(ordinal)].pseudonym == pseudonym { return slot }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Forgets who a visitor was; its ordinal stays taken.
    func remove(_ ordinal: UInt32) {
        guard let place = place(of: visitors[Int(ordinal)].pseudonym) else { return }
        // 0 stands for nobody: one visitor in 2^64 has it, who would only count as who was removed.
        slots[place] &= 0xFFFF_FFFF
        visitors[Int(ordinal)] = Visitor(pseudonym: 0)
    }

    /// Makes room for so many more.
    private func reserve(_ more: Int) {
        visitors = visitors.grown(to: count + more, keeping: count)
        places = places.grown(to: count + more, keeping: count)
        guard (count + more) * 2 > slots.count else { return }
        var size = slots.count * 2
        while (count + more) * 2 > size { size *= 2 }
        slots.free()
        slots = Lane(repeating: 0, count: size)
        for ordinal in 0..<count {
            let pseudonym = visitors[ordinal].pseudonym
            guard pseudonym != 0 else { continue }
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
