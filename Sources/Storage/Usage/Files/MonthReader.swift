internal import Crypto
internal import SQLite

/// How many rows a site has on a day.
package struct UsageDayCount: Hashable, Sendable {
    package let site: String
    /// Counted from 1970-01-01 in the site's time zone.
    package let day: Int32
    package let rows: Int
}

/// A month's file as a reader has it open: never writes, never checkpoints.
///
/// It may outlive the file, and then still reads what the file held.
final class MonthReader {
    /// A row of the log with its batch still sealed.
    struct SealedRow {
        let sequence: Int64
        let site: Int64
        let day: Int32
        let count: Int
        let ids: [UInt8]
        let data: [UInt8]
    }

    /// Where a batch stands, and how many rows it has.
    struct Place {
        let sequence: Int64
        let day: Int32
        let rows: Int
    }

    /// At most so many rows of the log are in memory at once, or so many events if that is less: about
    /// 1 MB, unless single commits were larger.
    private static let sliceRows = 256
    private static let sliceEvents = 16_384

    let name: MonthName
    let path: String
    let generation: UInt64

    let connection: Connection
    private let keyPath: String
    private let seal: LogSeal?
    private var siteNames: [Int64: String] = [:]
    private let byPosition: Statement
    private let bySequence: Statement
    private let sequences: Statement
    private let begin: Statement
    private let end: Statement

    /// Opens an existing file; without its key only what is not sealed can be read.
    init(_ name: MonthName, path: String, key: SymmetricKey?, keyPath: String) throws(StorageError)
    {
        self.name = name
        self.path = path
        self.keyPath = keyPath
        seal = if let key { try LogSeal(key, month: name.month, path: path) } else { nil }
        (connection, generation, byPosition, bySequence, sequences, begin, end) =
            try StorageError.naming(
                path,
                "opening"
            ) { () throws(SQLiteError) in
                let connection = try Connection(.reader(path))
                return (
                    connection,
                    try MonthSchema.generation(of: connection),
                    try connection.prepare(
                        """
                        SELECT seq, site, day, n, ids, data FROM log NOT INDEXED
                        WHERE seq > ?1 AND (?2 IS NULL OR site = ?2) ORDER BY seq
                        """
                    ),
                    try connection.prepare(
                        "SELECT seq, site, day, n, ids, data FROM log WHERE seq = ?"
                    ),
                    try connection.prepare(
                        """
                        SELECT seq, day, n FROM log
                        WHERE site = ?1 AND day BETWEEN ?2 AND ?3 AND seq > ?4
                        """
                    ),
                    try connection.prepare("BEGIN"),
                    try connection.prepare("COMMIT")
                )
            }
    }

