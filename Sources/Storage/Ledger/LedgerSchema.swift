internal import SQLite

// consent.db. What the ledger proves is append-only, and triggers hold that against mistakes:
//
//     leaf        the RFC 6962 leaf hash of each entry, without gaps from 1; no other facts, so
//                 that nothing unprovable stays once a content is gone
//     statement   the entries of the operator, readable by anybody
//     checkpoint  the signed tree head after each commit
//     notice      every notice that could be shown
//
// What can be removed stands apart from it:
//
//     content     salt and canonical record, sealed with the key of the month it was made in
//     fact        what counts and lists need to know of a record; nothing that identifies
//     name        keyed hashes of consent ids and record ids -> sequence
//     name_old    what was not moved yet by a rewriting of `name` (decision 0009)
//     unfinished  that a rewriting is due, should the program end before it is done
//     shown       how many banners were shown, and answered by what was granted: counters (decision 0012)
//     withheld    how many events a day brought that nobody had agreed to: counters as well
//
// Rows of `content` and `fact` are emptied where they stand and never deleted: only deletions let
// SQLite move neighbours about and leave copies of them in the gaps of pages (decision 0009).
enum LedgerSchema {
    static let version: Int32 = 3

    static func prepare(_ connection: Connection, path: String) throws(StorageError) {
        let found = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try connection.userVersion()
        }
        guard found <= version else {
            throw .tooNew(path: path, version: Int(found), known: Int(version))
        }
        guard found < version else { return }
        try StorageError.naming(path, "creating its tables") { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                if found < 1 {
                    try connection.execute(tables)
                    for (_, sql) in triggers { try connection.execute(sql) }
                    try connection.execute(names("name"))
                    try connection.execute(names("name_old"))
                }
                if found < 2 { try connection.execute(shown) }
                try connection.execute(counters)
                try connection.setUserVersion(version)
            }
        }
    }

    private static let tables = """
        CREATE TABLE leaf(
            sequence INTEGER PRIMARY KEY CHECK (sequence > 0),
            hash BLOB NOT NULL CHECK (length(hash) = 32)
        ) STRICT;
        CREATE TABLE statement(
            sequence INTEGER PRIMARY KEY REFERENCES leaf(sequence),
            text TEXT NOT NULL
        ) STRICT;
        CREATE TABLE checkpoint(
            size INTEGER PRIMARY KEY REFERENCES leaf(sequence),
            note TEXT NOT NULL
        ) STRICT;
        CREATE TABLE notice(
            hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
            material BLOB NOT NULL CHECK (length(material) = 32),
            text TEXT NOT NULL,
            sequence INTEGER NOT NULL
                REFERENCES statement(sequence) DEFERRABLE INITIALLY DEFERRED
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE content(
            sequence INTEGER PRIMARY KEY REFERENCES leaf(sequence),
            month INTEGER,
            sealed BLOB
        ) STRICT;
        CREATE TABLE fact(
            sequence INTEGER PRIMARY KEY REFERENCES content(sequence),
            at_ms INTEGER,
            site TEXT,
            choices INTEGER,
            mechanism TEXT,
            withdrawal INTEGER,
            country TEXT,
            language TEXT,
            notice_version TEXT
        ) STRICT;
        CREATE TABLE frontier(
            id INTEGER PRIMARY KEY CHECK (id = 1),
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE unfinished(work TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        """

    /// Came with version 2.
    private static let shown = """
        CREATE TABLE shown(
            site TEXT NOT NULL,
            day INTEGER NOT NULL,
            country TEXT NOT NULL,
            notice_version TEXT NOT NULL,
            shown INTEGER NOT NULL,
            answered INTEGER NOT NULL,
            PRIMARY KEY (site, day, country, notice_version)
        ) STRICT, WITHOUT ROWID
        """

    /// Came with version 3: banners by device and answer.
    ///
    /// `choices` are those granted, -1 counts
    /// banners, -2 what was answered before answers were told apart.
    private static let counters = """
        ALTER TABLE shown RENAME TO shown_2;
        CREATE TABLE shown(
            site TEXT NOT NULL,
            day INTEGER NOT NULL,
            country TEXT NOT NULL,
            device TEXT NOT NULL,
            notice_version TEXT NOT NULL,
            choices INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (site, day, country, device, notice_version, choices)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO shown SELECT site, day, country, '', notice_version, -1, shown FROM shown_2
            WHERE shown > 0;
        INSERT INTO shown SELECT site, day, country, '', notice_version, -2, answered FROM shown_2
            WHERE answered > 0;
        DROP TABLE shown_2;
        CREATE TABLE withheld(
            site TEXT NOT NULL,
            day INTEGER NOT NULL,
            reason TEXT NOT NULL,
            events INTEGER NOT NULL,
            pageviews INTEGER NOT NULL,
            PRIMARY KEY (site, day, reason)
        ) STRICT, WITHOUT ROWID
        """

    /// The statement that makes `name`, or `name_old`.
    static func names(_ table: String) -> String {
        """
        CREATE TABLE \(table)(
            hash BLOB NOT NULL,
            at_ms INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (hash, at_ms, sequence)
        ) STRICT, WITHOUT ROWID
        """
    }

    /// What holds the ledger append-only, by name; a verification looks whether all are there.
    static let triggers: [(name: String, sql: String)] =
        ["leaf", "statement", "checkpoint", "notice"].flatMap { table in
            ["UPDATE", "DELETE"].map { change in
                let name = "\(table)_no_\(change.lowercased())"
                return (
                    name,
                    """
                    CREATE TRIGGER \(name) BEFORE \(change) ON \(table)
                    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
                    """
                )
            }
        } + [
            (
                "leaf_in_order",
                """
                CREATE TRIGGER leaf_in_order BEFORE INSERT ON leaf
                WHEN NEW.sequence <> (SELECT ifnull(max(sequence), 0) + 1 FROM leaf)
                BEGIN SELECT RAISE(ABORT, 'the ledger has no gaps'); END
                """
            )
        ]
}
