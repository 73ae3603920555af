internal import Crypto
internal import SQLite

/// A month's file as its one writer has it open; used under the store's lock.
final class MonthFile {
    let name: MonthName
    let path: String
    let generation: UInt64
    /// The latest row known to be committed.
    private(set) var lastSequence: Int64

    private let connection: Connection
    private let seal: LogSeal
    private let insert: Statement
    private let probe: Statement
    private var siteNumbers: [String: Int64] = [:]

    /// Opens the file at `path`, and makes its tables where it is new.
    init(
        _ name: MonthName,
        path: String,
        key: SymmetricKey,
        settings: WriterSettings
    ) throws(StorageError) {
        self.name = name
        self.path = path
        seal = try LogSeal(key, month: name.month, path: path)
        let connection = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try Connection(.writer(path, settings))
        }
        try MonthSchema.prepare(connection, path: path)
        self.connection = connection
        (generation, lastSequence, insert, probe) = try StorageError.naming(path, "opening") {
            () throws(SQLiteError) in
            (
                try MonthSchema.generation(of: connection),
                try connection.prepare("SELECT max(seq) FROM log").first { $0.int64(0) } ?? 0,
                try connection.prepare(
                    "INSERT INTO log (site, day, n, ids, data) VALUES (?, ?, ?, ?, ?)"
                ),
                try connection.prepare("UPDATE meta SET probes = probes + 1, ballast = zeroblob(?)")
            )
        }
    }

    /// Runs `body` in one transaction; what it appended is there as a whole or not at all.
    func commit(_ body: () throws(StorageError) -> Void) throws(StorageError) {
        let path = path
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
        if let latest = appended { lastSequence = latest }
        appended = nil
    }

    private var appended: Int64?

    /// Appends one batch, within ``commit(_:)``.
    func append(
        site: String,
        day: Int32,
        rows: Int,
        ids: [UInt8],
        data: [UInt8]
    ) throws(StorageError) {
        let sealed = try seal.seal(data, site: site, ids: ids)
        try StorageError.naming(path, "writing") { () throws(SQLiteError) in
            try insert.bind(1, try number(of: site))
            try insert.bind(2, Int64(day))
            try insert.bind(3, rows)
            try insert.bind(4, ids)
            try insert.bind(5, sealed)
            try insert.run()
        }
        appended = connection.lastInsertRowID
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
