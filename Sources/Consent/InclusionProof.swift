/// Proves that a leaf is in a tree of which one trusts the root (RFC 9162, section 2.1.3).
package struct InclusionProof: Hashable, Sendable {
    /// From 0.
    package let index: UInt64
    /// How many leaves the tree has.
    package let size: UInt64
    /// The hashes beside the way from the leaf to the root, the leaf's neighbour first.
    package let path: [[UInt8]]

    package init(index: UInt64, size: UInt64, path: [[UInt8]]) {
        self.index = index
        self.size = size
        self.path = path
    }

    /// The proof for the leaf at `index` among all leaf hashes; nil where there is none.
    package init?(index: Int, leaves: [[UInt8]]) {
        guard leaves.indices.contains(index) else { return nil }
        self.init(
            index: UInt64(index),
            size: UInt64(leaves.count),
            path: Self.path(index, leaves[...])
        )
    }

    private static func path(_ index: Int, _ leaves: ArraySlice<[UInt8]>) -> [[UInt8]] {
        guard leaves.count > 1 else { return [] }
        let split = MerkleTree.split(leaves.count)
        let left = leaves.prefix(split)
        let right = leaves.dropFirst(split)
        return index < split
            ? path(index, left) + [MerkleTree.root(of: right)]
            : path(index - split, right) + [MerkleTree.root(of: left)]
    }

    /// Whether the path leads from the leaf to `root`.
    package func proves(_ leafHash: [UInt8], in root: [UInt8]) -> Bool {
        guard index < size else { return false }
        var node = index
        var last = size - 1
        var hash = leafHash
        for sibling in path {
            guard last > 0 else { return false }
            if node & 1 == 1 || node == last {
                hash = MerkleTree.nodeHash(sibling, hash)
                while node & 1 == 0, node > 0 {
                    node >>= 1
                    last >>= 1
                }
            } else {
                hash = MerkleTree.nodeHash(hash, sibling)
            }
            node >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }
}
