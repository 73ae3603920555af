package import Consent
internal import SQLite
internal import Synchronization

/// A record, and all that somebody needs who wants to check it without us: SHA-256(0x00 || salt ||
/// canonical form) is the leaf, the proof leads from it to the root, the checkpoint signs the root.
package struct RecordProof: Hashable, Sendable {
    package let record: ConsentRecord
    package let salt: [UInt8]
    package let inclusion: InclusionProof
    /// The latest signed checkpoint.
    package let checkpoint: String
    /// Whether all of it holds.
    package let isSound: Bool
}

extension ConsentLedger {
    /// Nil where there is no such record, or its content was removed.
    package func proof(of id: RecordID) throws(StorageError) -> RecordProof? {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.snapshot { () throws(StorageError) in
                guard let place = try reader.names.place(of: id),
                    let content = try reader.contents.content(at: place.sequence),
                    let note = try reader.latestNote()
                else { return nil }
                let head: Consent.Checkpoint
                do throws(ConsentError) {
                    head = try LedgerHead.verified(note, keys: keys)
                } catch {
                    throw .damaged(path: path, what: "its latest checkpoint: \(error)")
                }
                let inclusion = InclusionProof(
                    index: place.sequence - 1,
                    size: head.size,
                    path: try reader.siblings(of: place.sequence - 1, size: head.size)
                )
                let leaf = LedgerLeaf.hash(salt: content.salt, content: content.bytes)
                return RecordProof(
                    record: try reader.contents.parse(content.bytes, at: place.sequence),
                    salt: content.salt,
                    inclusion: inclusion,
                    checkpoint: note,
                    isSound: inclusion.proves(leaf, in: head.root)
                )
            }
        }
    }
}

extension LedgerReader {
    /// The latest checkpoint; nil while the ledger is empty.
    func latestNote() throws(StorageError) -> String? {
        try reading { (connection) throws(SQLiteError) in
            try connection.prepare("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
                .first { $0.text(0) }
        }
    }

    /// The hashes beside the way from a leaf to the root, the leaf's neighbour first.
    fileprivate func siblings(
        of index: UInt64,
        size: UInt64
    ) throws(StorageError) -> [[UInt8]] {
        var path: [[UInt8]] = []
        var tree = 0..<size
        while tree.count > 1, tree.contains(index) {
            let leaves = UInt64(tree.count)
            // The largest power of two below the number of leaves (RFC 6962, section 2.1).
            let split = tree.lowerBound + 1 << UInt64(63 - (leaves - 1).leadingZeroBitCount)
            let (left, right) = (tree.lowerBound..<split, split..<tree.upperBound)
            path.append(try root(of: left.contains(index) ? right : left))
            tree = left.contains(index) ? left : right
        }
        return path.reversed()
    }

    /// The root over the leaves at these places, counted from 0, read one by one.
    private func root(of places: Range<UInt64>) throws(StorageError) -> [UInt8] {
        try reading { (connection) throws(SQLiteError) in
            let leaves = try connection.prepare(
                "SELECT hash FROM leaf WHERE sequence > ? AND sequence <= ? ORDER BY sequence"
            )
            try leaves.bind(1, Int64(bitPattern: places.lowerBound))
            try leaves.bind(2, Int64(bitPattern: places.upperBound))
            var tree = MerkleFrontier()
            while try leaves.step() {
                let leaf = leaves.blob(0)
                if leaf.count == 32 { tree.append(leaf) }
            }
            return tree.root
        }
    }
}
