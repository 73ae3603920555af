internal import Consent
internal import SQLite

/// A connection that only reads `consent.db`, for one thread at a time.
final class LedgerReader {
    let path: String
    let connection: Connection
    let names: LedgerNames
    let contents: LedgerContents

    init(path: String, keys: KeyRing) throws(StorageError) {
        self.path = path
        let connection = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try Connection(.reader(path))
        }
        self.connection = connection
        names = try LedgerNames(connection, keys: keys, path: path)
        contents = try LedgerContents(
            connection,
            seal: ContentSeal(months: keys.consentMonths, path: path)
        )
    }

    /// Runs SQL that reads.
    func reading<Result>(
        _ body: (Connection) throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        try StorageError.naming(path, "reading") { () throws(SQLiteError) in try body(connection) }
    }

    /// Runs `body` on one state of the database, however long it takes.
    func snapshot<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try reading { (connection) throws(SQLiteError) in try connection.execute("BEGIN") }
        defer { connection.rollBackTransaction() }
        return try body()
    }

    /// The latest record of a consent id made at `atMs` or before.
    func facts(of id: ConsentID, untilMs atMs: Int64) throws(StorageError) -> RecordFacts? {
        guard let place = try names.latest(of: id, untilMs: atMs) else { return nil }
        return try contents.record(at: place.sequence)?.facts
    }

    /// All statements, by their sequence.
    func statements() throws(StorageError) -> [(sequence: UInt64, statement: LedgerStatement)] {
        let rows = try reading { (connection) throws(SQLiteError) in
            try connection.prepare("SELECT sequence, text FROM statement ORDER BY sequence")
                .all { (sequence: UInt64(bitPattern: $0.int64(0)), text: $0.text(1)) }
        }
        var statements: [(sequence: UInt64, statement: LedgerStatement)] = []
        for row in rows {
            do throws(ConsentError) {
                statements.append((row.sequence, try LedgerStatement.parse(Array(row.text.utf8))))
            } catch {
                throw .damaged(path: path, what: "statement \(row.sequence): \(error)")
            }
        }
        return statements
    }

    /// The sequences whose contents were removed, as the statements say.
    func removedSequences() throws(StorageError) -> SequenceRanges {
        var removed = SequenceRanges()
        for (_, statement) in try statements() {
            guard case .removal(let removal) = statement else { continue }
            for range in removal.sequences { removed.insert(range) }
        }
        return removed
    }
}
