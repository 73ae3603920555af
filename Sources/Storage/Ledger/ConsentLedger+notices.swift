package import Consent
internal import SQLite
internal import Synchronization

/// Every notice that could be shown stays, by its hash.
extension ConsentLedger {
    /// Keeps a notice before it is shown for the first time; nothing happens if it is kept already.
    package func keepNotice(_ notice: Notice, atMs: Int64) throws(StorageError) {
        let text = notice.canonicalText
        let hash = notice.hash
        let materialHash = notice.materialHash
        guard try self.notice(hash: hash) == nil else { return }
        let statement = LedgerStatement.notice(
            NoticeStatement(hash: hash, materialHash: materialHash, atMs: atMs)
        )
        try writer.withLock { (writer) throws(StorageError) in
            let sequence = Int64(bitPattern: writer.frontier.size + 1)
            try writer.commit(statements: [statement]) { () throws(StorageError) in
                try writer.writing { () throws(SQLiteError) in
                    let insert = try writer.connection.prepare(
                        "INSERT INTO notice(hash, material, text, sequence) VALUES (?, ?, ?, ?)"
                    )
                    try insert.bind(1, hash)
                    try insert.bind(2, materialHash)
                    try insert.bind(3, text)
                    try insert.bind(4, sequence)
                    try insert.run()
                }
            }
            latest.withLock { $0.size = writer.frontier.size }
        }
    }

    /// The notice of a hash, as a consent record names it.
    package func notice(hash: [UInt8]) throws(StorageError) -> KeptNotice? {
        try slow.withLock { (reader) throws(StorageError) in
            let row = try reader.reading { (connection) throws(SQLiteError) in
                let select = try connection.prepare(
                    """
                    SELECT n.material, n.text, s.text FROM notice AS n
                    JOIN statement AS s USING (sequence) WHERE n.hash = ?
                    """
                )
                try select.bind(1, hash)
                return try select.first { row in
                    (material: row.blob(0), text: row.text(1), statement: row.text(2))
                }
            }
            guard let row else { return nil }
            do throws(ConsentError) {
                let statement = try LedgerStatement.parse(Array(row.statement.utf8))
                guard case .notice(let notice) = statement, notice.hash == hash else {
                    throw .notCanonical(of: "a notice's statement", reason: "it is of another")
                }
                return KeptNotice(
                    hash: hash,
                    materialHash: row.material,
                    text: row.text,
                    firstShownMs: notice.atMs
                )
            } catch {
                throw .damaged(path: path, what: "\(error)")
            }
        }
    }
}
