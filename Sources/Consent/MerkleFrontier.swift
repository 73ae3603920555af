/// All that is needed of a Merkle tree to append to it: the roots of its complete subtrees.
package struct MerkleFrontier: Hashable, Sendable {
    /// How many leaves were appended.
    package private(set) var size: UInt64 = 0
    /// From the largest subtree to the smallest, one for each bit of `size`.
    private var peaks: [[UInt8]] = []

    package init() {}

    /// Appends a leaf hash of 32 bytes.
    package mutating func append(_ leafHash: [UInt8]) {
        precondition(leafHash.count == 32, "a leaf hash has 32 bytes")
        var hash = leafHash
        // Each low bit that is set is a complete subtree as large as the one `hash` now stands for.
        for _ in 0..<(~size).trailingZeroBitCount {
            hash = MerkleTree.nodeHash(peaks.removeLast(), hash)
        }
        peaks.append(hash)
        size += 1
    }

    /// The root of the whole tree.
    package var root: [UInt8] {
        guard var hash = peaks.last else { return MerkleTree.emptyRoot }
        for peak in peaks.dropLast().reversed() { hash = MerkleTree.nodeHash(peak, hash) }
        return hash
    }

    /// The size in 8 bytes, the most significant first, and the subtrees' roots.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: size, count: 8)
        return bytes + peaks.joined()
    }

    /// From what ``bytes`` gave; nil for anything else.
    package init?(bytes: [UInt8]) {
        guard bytes.count >= 8 else { return nil }
        size = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        guard bytes.count == 8 + 32 * size.nonzeroBitCount else { return nil }
        for start in stride(from: 8, to: bytes.count, by: 32) {
            peaks.append(Array(bytes[start..<start + 32]))
        }
    }
}
