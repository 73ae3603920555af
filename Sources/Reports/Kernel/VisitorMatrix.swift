/// For each group a set of visitors, one bit each: the quickest where groups are few.
final class VisitorMatrix {
    /// More groups than fit in so many bytes are counted by ``DistinctPairs``.
    private static let largest = 32 << 20

    private var words = Lane<UInt64>(uninitialized: 1)
    /// How many words a group has.
    private let stride: Int
    private var groups = 0

    /// Visitors are below `bound`.
    init(bound: Int) { stride = bound / 64 + 1 }

    deinit { words.free() }

    /// Whether that many groups can have their sets.
    static func fits(groups: Int, bound: Int) -> Bool {
        groups <= largest / 8 / (bound / 64 + 1)
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

    /// Adds the sets of another thread, whose groups have `names` here.
    func formUnion(_ other: VisitorMatrix, names: [UInt32]) {
        for (group, name) in names.enumerated() {
            let (to, from) = (Int(name) * stride, group * stride)
            for index in 0..<stride { words[to &+ index] |= other.words[from &+ index] }
        }
    }

    /// How many visitors some groups have together.
    func count(of members: ArraySlice<Int>) -> Int {
        guard let first = members.first else { return 0 }
        let (words, stride) = (words, stride)
        var count = 0
        if members.count == 1 {
            for index in first * stride..<(first + 1) * stride {
                count &+= words[index].nonzeroBitCount
            }
            return count
        }
        let union = VisitorSet(bound: stride * 64 - 1)
        for group in members { union.formUnion(words, from: group * stride, count: stride) }
        return union.count
    }
}

/// The distinct visitors of each group.
enum DistinctVisitors {
    case pairs(DistinctPairs)
    case matrix(VisitorMatrix)

    /// How many visitors each new group has, which is made of some groups.
    func counts(_ members: GroupMembers) -> [Int] {
        switch self {
        case .matrix(let matrix): return (0..<members.count).map { matrix.count(of: members[$0]) }
        case .pairs(let pairs):
            let seen = pairs.makeSet()
            return (0..<members.count).map { new in
                let groups = members[new]
                if groups.count == 1, let group = groups.first { return pairs.counts[group] }
                return pairs.count(of: groups, using: seen)
            }
        }
    }
}

/// The visitors of groups while they are found.
struct GroupVisitors {
    private(set) var pairs = GroupedRows.Pairs()
    private(set) var matrix: VisitorMatrix?

    init(keys: GroupKeys, bound: Int) {
        if keys.keyBits < 20, VisitorMatrix.fits(groups: 1 << keys.keyBits, bound: bound) {
            matrix = VisitorMatrix(bound: bound)
        }
    }

    func free() { pairs.free() }

    /// Makes room for so many rows.
    mutating func expect(_ count: Int) {
        if matrix == nil { pairs.expect(count) }
    }

    /// `count` rows of groups, all below `known`.
    mutating func append(
        _ groups: Lane<UInt32>,
        _ visitors: Lane<UInt32>,
        count: Int,
        known: Int
    ) {
        if let matrix {
            matrix.reserve(known)
            matrix.insert(groups, visitors, count: count)
        } else {
            pairs.append(groups, visitors, count: count)
        }
    }
}
