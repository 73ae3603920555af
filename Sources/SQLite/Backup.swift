internal import CSQLite

/// A copy of a database under way; letting go of it early leaves an unusable copy.
///
/// Writes through the copied connection between two steps go into the copy as well. Writes of other
/// connections, and all writes to a database in memory, make it start again: there one step with all
/// pages is better.
@safe package final class Backup {
    private let source: Connection
    private let destination: OpaquePointer
    private var handle: OpaquePointer?

    /// Takes over `destination` and closes it.
    @unsafe init(
        of source: Connection,
        _ sourceHandle: OpaquePointer,
        to destination: OpaquePointer
    ) throws(SQLiteError) {
        self.source = source
        unsafe self.destination = destination
        unsafe handle = sqlite3_backup_init(destination, "main", sourceHandle, "main")
        guard unsafe handle != nil else { throw unsafe SQLiteError(destination, sql: nil) }
    }

    deinit {
        if let handle = unsafe handle { unsafe sqlite3_backup_finish(handle) }
        unsafe _ = sqlite3_close_v2(destination)
    }

    /// Pages still to be copied, as of the latest step.
    package var remainingPages: Int {
        unsafe handle.map { Int(unsafe sqlite3_backup_remaining($0)) } ?? 0
    }

    /// Pages of the copied database, as of the latest step.
    package var totalPages: Int {
        unsafe handle.map { Int(unsafe sqlite3_backup_pagecount($0)) } ?? 0
    }

    /// Copies some pages, or all with -1, and says whether there are more; throws `isBusy` when
    /// somebody holds a lock, and can be called again then.
    package func step(pages: Int32 = -1) throws(SQLiteError) -> Bool {
        guard let running = unsafe handle else { return false }
        let code = unsafe sqlite3_backup_step(running, pages)
        switch code & 0xFF {
        case SQLITE_OK:
            return true
        case SQLITE_DONE:
            unsafe handle = nil
            guard unsafe sqlite3_backup_finish(running) == SQLITE_OK else {
                throw unsafe SQLiteError(destination, sql: nil)
            }
            return false
        case SQLITE_BUSY, SQLITE_LOCKED:
            throw SQLiteError(code: code, message: "the backup waits for a lock")
        default:
            // Only the end of a backup writes its error into the destination's handle.
            unsafe handle = nil
            unsafe sqlite3_backup_finish(running)
            throw unsafe SQLiteError(destination, sql: nil)
        }
    }
}
