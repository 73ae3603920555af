internal import CSQLite

/// One open database, closed when the last holder lets go.
///
/// Used by one thread at a time: it has no lock of its own, so it is not `Sendable` and lives behind
/// its owner's lock or in its owner's thread. Statements keep the database open as long as they live.
@safe package final class Connection {
    private let handle: OpaquePointer
    private var begin: Statement?
    private var commit: Statement?
    private var rollback: Statement?

    package init(_ mode: OpenMode) throws(SQLiteError) {
        let path: String
        var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        switch mode {
        case .writer(let file, _):
            path = file
            flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .reader(let file):
            path = file
            flags |= SQLITE_OPEN_READONLY
        case .memory:
            path = ":memory:"
            flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
        unsafe handle = try Self.open(path, flags)
        try configure(mode)
    }

    deinit { unsafe _ = sqlite3_close_v2(handle) }

    @unsafe private static func open(
        _ path: String,
        _ flags: Int32
    ) throws(SQLiteError) -> OpaquePointer {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            let error = unsafe SQLiteError(handle, sql: nil)
            unsafe sqlite3_close_v2(handle)
            throw SQLiteError(
                extendedCode: error.extendedCode,
                systemError: error.systemError,
                message: "\(path): \(error.message)",
                sql: nil
            )
        }
        return unsafe handle
    }

    private func configure(_ mode: OpenMode) throws(SQLiteError) {
        unsafe csqlite_configure(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        unsafe csqlite_configure(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        try execute("PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON")
        switch mode {
        case .writer(_, let settings):
            unsafe sqlite3_busy_timeout(handle, settings.busyTimeoutMs)
            let journal = try prepare("PRAGMA journal_mode = WAL").first { $0.text(0) }
            guard journal == "wal" else {
                throw SQLiteError(
                    code: SQLITE_CANTOPEN,
                    message: "this file system cannot hold a write-ahead log"
                )
            }
            try execute(
                """
                PRAGMA synchronous = \(settings.synchronous.rawValue);
                PRAGMA wal_autocheckpoint = \(settings.checkpointPages);
                PRAGMA secure_delete = ON;
                PRAGMA foreign_keys = ON
                """
            )
        case .reader:
            unsafe sqlite3_busy_timeout(handle, WriterSettings().busyTimeoutMs)
            unsafe csqlite_configure(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
            try execute("PRAGMA query_only = ON; PRAGMA wal_autocheckpoint = 0")
        case .memory:
            try execute("PRAGMA secure_delete = ON; PRAGMA foreign_keys = ON")
        }
    }

    /// Runs statements that return nothing that anybody wants.
    package func execute(_ sql: String) throws(SQLiteError) {
        guard unsafe sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else {
            throw unsafe SQLiteError(handle, sql: sql)
        }
    }

    /// One statement, to be kept and used again.
    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        var statement: OpaquePointer?
        var hasMore = false
        let code = unsafe sql.withCString { text in
            var tail: UnsafePointer<CChar>?
            let flags = UInt32(SQLITE_PREPARE_PERSISTENT)
            let code = unsafe sqlite3_prepare_v3(handle, text, -1, flags, &statement, &tail)
            if let tail = unsafe tail {
                hasMore = unsafe String(cString: tail).contains { !$0.isWhitespace && $0 != ";" }
            }
            return code
        }
        guard code == SQLITE_OK else { throw unsafe SQLiteError(handle, sql: sql) }
        guard let statement = unsafe statement else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "there is no statement", sql: sql)
        }
        let owner = unsafe Statement(statement, sql: sql)
        guard !hasMore else {
            throw SQLiteError(code: SQLITE_MISUSE, message: "more than one statement", sql: sql)
        }
        return owner
    }

    /// Runs `body` in a transaction that takes the write lock at its start, and rolls back if it throws.
    package func transaction<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(SQLiteError) -> Result {
        try transaction(failingAs: { $0 }, body)
    }

    /// The same for a body with errors of its own; `wrap` says how SQLite's are called there.
    package func transaction<Result, Failure: Error>(
        failingAs wrap: (SQLiteError) -> Failure,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(SQLiteError) { try beginTransaction() } catch { throw wrap(error) }
        let result: Result
        do throws(Failure) {
            result = try body()
        } catch {
            rollBackTransaction()
            throw error
        }
        do throws(SQLiteError) {
            try commitTransaction()
        } catch {
            rollBackTransaction()
            throw wrap(error)
        }
        return result
    }

    /// Takes the write lock now: a read lock that must grow later can fail without waiting.
    package func beginTransaction() throws(SQLiteError) {
        try runKept("BEGIN IMMEDIATE", &begin)
    }

    package func commitTransaction() throws(SQLiteError) {
        try runKept("COMMIT", &commit)
    }

    /// Ends the transaction if there is one: a full disk and failing I/O already end it by themselves.
    package func rollBackTransaction() {
        guard isInTransaction else { return }
        do throws(SQLiteError) {
            try runKept("ROLLBACK", &rollback)
        } catch {
            // A rollback fails only where SQLite has rolled back itself, which is what is wanted;
            // whoever began the transaction reports the failure that came before.
        }
    }

    private func runKept(_ sql: String, _ kept: inout Statement?) throws(SQLiteError) {
        guard let statement = kept else {
            let statement = try prepare(sql)
            kept = statement
            return try statement.run()
        }
        try statement.run()
    }

    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    package var lastInsertRowID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Rows changed by the latest INSERT, UPDATE or DELETE.
    package var changes: Int { Int(unsafe sqlite3_changes64(handle)) }

    package var isWritable: Bool { unsafe sqlite3_db_readonly(handle, "main") == 0 }

    /// The schema's version, for migrations; part of a transaction like any row.
    package func userVersion() throws(SQLiteError) -> Int32 {
        Int32(truncatingIfNeeded: try prepare("PRAGMA user_version").first { $0.int64(0) } ?? 0)
    }

    package func setUserVersion(_ version: Int32) throws(SQLiteError) {
        try execute("PRAGMA user_version = \(version)")
    }

    /// What is wrong with the file, in SQLite's words; empty when nothing is.
    package func integrityCheck() throws(SQLiteError) -> [String] {
        var found: [String] = []
        do throws(SQLiteError) {
            let check = try prepare("PRAGMA integrity_check")
            while try check.step() { found.append(check.text(0)) }
        } catch {
            // Damage can be such that the check itself cannot go on.
            guard error.isCorrupt else { throw error }
            found.append(error.message)
        }
        return found == ["ok"] ? [] : found
    }

    /// Moves what the log holds into the database; for the writer only.
    package func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) -> Checkpoint {
        var logPages: Int32 = 0
        var movedPages: Int32 = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(
            handle,
            "main",
            mode.code,
            &logPages,
            &movedPages
        )
        guard code == SQLITE_OK || code & 0xFF == SQLITE_BUSY else {
            throw unsafe SQLiteError(handle, sql: nil)
        }
        return Checkpoint(
            isComplete: code == SQLITE_OK && logPages == movedPages,
            logPages: Int(logPages),
            movedPages: Int(movedPages)
        )
    }

    /// Starts a copy of the whole database to `path`, to be taken in steps.
    package func backup(to path: String) throws(SQLiteError) -> Backup {
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        return unsafe try Backup(of: self, handle, to: Self.open(path, flags))
    }

    /// Copies the whole database to `path`; `progress` may use this connection between the steps.
    package func backup(
        to path: String,
        pagesPerStep: Int32,
        progress: (Backup) throws(SQLiteError) -> Void = { _ in }
    ) throws(SQLiteError) {
        let backup = try backup(to: path)
        while try backup.step(pages: pagesPerStep) { try progress(backup) }
    }
}
