internal import Crypto

/// The Merkle tree hash of RFC 6962, section 2.1, over leaf hashes.
package enum MerkleTree {
    /// SHA-256 of nothing: the root of the empty tree.
    package static var emptyRoot: [UInt8] { SHA256.hash([]) }

    /// The leaf hash of an entry: SHA-256(0x00 || entry).
    package static func leafHash(_ entry: [UInt8]) -> [UInt8] { SHA256.hash(prefix: 0x00, entry) }

    /// The hash of an inner node: SHA-256(0x01 || left || right).
    package static func nodeHash(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] {
        SHA256.hash(prefix: 0x01, left, right)
    }

    /// The root as the RFC defines it, from all leaf hashes.
    package static func root(of leaves: some RandomAccessCollection<[UInt8]>) -> [UInt8] {
        guard let first = leaves.first else { return emptyRoot }
        guard leaves.count > 1 else { return first }
        let split = split(leaves.count)
        return nodeHash(root(of: leaves.prefix(split)), root(of: leaves.dropFirst(split)))
    }

    /// The largest power of two below `count`.
    static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }
}
