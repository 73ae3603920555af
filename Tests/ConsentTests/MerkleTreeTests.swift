import Consent
import Crypto
import Testing

@Suite struct MerkleTreeTests {
    /// The reference entries of the Certificate Transparency project, and the root after each.
    static let reference: [(entry: String, root: String)] = [
        ("", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        ("00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"),
        ("10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"),
        ("2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
        ("3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"),
        ("40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"),
        ("5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"),
        (
            "606162636465666768696a6b6c6d6e6f",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        ),
    ]

    static let leaves = reference.map { MerkleTree.leafHash(Hex.decode($0.entry) ?? []) }

    static func leaves(_ count: Int) -> [[UInt8]] {
        (0..<count).map { MerkleTree.leafHash([UInt8($0 >> 8), UInt8($0 & 0xFF)]) }
    }

    @Test func `roots are those of RFC 6962`() {
        #expect(
            Hex.encode(MerkleTree.root(of: []))
                == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )
        for (index, reference) in Self.reference.enumerated() {
            #expect(
                Hex.encode(MerkleTree.root(of: Self.leaves.prefix(index + 1))) == reference.root
            )
        }
    }

    @Test func `the frontier has the root of all leaves at each size`() throws {
        var frontier = MerkleFrontier()
        #expect(frontier.root == MerkleTree.emptyRoot)
        let leaves = Self.leaves(300)
        for (index, leaf) in leaves.enumerated() {
            frontier.append(leaf)
            #expect(frontier.size == UInt64(index + 1))
            #expect(frontier.root == MerkleTree.root(of: leaves[...index]))
            frontier = try #require(MerkleFrontier(bytes: frontier.bytes))
        }
    }

    @Test func `bytes that are no frontier are refused`() throws {
        var frontier = MerkleFrontier()
        #expect(MerkleFrontier(bytes: frontier.bytes) == frontier)
        for leaf in Self.leaves(5) { frontier.append(leaf) }
        let bytes = frontier.bytes
        #expect(bytes.count == 8 + 2 * 32)
        #expect(MerkleFrontier(bytes: []) == nil)
        #expect(MerkleFrontier(bytes: Array(bytes.dropLast())) == nil)
        #expect(MerkleFrontier(bytes: bytes + [0]) == nil)
        #expect(MerkleFrontier(bytes: Array(bytes.prefix(40))) == nil)
    }

    @Test func `inclusion proofs are those of the reference`() throws {
        let first = try #require(InclusionProof(index: 0, leaves: Self.leaves))
        #expect(
            first.path.map { Hex.encode($0) } == [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ]
        )
        let sixth = try #require(InclusionProof(index: 5, leaves: Self.leaves))
        #expect(
            sixth.path.map { Hex.encode($0) } == [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ]
        )
    }

    @Test func `every leaf of every tree is proved, and nothing else is`() throws {
        for size in 1...33 {
            let leaves = Self.leaves(size)
            let root = MerkleTree.root(of: leaves)
            for index in 0..<size {
                let proof = try #require(InclusionProof(index: index, leaves: leaves))
                #expect(proof.proves(leaves[index], in: root))
                #expect(!proof.proves(leaves[index], in: MerkleTree.emptyRoot))
                for other in leaves.indices where other != index {
                    #expect(!proof.proves(leaves[other], in: root))
                }
                for changed in Self.changed(proof) {
                    #expect(!changed.proves(leaves[index], in: root))
                }
            }
            #expect(InclusionProof(index: size, leaves: leaves) == nil)
        }
        #expect(InclusionProof(index: 0, leaves: []) == nil)
    }

    static func changed(_ proof: InclusionProof) -> [InclusionProof] {
        var all = [
            InclusionProof(index: proof.size, size: proof.size, path: proof.path),
            InclusionProof(index: proof.index, size: 0, path: proof.path),
            InclusionProof(
                index: proof.index,
                size: proof.size,
                path: proof.path + [MerkleTree.emptyRoot]
            ),
        ]
        for position in proof.path.indices {
            var path = proof.path
            path[position][31] ^= 1
            all.append(InclusionProof(index: proof.index, size: proof.size, path: path))
            path.remove(at: position)
            all.append(InclusionProof(index: proof.index, size: proof.size, path: path))
        }
        return all
    }

    @Test func `a changed, missing, added or moved leaf changes the root`() {
        let leaves = Self.leaves(21)
        var roots: Set<[UInt8]> = [MerkleTree.root(of: leaves)]
        var count = 1
        func add(_ other: [[UInt8]]) {
            roots.insert(MerkleTree.root(of: other))
            count += 1
        }
        for index in leaves.indices {
            var other = leaves
            other[index][0] ^= 1
            add(other)
            other = leaves
            other.remove(at: index)
            add(other)
            other = leaves
            other.insert(leaves[index], at: index)
            add(other)
            guard index > 0 else { continue }
            other = leaves
            other.swapAt(index - 1, index)
            add(other)
        }
        #expect(roots.count == count)
    }

    @Test func `a ledger leaf is the leaf hash of salt and content`() {
        let salt = [UInt8](repeating: 7, count: LedgerLeaf.saltByteCount)
        let content = ConsentRecord.example().canonicalBytes
        #expect(LedgerLeaf.hash(salt: salt, content: content) == SHA256.hash([0] + salt + content))
        #expect(
            LedgerLeaf.hash(salt: salt, content: content) == MerkleTree.leafHash(salt + content)
        )
        #expect(LedgerLeaf.randomSalt().count == 32)
        #expect(LedgerLeaf.randomSalt() != LedgerLeaf.randomSalt())
    }
}
