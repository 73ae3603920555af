/// Short marks of sets of what visitors did, by which two sets can be told to differ by few visitors.
///
/// Each visitor has one of some places, and adds to it what it did. Sets that differ by what `n`
/// visitors did differ in at most `n` places: it may take a few visitors more than the limit until
/// two sets are told apart, never fewer.
struct VisitorSketches {
    let places: Int
    private var sums: [UInt32]

    /// `limit` is the number of visitors that must tell two sets apart.
    init(count: Int, limit: Int) {
        // 16 for each: the places of so many visitors are then nearly always different ones.
        places = min(512, max(64, limit * 16))
        sums = [UInt32](repeating: 0, count: count * places)
    }

    /// Adds to the set `number` that a visitor did what `mark` stands for.
    mutating func add(_ visitor: UInt64, did mark: UInt64, to number: Int) {
        let place = Int(truncatingIfNeeded: (visitor >> 33) % UInt64(places))
        let sum = Self.mix(visitor ^ Self.mix(mark))
        sums[number * places + place] &+= UInt32(truncatingIfNeeded: sum) | 1
    }

    subscript(number: Int) -> [UInt32] {
        Array(sums[(number * places)..<((number + 1) * places)])
    }

    /// Whether two sets may differ by fewer visitors than `limit`.
    static func areNear(_ left: [UInt32], _ right: [UInt32], limit: Int) -> Bool {
        guard left.count == right.count else { return false }
        var different = 0
        for place in left.indices where left[place] != right[place] {
            different += 1
            if different >= limit { return false }
        }
        return true
    }

    /// SplitMix64's finalizer: each bit depends on all.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value &+ 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
