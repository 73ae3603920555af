/// Short marks of sets of what visitors did, by which two sets can be told to differ by few visitors.
///
/// Each visitor has one of some places, and adds to it what it did. Sets that differ by what `n`
/// visitors did differ in at most `n` places: it may take a few visitors more than the limit until
/// two sets are told apart, never fewer.
final class VisitorSketches {
    let places: Int
    private var count: Int
    private var sums: Lane<UInt32>

    /// `limit` is the number of visitors that must tell two sets apart.
    init(count: Int, limit: Int) {
        // 16 or more for each: the places of so many visitors are then nearly always different ones.
        var places = 64
        while places < limit * 16, places < 512 { places *= 2 }
        self.places = places
        self.count = count
        sums = Lane(repeating: 0, count: count * places)
    }

    private init(count: Int, places: Int) {
        (self.count, self.places) = (count, places)
        sums = Lane(repeating: 0, count: count * places)
    }

    deinit { sums.free() }

    /// As many sets of the same kind, without anybody.
    func makeEmpty() -> VisitorSketches { VisitorSketches(count: count, places: places) }

    /// Makes room for the sets below `count`.
    func reserve(_ count: Int) {
        guard count > self.count else { return }
        let before = self.count * places
        sums = sums.grown(to: count * places, keeping: before)
        for index in before..<count * places { sums[index] = 0 }
        self.count = count
    }

    /// Adds to the set `number` that a visitor did what `mark` stands for.
    @inline(__always)
    func add(_ visitor: UInt64, did mark: UInt64, to number: Int) {
        add(Self.mark(visitor, did: mark), at: Self.place(of: visitor), to: number)
    }

    /// The same where the mark of what was done and the visitor's place are known.
    @inline(__always)
    func add(_ mark: UInt32, at place: UInt16, to number: Int) {
        sums[number &* places &+ Int(place) & (places &- 1)] &+= mark
    }

    /// What a visitor adds to its place for what it did; never 0.
    @inline(__always)
    static func mark(_ visitor: UInt64, did mark: UInt64) -> UInt32 {
        // A pseudonym is a keyed hash, so one multiplication is enough to spread what was done.
        let mixed = (visitor ^ mark &* 0x9E37_79B9_7F4A_7C15) &* 0xBF58_476D_1CE4_E5B9
        return UInt32(truncatingIfNeeded: mixed >> 32) | 1
    }

    /// The bits of a visitor that choose its place.
    @inline(__always)
    static func place(of visitor: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: visitor >> 40) }

    func formSum(_ other: VisitorSketches) {
        for index in 0..<(count * places) { sums[index] &+= other.sums[index] }
    }

    /// Adds the set `number` of others to the set `own`.
    func add(_ number: Int, of other: VisitorSketches, to own: Int) {
        for place in 0..<places {
            sums[own &* places &+ place] &+= other.sums[number &* places &+ place]
        }
    }

    subscript(number: Int) -> [UInt32] {
        (0..<places).map { sums[number * places + $0] }
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
}
