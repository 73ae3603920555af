internal import Consent
internal import Crypto
internal import SQLite

/// Finds the tree as of the latest commit.
///
/// The frontier is stored with each commit, so that a start reads no leaves. It is believed only
/// where the latest signed checkpoint says the same, else it is computed anew from all leaves.
enum LedgerHead {
    /// The tree, and what is wrong with the ledger if something is.
    static func load(
        _ connection: Connection,
        keys: KeyRing,
        path: String
    ) throws(StorageError) -> (MerkleFrontier, fault: StorageError?) {
        let (size, note, stored) = try StorageError.naming(path, "reading") {
            () throws(SQLiteError) in
            (
                try connection.prepare("SELECT ifnull(max(sequence), 0) FROM leaf")
                    .first { $0.int64(0) } ?? 0,
                try connection.prepare("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")
                    .first { $0.text(0) },
                try connection.prepare("SELECT bytes FROM frontier").first { $0.blob(0) }
            )
        }
        guard let note else {
            guard size == 0 else {
                return (MerkleFrontier(), .damaged(path: path, what: "its checkpoints are gone"))
            }
            return (MerkleFrontier(), nil)
        }
        let head: Consent.Checkpoint
        do throws(ConsentError) {
            head = try verified(note, keys: keys)
        } catch {
            return (MerkleFrontier(), .damaged(path: path, what: "its latest checkpoint: \(error)"))
        }
        if let stored, let tree = MerkleFrontier(bytes: stored),
            tree.size == head.size, tree.root == head.root, head.size == UInt64(size)
        {
            return (tree, nil)
        }
        let tree = try computed(connection, path: path)
        guard tree.size == head.size, tree.root == head.root else {
            let what = "its leaves are not those that the latest checkpoint signs"
            return (tree, .damaged(path: path, what: what))
        }
        return (tree, nil)
    }

    static func verified(
        _ note: String,
        keys: KeyRing
    ) throws(ConsentError) -> Consent.Checkpoint {
        try Consent.Checkpoint(
            verifying: Array(note.utf8),
            of: keys.ledgerName,
            by: [NoteKey(name: keys.ledgerName, key: keys.ledgerVerifyingKey)]
        )
    }

    private static func computed(
        _ connection: Connection,
        path: String
    ) throws(StorageError) -> MerkleFrontier {
        try StorageError.naming(path, "reading all leaves") { () throws(SQLiteError) in
            let leaves = try connection.prepare("SELECT hash FROM leaf ORDER BY sequence")
            defer { leaves.reset() }
            var tree = MerkleFrontier()
            while try leaves.step() {
                let leaf = leaves.blob(0)
                if leaf.count == SHA256.byteCount { tree.append(leaf) }
            }
            return tree
        }
    }
}
