internal import Crypto
internal import SQLite

/// A month's file as its one writer has it open; used under the store's lock.
final class MonthFile {
    let name: MonthName
    let path: String
    /// The latest row known to be committed.
    private(set) var lastSequence: Int64

    private let checkpointPages: Int32
    private let connection: Connection
    private let seal: LogSeal
    private let insert: Statement
    private let insertSegment: Statement
    private let delete: Statement
    private let probe: Statement
    private var siteNumbers: [String: Int64] = [:]
    /// The latest row of the transaction that runs.
    private var appended: Int64?

    /// Opens the file at `path`, and makes its tables where it is new, which then says `meta` of itself.
    init(
        _ name: MonthName,
        path: String,
        key: SymmetricKey,
        settings: WriterSettings,
        meta: MonthSchema.Meta? = nil
    ) throws(StorageError) {
        self.name = name
        self.path = path
        checkpointPages = settings.checkpointPages
        seal = try LogSeal(key, month: name.month, path: path)
        let connection = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try Connection(.writer(path, settings))
        }
        try MonthSchema.prepare(connection, path: path, as: meta)
        self.connection = connection
        (lastSequence, insert, insertSegment, delete, probe) = try StorageError.naming(
            path,
            "opening"
        ) { () throws(SQLiteError) in
            (
                try connection.prepare(
                    "SELECT max(floor, ifnull((SELECT max(seq) FROM log), 0)) FROM meta"
                ).first { $0.int64(0) } ?? 0,
                try connection.prepare(
                    "INSERT INTO log (seq, site, day, n, ids, data) VALUES (?, ?, ?, ?, ?, ?)"
                ),
                try connection.prepare(
                    "INSERT INTO segment (seq, site, day, first) VALUES (?, ?, ?, ?)"
                ),
                try connection.prepare(
                    "DELETE FROM log WHERE seq = ? AND site = ? AND day = ? AND n = ?"
                ),
                try connection.prepare("UPDATE meta SET probes = probes + 1, ballast = zeroblob(?)")
            )
        }
    }

    /// Runs `body` in one transaction; what it appended is there as a whole or not at all.
    func commit(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        let path = path
        defer { appended = nil }
        do throws(StorageError) {
            try connection.transaction(
                failingAs: { StorageError($0, path: path, doing: "committing") },
                body
            )
        } catch {
            // A site's number may be gone with the rows.
            siteNumbers.removeAll()
            throw error
        }
        if let appended { lastSequence = max(lastSequence, appended) }
    }

    /// Appends one batch, within ``commit(_:)``.
    func append(
        site: String,
        day: Int32,
        rows: Int,
        ids: [UInt8],
        data: [UInt8]
    ) throws(StorageError) {
        let sequence = max(appended ?? 0, lastSequence) + 1
        try insert(
            LogEntry(sequence: sequence, day: day, rows: rows, ids: ids, data: data),
            of: site
        )
    }

    /// Writes a row of the log under its own number, within ``commit(_:)``.
    func insert(_ entry: LogEntry, of site: String) throws(StorageError) {
        let sealed = try seal.seal(entry.data, site: site, ids: entry.ids)
        try StorageError.naming(path, "writing") { () throws(SQLiteError) in
            let number = try number(of: site)
            try insert.bind(1, entry.sequence)
            try insert.bind(2, number)
            try insert.bind(3, Int64(entry.day))
            try insert.bind(4, entry.rows)
            try insert.bind(5, entry.ids)
            try insert.bind(6, sealed)
            try insert.run()
            guard let first = entry.first else { return }
            try insertSegment.bind(1, entry.sequence)
            try insertSegment.bind(2, number)
            try insertSegment.bind(3, Int64(entry.day))
            try insertSegment.bind(4, first)
            try insertSegment.run()
        }
        appended = max(appended ?? 0, entry.sequence)
    }

    /// Puts a segment in the place of the rows it was made of, in one transaction.
    ///
    /// `beforeCommit` runs when all is written and nothing is certain.
    func replace(
        _ sources: [MonthReader.Place],
        by segment: LogEntry,
        of site: String,
        beforeCommit: () throws(StorageError) -> Void
    ) throws(StorageError) {
        // Freed pages are not overwritten: they hold what the segment holds, sealed with the same key, and
        // who is erased is erased with file and key. Writing zeros would take longer than all the rest.
        // Checkpoints of 1 MiB at most: a larger one would be the longest wait of all.
        try execute("PRAGMA secure_delete = OFF; PRAGMA wal_autocheckpoint = 256")
        let result: Result<Void, StorageError>
        do throws(StorageError) {
            try commit { () throws(StorageError) in
                try remove(sources, of: site)
                try insert(segment, of: site)
                try execute("UPDATE meta SET sealings = sealings + 1")
                try beforeCommit()
            }
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try execute("PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = \(checkpointPages)")
        try result.get()
    }

    private func execute(_ sql: String) throws(StorageError) {
        try StorageError.naming(path, "writing") { () throws(SQLiteError) in
            try connection.execute(sql)
        }
    }

    private func remove(
        _ sources: [MonthReader.Place],
        of site: String
    ) throws(StorageError) {
        let isWhole = try StorageError.naming(path, "writing") { () throws(SQLiteError) in
            let number = try number(of: site)
            for source in sources {
                try delete.bind(1, source.sequence)
                try delete.bind(2, number)
                try delete.bind(3, Int64(source.day))
                try delete.bind(4, source.rows)
                try delete.run()
                guard connection.changes == 1 else { return false }
            }
            return true
        }
        guard isWhole else {
            throw .damaged(path: path, what: "a row that was to be sealed is not there any more")
        }
    }

    /// Notes the highest number so far, within ``commit(_:)``: the row that has it may not be written.
    func setFloor(_ sequence: Int64) throws(StorageError) {
        try execute("UPDATE meta SET floor = \(sequence)")
        appended = max(appended ?? 0, sequence)
    }

    private func number(of site: String) throws(SQLiteError) -> Int64 {
        if let number = siteNumbers[site] { return number }
        let add = try connection.prepare("INSERT OR IGNORE INTO site (name) VALUES (?)")
        try add.bind(1, site)
        try add.run()
        let find = try connection.prepare("SELECT number FROM site WHERE name = ?")
        try find.bind(1, site)
        let number = try find.first { $0.int64(0) } ?? 0
        siteNumbers[site] = number
        return number
    }

    /// Commits so many bytes that mean nothing, to find out whether a commit is possible.
    func tryCommit(byteCount: Int) throws(StorageError) {
        try StorageError.naming(path, "committing") { () throws(SQLiteError) in
            try probe.bind(1, byteCount)
            try probe.run()
            guard byteCount > 0 else { return }
            try probe.bind(1, 0)
            try probe.run()
        }
    }

    /// Moves the write-ahead log into the file as far as no reader needs it.
    func checkpoint(_ mode: CheckpointMode) throws(StorageError) {
        _ = try StorageError.naming(path, "checkpointing") { () throws(SQLiteError) in
            try connection.checkpoint(mode)
        }
    }
}
