/// For each group a set of visitors, one bit each: the quickest where groups are few and visitors many.
final class VisitorMatrix {
    /// Sets take no more than so many bytes, and what they take is worth it for so many rows a word.
    private static let largest = 32 << 20
    private static let wordsARow = 8

    private var words = Lane<UInt64>(uninitialized: 1)
    /// How many words a group has.
    private let stride: Int
    private(set) var groups = 0

    /// Visitors are below `bound`.
    init(bound: Int) { stride = bound / 64 + 1 }

    deinit { words.free() }

    /// Whether so many rows of that many groups are counted best by their sets.
    static func fits(groups: Int, rows: Int, bound: Int) -> Bool {
        let words = groups * (bound / 64 + 1)
        return words <= largest / 8 && words <= rows * wordsARow
    }

    /// Makes room for the groups below `count`.
    func reserve(_ count: Int) {
        guard count > groups else { return }
        let before = groups * stride
        words = words.grown(to: count * stride, keeping: before)
        for index in before..<count * stride { words[index] = 0 }
        groups = count
    }

    func insert(_ groupLane: Lane<UInt32>, _ visitors: Lane<UInt32>, count: Int) {
        let (words, stride) = (words, stride)
        for index in 0..<count {
            let visitor = visitors[index]
            let place = Int(groupLane[index]) &* stride &+ Int(visitor >> 6)
            words[place] |= 1 &<< UInt64(visitor & 63)
        }
    }

    /// How many visitors a group has, together with one of another thread's.
    func count(_ group: Int, with other: (matrix: VisitorMatrix, group: Int)?) -> Int {
        let (words, stride) = (words, stride)
        let start = group &* stride
        var count = 0
        if let other {
            let (more, from) = (other.matrix.words, other.group &* stride)
            for index in 0..<stride {
                count &+= (words[start &+ index] | more[from &+ index]).nonzeroBitCount
            }
        } else {
            for index in start..<start &+ stride { count &+= words[index].nonzeroBitCount }
        }
        return count
    }

    /// Adds a group's visitors to `set`.
    func add(_ group: Int, to set: VisitorSet) {
        set.formUnion(words, from: group &* stride, count: stride)
    }
}