    func reading<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        try StorageError.naming(path, "reading", body)
    }

    // MARK: - What needs no key

    func sites() throws(StorageError) -> [String] {
        try reading { () throws(SQLiteError) in
            try connection.prepare("SELECT name FROM site ORDER BY name").all { $0.text(0) }
        }
    }

    func number(of site: String) throws(StorageError) -> Int64? {
        try reading { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT number FROM site WHERE name = ?")
            try find.bind(1, site)
            return try find.first { $0.int64(0) }
        }
    }

    func siteName(_ number: Int64) throws(StorageError) -> String {
        if let name = siteNames[number] { return name }
        let found = try reading { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT name FROM site WHERE number = ?")
            try find.bind(1, number)
            return try find.first { $0.text(0) }
        }
        guard let name = found else {
            throw .damaged(path: path, what: "a row names a site that is not there")
        }
        siteNames[number] = name
        return name
    }

    func hasRows(of site: Int64) throws(StorageError) -> Bool {
        try reading { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT 1 FROM log WHERE site = ? AND n > 0 LIMIT 1")
            try find.bind(1, site)
            return try find.first { _ in true } ?? false
        }
    }

    func lastSequence() throws(StorageError) -> Int64 {
        try reading { () throws(SQLiteError) in
            try connection.prepare("SELECT max(seq) FROM log").first { $0.int64(0) } ?? 0
        }
    }

    /// Rows by site and day, in that order.
    func counts() throws(StorageError) -> [UsageDayCount] {
        try reading { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT site.name, log.day, sum(log.n) FROM log JOIN site ON site.number = log.site
                GROUP BY log.site, log.day HAVING sum(log.n) > 0 ORDER BY site.name, log.day
                """
            ).all {
                UsageDayCount(
                    site: $0.text(0),
                    day: Int32(truncatingIfNeeded: $0.int64(1)),
                    rows: Int($0.int64(2))
                )
            }
        }
    }

    /// The places of a site's batches within some days, with their rows, in the order of the log.
    func batches(
        of site: Int64,
        days: ClosedRange<Int32>,
        after sequence: Int64 = 0
    ) throws(StorageError) -> [Place] {
        var found = try reading { () throws(SQLiteError) in
            try sequences.bind(1, site)
            try sequences.bind(2, Int64(days.lowerBound))
            try sequences.bind(3, Int64(days.upperBound))
            try sequences.bind(4, sequence)
            return try sequences.all {
                Place(
                    sequence: $0.int64(0),
                    day: Int32(truncatingIfNeeded: $0.int64(1)),
                    rows: Int($0.int64(2))
                )
            }
        }
        found.sort { $0.sequence < $1.sequence }
        return found
    }

    /// Gives the hashes of the ids of some batches to `visit`, as they stand in the file.
    func visitIDs(
        of places: [Place],
        _ visit: (UInt64, Place) -> Void
    ) throws(StorageError) {
        try inOneRead { () throws(SQLiteError) in
            for place in places {
                try bySequence.bind(1, place.sequence)
                defer { bySequence.reset() }
                guard try bySequence.step() else { continue }
                unsafe bySequence.withBlob(4) { bytes in
                    for index in 0..<bytes.count / 8 {
                        let hash = unsafe bytes.loadUnaligned(
                            fromByteOffset: 8 * index,
                            as: UInt64.self
                        )
                        // 0 is no hash, and these bytes were not checked.
                        if hash != 0 { visit(UInt64(littleEndian: hash), place) }
                    }
                }
            }
        }
    }

    /// Takes the read lock once for many statements.
    private func inOneRead<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        try reading { () throws(SQLiteError) in
            try begin.run()
            let result: Result
            do throws(SQLiteError) {
                result = try body()
            } catch {
                connection.rollBackTransaction()
                throw error
            }
            try end.run()
            return result
        }
    }

    // MARK: - Rows

    /// The next rows of the log after `sequence`, of one site or of all; some of them, as they fit into
    /// memory, and none at the end.
    func rows(after sequence: Int64, of site: Int64? = nil) throws(StorageError) -> [SealedRow] {
        try reading { () throws(SQLiteError) in
            try byPosition.bind(1, sequence)
            try byPosition.bind(2, site)
            defer { byPosition.reset() }
            var rows: [SealedRow] = []
            var events = 0
            while rows.count < Self.sliceRows, events < Self.sliceEvents, try byPosition.step() {
                let row = Self.sealedRow(byPosition)
                rows.append(row)
                events += row.count
            }
            return rows
        }
    }

    /// Gives the rows at some places to `visit`, one after the other; places without a row are left out.
    func visitRows(
        at places: [Place],
        _ visit: (SealedRow) throws(StorageError) -> Void
    ) throws(StorageError) {
        var start = 0
        while start < places.count {
            var end = start
            var events = 0
            while end < places.count, end - start < Self.sliceRows, events < Self.sliceEvents {
                events += places[end].rows
                end += 1
            }
            let rows = try inOneRead { () throws(SQLiteError) in
                var rows: [SealedRow] = []
                rows.reserveCapacity(end - start)
                for place in places[start..<end] {
                    try bySequence.bind(1, place.sequence)
                    if let row = try bySequence.first({ Self.sealedRow($0) }) { rows.append(row) }
                }
                return rows
            }
            for row in rows { try visit(row) }
            start = end
        }
    }

    private static func sealedRow(_ statement: Statement) -> SealedRow {
        SealedRow(
            sequence: statement.int64(0),
            site: statement.int64(1),
            day: Int32(truncatingIfNeeded: statement.int64(2)),
            count: Int(statement.int64(3)),
            ids: statement.blob(4),
            data: statement.blob(5)
        )
    }

    /// The bytes of a row's batch, once the seal was found whole.
    func open(_ row: SealedRow) throws(StorageError) -> [UInt8] {
        guard let seal else {
            throw .missingKey(path: keyPath, needs: "\(path) was sealed with it")
        }
        return try seal.open(row.data, site: try siteName(row.site), ids: row.ids)
    }

    /// Opens and decodes a row into `batch`, whose memory is used again.
    func decode(_ row: SealedRow, into batch: inout LogBatch) throws(StorageError) {
        let bytes = try open(row)
        do throws(LogDamage) {
            try LogCodec.decode(bytes, ids: row.ids, into: &batch)
            guard batch.day == row.day, batch.rows.count == row.count else {
                throw LogDamage("the day and the count of its row")
            }
        } catch {
            throw .damaged(path: path, what: "row \(row.sequence) is not \(error.what)")
        }
    }
}
