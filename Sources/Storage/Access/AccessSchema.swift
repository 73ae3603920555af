internal import SQLite

/// The tables of `main.db`.
enum AccessSchema {
    static let version: Int32 = 1

    static func prepare(_ connection: Connection, path: String) throws(StorageError) {
        let found = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try connection.userVersion()
        }
        guard found <= version else {
            throw .tooNew(path: path, version: Int(found), known: Int(version))
        }
        guard found == 0 else { return }
        try StorageError.naming(path, "creating its tables") { () throws(SQLiteError) in
            try connection.transaction { () throws(SQLiteError) in
                try connection.execute(tables)
                try connection.setUserVersion(version)
            }
        }
    }

    private static let tables = """
        CREATE TABLE access_key(
            id TEXT PRIMARY KEY,
            role TEXT NOT NULL,
            site TEXT,
            hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32),
            created_ms INTEGER NOT NULL,
            revoked_ms INTEGER
        ) STRICT;
        """
}
