internal import Crypto
internal import SQLite

/// The tables of a month's file.
///
/// The index tells which sites and days a file holds, and how many rows, without a look at the log.
enum MonthSchema {
    static let version: Int32 = 1

    static let statements = """
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
        """

    /// Makes the tables where they are missing; refuses a later format.
    static func prepare(_ connection: Connection, path: String) throws(StorageError) {
        let version = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try connection.userVersion()
        }
        guard version <= Self.version else {
            throw .tooNew(path: path, version: Int(version), known: Int(Self.version))
        }
        guard version == 0 else { return }
        try StorageError.naming(path, "making the tables") { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                try connection.execute(statements)
                let insert = try connection.prepare(
                    "INSERT INTO meta (one, generation) VALUES (1, ?)"
                )
                try insert.bind(1, Int64(bitPattern: Random.uint64() | 1))
                try insert.run()
                try connection.setUserVersion(Self.version)
            }
        }
    }

    /// What names the contents of a file: a rewritten or new file has another; 0 without tables.
    static func generation(of connection: Connection) throws(SQLiteError) -> UInt64 {
        guard try connection.userVersion() > 0 else { return 0 }
        let found = try connection.prepare("SELECT generation FROM meta").first { $0.int64(0) }
        return UInt64(bitPattern: found ?? 0)
    }
}
