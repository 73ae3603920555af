internal import SQLite

// How bytes go for good. `secure_delete` zeroes what a statement deletes, but a tree that splits or
// joins pages moves cells, and leaves copies of them in the gaps (1 to 2 of 18,000 values were found
// there). So
//
// - `content` and `fact` only grow at their end and never lose a row: emptying a row in its place
//   moves nothing, and there are no copies;
// - `name`, whose order is by hash, is rewritten: its rows move to a new table in their order, a
//   slice for each commit, and the pages of the old one are zeroed when they become free.
extension LedgerWriter {
    /// Rows that one commit moves, in about 4 ms.
    private static let movedRows = 500

    /// Empties the contents and facts at these places; part of a transaction.
    func empty(_ sequences: [UInt64]) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            let content = try connection.prepare(
                "UPDATE content SET month = NULL, sealed = NULL WHERE sequence = ?"
            )
            let columns = ConsentFact.names.split(separator: ", ").map { "\($0) = NULL" }
            let fact = try connection.prepare(
                "UPDATE fact SET \(columns.joined(separator: ", ")) WHERE sequence = ?"
            )
            for sequence in sequences {
                for statement in [content, fact] {
                    try statement.bind(1, Int64(bitPattern: sequence))
                    try statement.run()
                }
            }
            try connection.execute("INSERT OR IGNORE INTO unfinished(work) VALUES ('names')")
        }
    }

    /// Deletes names of one hash; part of a transaction.
    func delete(
        _ places: some Sequence<LedgerNames.Place>,
        hash: [UInt8],
        from table: String
    ) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            let delete = try connection.prepare(
                "DELETE FROM \(table) WHERE hash = ? AND at_ms = ? AND sequence = ?"
            )
            for place in places {
                try delete.bind(1, hash)
                try delete.bind(2, place.atMs)
                try delete.bind(3, Int64(bitPattern: place.sequence))
                try delete.run()
            }
        }
    }

    func isRewritingDue() throws(StorageError) -> Bool {
        try writing { () throws(SQLiteError) in
            try connection.prepare("SELECT 1 FROM unfinished").first { _ in true } ?? false
        }
    }

    /// Makes all names old ones; there must be no old ones yet.
    func beginRewriting() throws(StorageError) {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in
                try connection.execute(
                    """
                    DROP TABLE name_old;
                    ALTER TABLE name RENAME TO name_old;
                    """
                )
                try connection.execute(LedgerSchema.names("name"))
            }
        }
    }

    /// Moves a slice of the old names, but for those whose contents are gone; false when none is left.
    func moveNames() throws(StorageError) -> Bool {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in
                let last = try connection.prepare(
                    """
                    SELECT hash, at_ms, sequence FROM (
                        SELECT hash, at_ms, sequence FROM name_old
                        ORDER BY hash, at_ms, sequence LIMIT \(Self.movedRows)
                    ) ORDER BY hash DESC, at_ms DESC, sequence DESC LIMIT 1
                    """
                ).first { (hash: $0.blob(0), atMs: $0.int64(1), sequence: $0.int64(2)) }
                guard let last else { return false }
                for sql in [
                    """
                    INSERT INTO name(hash, at_ms, sequence)
                    SELECT o.hash, o.at_ms, o.sequence FROM name_old AS o
                    CROSS JOIN fact AS f USING (sequence)
                    WHERE f.at_ms IS NOT NULL AND (o.hash, o.at_ms, o.sequence) <= (?, ?, ?)
                    ORDER BY o.hash, o.at_ms, o.sequence
                    """,
                    "DELETE FROM name_old WHERE (hash, at_ms, sequence) <= (?, ?, ?)",
                ] {
                    let move = try connection.prepare(sql)
                    try move.bind(1, last.hash)
                    try move.bind(2, last.atMs)
                    try move.bind(3, last.sequence)
                    try move.run()
                }
                return true
            }
        }
    }

    /// Gives the last page of the old names back, which zeroes it.
    func endRewriting() throws(StorageError) {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in
                try connection.execute("DROP TABLE name_old")
                try connection.execute(
                    LedgerSchema.names("name_old")
                )
            }
        }
    }

    func noteRewritten() throws(StorageError) {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in try connection.execute("DELETE FROM unfinished")
            }
        }
    }
}
