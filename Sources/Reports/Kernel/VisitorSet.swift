/// A set of dense numbers, one bit each.
final class VisitorSet {
    let words: Lane<UInt64>

    /// All numbers are below `bound`.
    init(bound: Int) { words = Lane(repeating: 0, count: bound / 64 + 1) }

    deinit { words.free() }

    /// How many words it takes.
    var size: Int { words.count }

    /// 1 where the number was not in it yet, else 0.
    @inline(__always)
    func insert(_ number: UInt32) -> Int {
        let place = Int(number >> 6)
        let bit: UInt64 = 1 &<< UInt64(number & 63)
        let word = words[place]
        words[place] = word | bit
        return word & bit == 0 ? 1 : 0
    }

    func contains(_ number: UInt32) -> Bool {
        words[Int(number >> 6)] & (1 &<< UInt64(number & 63)) != 0
    }

    /// Takes out a number and those that share its word.
    @inline(__always)
    func remove(near number: UInt32) { words[Int(number >> 6)] = 0 }

    func clear() { words.fill(0, count: words.count) }

    func formUnion(_ other: VisitorSet) { formUnion(other.words, from: 0, count: words.count) }

    /// Adds the set that `count` words of `other` are.
    func formUnion(_ other: Lane<UInt64>, from start: Int, count: Int) {
        let words = words
        for index in 0..<count { words[index] |= other[start &+ index] }
    }

    /// Gives each number in it, from the smallest.
    func each(_ visit: (UInt32) -> Void) {
        for index in 0..<words.count {
            var bits = words[index]
            while bits != 0 {
                visit(UInt32(truncatingIfNeeded: index << 6 &+ bits.trailingZeroBitCount))
                bits &= bits &- 1
            }
        }
    }

    var count: Int {
        let words = words
        var count = 0
        for index in 0..<words.count { count &+= words[index].nonzeroBitCount }
        return count
    }
}
