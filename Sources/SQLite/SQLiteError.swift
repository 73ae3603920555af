internal import CSQLite
internal import Glibc

/// A failure reported by SQLite.
package struct SQLiteError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The extended result code, such as `SQLITE_BUSY_SNAPSHOT`.
    package let extendedCode: Int32
    /// `errno` of the system call that failed; 0 where none did.
    package let systemError: Int32
    /// SQLite's own words.
    package let message: String
    /// The statement that failed, without its bound values: those may be personal data.
    package let sql: String?

    /// The primary result code, the low eight bits of ``extendedCode``.
    package var code: Int32 { extendedCode & 0xFF }

    /// No room: the volume or the quota is full, or a limit on file sizes was met.
    package var isDiskFull: Bool {
        code == SQLITE_FULL || (isIOError && [ENOSPC, EDQUOT, EFBIG].contains(systemError))
    }

    /// Somebody else held a lock for longer than the busy timeout.
    package var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

    /// The file is damaged, or not a database.
    package var isCorrupt: Bool { code == SQLITE_CORRUPT || code == SQLITE_NOTADB }

    /// A read, write or sync failed.
    package var isIOError: Bool { code == SQLITE_IOERR }

    /// A row broke a rule of the schema.
    package var isConstraint: Bool { code == SQLITE_CONSTRAINT }

    /// A write through a connection or to a file that only reads.
    package var isReadOnly: Bool { code == SQLITE_READONLY }

    /// The file, or a file beside it, cannot be opened.
    package var cannotOpen: Bool { code == SQLITE_CANTOPEN }

    /// One line for a log.
    package var description: String {
        var text = "SQLite \(extendedCode): \(message)"
        if systemError != 0 { text += " (errno \(systemError))" }
        if let sql { text += " in \(sql)" }
        if let hint { text += "; \(hint)" }
        return text
    }

    /// What the operator can do about it.
    package var hint: String? {
        if isDiskFull { return "make room on the volume of the data directory" }
        if isCorrupt { return "stop, keep the file, and restore the latest backup" }
        if isBusy { return "find out which other process has the database open" }
        if isIOError { return "look for disk errors in the system log" }
        if isReadOnly || cannotOpen {
            return "check the owner and the mode of the file and its folder"
        }
        return nil
    }
}

extension SQLiteError {
    /// The latest failure of `handle`.
    @unsafe init(_ handle: OpaquePointer?, sql: String?) {
        let code = unsafe sqlite3_extended_errcode(handle)
        extendedCode = code
        // SQLite keeps the last errno for ever; it belongs to these two kinds of failure only.
        let hasSystemError = [SQLITE_IOERR, SQLITE_CANTOPEN].contains(code & 0xFF)
        systemError = unsafe hasSystemError ? sqlite3_system_errno(handle) : 0
        message = unsafe String(cString: sqlite3_errmsg(handle))
        self.sql = sql
    }

    init(code: Int32, message: String, sql: String? = nil) {
        extendedCode = code
        systemError = 0
        self.message = message
        self.sql = sql
    }
}
