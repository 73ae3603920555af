internal import Consent
internal import SQLite

/// Reads records by their place, through one connection.
final class LedgerContents {
    private let path: String
    private let seal: ContentSeal
    private let bySequence: Statement

    init(_ connection: Connection, seal: ContentSeal) throws(StorageError) {
        path = seal.path
        self.seal = seal
        bySequence = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT l.hash, c.month, c.sealed
                FROM leaf AS l JOIN content AS c USING (sequence) WHERE l.sequence = ?
                """
            )
        }
    }

    /// Nil where there is none, or its content was removed.
    func record(at sequence: UInt64) throws(StorageError) -> ConsentRecord? {
        guard let content = try content(at: sequence) else { return nil }
        return try parse(content.bytes, at: sequence)
    }

    /// Salt and canonical form.
    func content(
        at sequence: UInt64
    ) throws(StorageError) -> (salt: [UInt8], bytes: [UInt8])? {
        let row = try StorageError.naming(path, "reading a record") { () throws(SQLiteError) in
            try bySequence.bind(1, Int64(bitPattern: sequence))
            return try bySequence.first { row in
                (leaf: row.blob(0), month: row.int64(1), sealed: row.blobOrNil(2))
            }
        }
        guard let row, let sealed = row.sealed else { return nil }
        let (salt, bytes) = try seal.open(
            sealed,
            month: Int(row.month),
            sequence: sequence,
            leaf: row.leaf
        )
        return (salt, bytes)
    }

    func parse(_ content: [UInt8], at sequence: UInt64) throws(StorageError) -> ConsentRecord {
        do throws(ConsentError) {
            return try ConsentRecord.parse(content)
        } catch {
            throw .damaged(path: path, what: "record \(sequence): \(error)")
        }
    }
}
