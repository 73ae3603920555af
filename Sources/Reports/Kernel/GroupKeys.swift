/// How the codes of a query's dimensions make one key.
///
/// The codes stand in the key's bits one after the other. Where they would need more than 64, what is
/// there so far is numbered first, so that no product of sizes can grow out of a machine word.
struct GroupKeys {
    /// Bits of each dimension's codes.
    let bits: [Int]
    /// Whether a number stands for the dimensions before, from this one on.
    private let startsAnew: [Bool]
    /// Of the last level.
    let keyBits: Int

    /// `sizes` is how many codes each dimension has.
    init(sizes: [Int]) {
        bits = sizes.map { Int.bitWidth - max(0, $0 - 1).leadingZeroBitCount }
        var startsAnew: [Bool] = []
        var width = 0
        for bits in bits {
            startsAnew.append(width + bits > 64)
            width = (width + bits > 64 ? 32 : width) + bits
        }
        self.startsAnew = startsAnew
        keyBits = width
    }

    /// Whether numbers of one thread mean nothing to another.
    var hasLevels: Bool { startsAnew.contains(true) }

    /// Which dimension each level begins with.
    var levels: [Int] { startsAnew.indices.filter { startsAnew[$0] } }

    func startsLevel(_ dimension: Int) -> Bool { startsAnew[dimension] }

    /// The key of a group's codes, where there are no levels.
    func key(of codes: ArraySlice<UInt32>) -> UInt64 {
        zip(codes, bits).reduce(0) { $0 &<< UInt64($1.1) | UInt64($1.0) }
    }

    /// The codes of keys; `numbers` are those of the levels before the last.
    func codes(of keys: [UInt64], _ numbers: [GroupNumbers]) -> GroupCodes {
        let width = bits.count
        var codes = [UInt32](repeating: 0, count: width * keys.count)
        for (group, key) in keys.enumerated() {
            var rest = key
            var level = numbers.count
            for dimension in stride(from: width - 1, through: 0, by: -1) {
                let mask: UInt64 = (1 << UInt64(bits[dimension])) - 1
                codes[group * width + dimension] = UInt32(truncatingIfNeeded: rest & mask)
                rest >>= UInt64(bits[dimension])
                if startsAnew[dimension] {
                    level -= 1
                    rest = numbers[level].keys[Int(rest)]
                }
            }
        }
        return GroupCodes(width: width, count: keys.count, codes: codes)
    }
}
