internal import CSQLite

/// One prepared statement, used again and again; its connection's rule of one thread holds for it.
///
/// Bind from index 1, `step()` until it returns false, read columns from index 0. The end of the
/// rows, an error and `reset()` all forget the bound values.
@safe package final class Statement {
    package let sql: String

    private let handle: OpaquePointer

    @unsafe init(_ handle: OpaquePointer, sql: String) {
        unsafe self.handle = handle
        self.sql = sql
    }

    deinit { unsafe _ = sqlite3_finalize(handle) }

    // MARK: - Values in

    package func bind(_ index: Int, _ value: Int64) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_int64(handle, Int32(index), value))
    }

    package func bind(_ index: Int, _ value: Int) throws(SQLiteError) {
        try bind(index, Int64(value))
    }

    package func bind(_ index: Int, _ value: Double) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_double(handle, Int32(index), value))
    }

    package func bind(_ index: Int, _ value: String) throws(SQLiteError) {
        var value = value
        let code = value.withUTF8 { text in
            unsafe text.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else {
                    return unsafe sqlite3_bind_text(handle, Int32(index), "", 0, nil)
                }
                return unsafe sqlite3_bind_text64(
                    handle,
                    Int32(index),
                    start,
                    UInt64(text.count),
                    csqlite_transient(),
                    UInt8(SQLITE_UTF8)
                )
            }
        }
        try check(code)
    }

    package func bind(_ index: Int, _ value: [UInt8]) throws(SQLiteError) {
        let code = unsafe value.withUnsafeBytes { bytes in
            unsafe bindBlob(index, bytes, csqlite_transient())
        }
        try check(code)
    }

    /// Binds without a copy: the bytes must stay where they are until the statement is reset.
    @unsafe package func bind(
        _ index: Int,
        uncopied bytes: UnsafeRawBufferPointer
    ) throws(SQLiteError) {
        try check(unsafe bindBlob(index, bytes, nil))
    }

    package func bind(_ index: Int, _ value: Int64?) throws(SQLiteError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    package func bind(_ index: Int, _ value: String?) throws(SQLiteError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    package func bind(_ index: Int, _ value: [UInt8]?) throws(SQLiteError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    package func bindNull(_ index: Int) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_null(handle, Int32(index)))
    }

    @unsafe private func bindBlob(
        _ index: Int,
        _ bytes: UnsafeRawBufferPointer,
        _ destructor: sqlite3_destructor_type?
    ) -> Int32 {
        // An address of nil would bind NULL, which is not the same as no bytes.
        guard bytes.count > 0, let start = bytes.baseAddress else {
            return unsafe sqlite3_bind_zeroblob(handle, Int32(index), 0)
        }
        return unsafe sqlite3_bind_blob64(
            handle,
            Int32(index),
            start,
            UInt64(bytes.count),
            destructor
        )
    }

    // MARK: - Running

    /// Moves to the next row; false at the end, and then the statement is ready for new values.
    package func step() throws(SQLiteError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW:
            return true
        case SQLITE_DONE:
            reset()
            return false
        default:
            let error = unsafe SQLiteError(sqlite3_db_handle(handle), sql: sql)
            reset()
            throw error
        }
    }

    /// Runs to the end, for statements without rows.
    package func run() throws(SQLiteError) {
        while try step() {}
    }

    /// What `read` makes of the first row; nil without rows.
    package func first<Value>(
        _ read: (Statement) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> Value? {
        defer { reset() }
        return try step() ? try read(self) : nil
    }

    /// What `read` makes of each row.
    package func all<Value>(
        _ read: (Statement) throws(SQLiteError) -> Value
    ) throws(SQLiteError) -> [Value] {
        defer { reset() }
        var values: [Value] = []
        while try step() { values.append(try read(self)) }
        return values
    }

    /// Ends the reading, which also ends the read lock, and forgets the bound values.
    package func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    // MARK: - Values out

    package func isNull(_ column: Int) -> Bool {
        unsafe sqlite3_column_type(handle, checked(column)) == SQLITE_NULL
    }

    package func int64(_ column: Int) -> Int64 {
        unsafe sqlite3_column_int64(handle, checked(column))
    }

    package func double(_ column: Int) -> Double {
        unsafe sqlite3_column_double(handle, checked(column))
    }

    package func text(_ column: Int) -> String {
        let column = checked(column)
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(
            decoding: UnsafeBufferPointer(start: start, count: count),
            as: UTF8.self
        )
    }

    package func blob(_ column: Int) -> [UInt8] {
        unsafe withBlob(column) { unsafe [UInt8]($0) }
    }

    /// The bytes where SQLite has them: valid in `body` only.
    @unsafe package func withBlob<Result, Failure: Error>(
        _ column: Int,
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let column = checked(column)
        let start = unsafe sqlite3_column_blob(handle, column)
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return try unsafe body(
            UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
        )
    }

    package func int64OrNil(_ column: Int) -> Int64? { isNull(column) ? nil : int64(column) }

    package func textOrNil(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

    package func blobOrNil(_ column: Int) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    private func checked(_ column: Int) -> Int32 {
        // SQLite answers NULL for a column that is not there, which would hide the mistake.
        precondition(column < Int(unsafe sqlite3_data_count(handle)), "no such column, or no row")
        return Int32(column)
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else {
            throw unsafe SQLiteError(sqlite3_db_handle(handle), sql: sql)
        }
    }
}
