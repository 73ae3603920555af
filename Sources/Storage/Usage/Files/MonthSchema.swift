internal import Crypto
internal import SQLite

/// The tables of a month's file.
///
/// The index tells which sites and days a file holds, and how many rows, without a look at the log. A
/// row of the log that has one in `segment` holds a closed day's columns, in the place of all rows from
/// `first` on.
enum MonthSchema {
    static let version: Int32 = 2

    /// One for each version; a new file gets all of them.
    private static let migrations = [
        """
        CREATE TABLE meta (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            generation INTEGER NOT NULL,
            probes INTEGER NOT NULL DEFAULT 0,
            ballast BLOB
        ) STRICT;
        CREATE TABLE site (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE log (
            seq INTEGER PRIMARY KEY,
            site INTEGER NOT NULL,
            day INTEGER NOT NULL,
            n INTEGER NOT NULL,
            ids BLOB NOT NULL,
            data BLOB NOT NULL
        ) STRICT;
        CREATE INDEX log_day ON log (site, day, n);
        """,
        """
        CREATE TABLE segment (
            seq INTEGER PRIMARY KEY,
            site INTEGER NOT NULL,
            day INTEGER NOT NULL,
            first INTEGER NOT NULL
        ) STRICT;
        ALTER TABLE meta ADD COLUMN floor INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE meta ADD COLUMN sealings INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE meta ADD COLUMN merged INTEGER;
        """,
    ]

    /// What is said of a file as a whole.
    struct Meta: Hashable {
        /// Names the contents: rows that were removed make another one.
        var generation: UInt64
        /// The highest number that a row ever had, where that row is gone.
        var floor: Int64 = 0
        /// How often rows gave way to a segment.
        var sealings: Int64 = 0
        /// How often they had when the segments of the month were merged; nil: never merged.
        var merged: Int64?
    }

    /// Makes the tables where they are missing; refuses a later format.
    ///
    /// A file that takes the place of another says of itself what `meta` says.
    static func prepare(
        _ connection: Connection,
        path: String,
        as meta: Meta? = nil
    ) throws(StorageError) {
        let version = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try connection.userVersion()
        }
        guard version <= Self.version else {
            throw .tooNew(path: path, version: Int(version), known: Int(Self.version))
        }
        guard version < Self.version else { return }
        try StorageError.naming(path, "making the tables") { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                for migration in migrations[Int(version)...] { try connection.execute(migration) }
                if version == 0 {
                    try insert(meta ?? Meta(generation: Random.uint64() | 1), connection)
                }
                try connection.setUserVersion(Self.version)
            }
        }
    }

    private static func insert(_ meta: Meta, _ connection: Connection) throws(SQLiteError) {
        let insert = try connection.prepare(
            "INSERT INTO meta (one, generation, floor, sealings, merged) VALUES (1, ?, ?, ?, ?)"
        )
        try insert.bind(1, Int64(bitPattern: meta.generation))
        try insert.bind(2, meta.floor)
        try insert.bind(3, meta.sealings)
        try insert.bind(4, meta.merged)
        try insert.run()
    }

    static func meta(of connection: Connection) throws(SQLiteError) -> Meta {
        let find = try connection.prepare("SELECT generation, floor, sealings, merged FROM meta")
        return try find.first {
            Meta(
                generation: UInt64(bitPattern: $0.int64(0)),
                floor: $0.int64(1),
                sealings: $0.int64(2),
                merged: $0.int64OrNil(3)
            )
        } ?? Meta(generation: 0)
    }
}
