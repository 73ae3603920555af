/// How many pageviews were counted of visitors: of some next to each other together.
final class ReaderCounts {
    /// So many counts are kept at most.
    private static let most = 1 << 12

    /// By how many bits a visitor's number is greater than that of its count.
    let shift: UInt32
    private let counts: Lane<UInt32>

    /// All visitors are below `visitors`.
    init(visitors: Int) {
        var shift: UInt32 = 0
        while visitors >> Int(shift) >= Self.most { shift += 1 }
        self.shift = shift
        counts = Lane(repeating: 0, count: visitors >> Int(shift) + 1)
    }

    deinit { counts.free() }

    /// How many counts there are.
    var count: Int { counts.count }

    subscript(number: Int) -> Int { Int(counts[number]) }

    /// Adds the pageviews of some events; the lowest bit of `what` is set for these.
    func add(_ visitors: Lane<UInt32>, _ what: Lane<UInt32>, count: Int) {
        let (counts, shift) = (counts, shift)
        for index in 0..<count { counts[Int(visitors[index] &>> shift)] &+= what[index] & 1 }
    }
}
