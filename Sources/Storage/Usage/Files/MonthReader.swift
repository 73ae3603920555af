internal import Crypto
internal import SQLite
internal import Usage

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

        fileprivate init(_ row: Statement) {
            sequence = row.int64(0)
            day = Int32(truncatingIfNeeded: row.int64(1))
            rows = Int(row.int64(2))
        }
    }

    /// At most so many rows of the log are in memory at once, or so many events if that is less: about
    /// 1 MB, unless single commits were larger.
    private static let sliceRows = 256
    private static let sliceEvents = 16_384

    let name: MonthName
    let path: String
    /// What it said when it was opened; ``sealings()`` may grow.
    let meta: MonthSchema.Meta
    var generation: UInt64 { meta.generation }

    let connection: Connection
    private let keyPath: String
    private let seal: LogSeal?
    private var siteNames: [Int64: String] = [:]
    private let byPosition: Statement
    private let bySequence: Statement
    private let sequences: Statement
    private let tail: Statement
    private let sealed: Statement
    private let sealing: Statement
    private let latestRow: Statement
    private let begin: Statement
    private let end: Statement

    /// Opens an existing file; without its key only what is not sealed can be read.
    init(_ name: MonthName, path: String, key: SymmetricKey?, keyPath: String) throws(StorageError)
    {
        self.name = name
        self.path = path
        self.keyPath = keyPath
        seal = if let key { try LogSeal(key, month: name.month, path: path) } else { nil }
        (
            connection, meta, byPosition, bySequence, sequences, tail, sealed, sealing, latestRow,
            begin, end
        ) =
            try StorageError.naming(
                path,
                "opening"
            ) { () throws(SQLiteError) in
                let connection = try Connection(.reader(path))
                return (
                    connection,
                    try MonthSchema.meta(of: connection),
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
                    try connection.prepare(
                        """
                        SELECT seq, day, n FROM log NOT INDEXED
                        WHERE seq > ?1 AND site = ?2 ORDER BY seq
                        """
                    ),
                    try connection.prepare(
                        "SELECT seq, first FROM segment WHERE seq > ?1 AND first <= ?1 AND site = ?2"
                    ),
                    try connection.prepare("SELECT sealings FROM meta"),
                    try connection.prepare("SELECT max(seq) FROM log"),
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

    // MARK: - Places and ids

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

    /// The places of a site's batches within some days, with their rows, in the order of the log.
    func batches(
        of site: Int64,
        days: ClosedRange<Int32>,
        after sequence: Int64 = 0
    ) throws(StorageError) -> [Place] {
        try reading { () throws(SQLiteError) in
            try places(of: site, days: days, after: sequence)
        }
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
    func inOneRead<Result>(
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

    // MARK: - Lookups within one read

    /// How often rows gave way to a segment.
    func sealings() throws(SQLiteError) -> Int64 { try sealing.first { $0.int64(0) } ?? 0 }

    /// The number of the latest row.
    func latest() throws(SQLiteError) -> Int64 { try latestRow.first { $0.int64(0) } ?? 0 }

    func places(
        of site: Int64,
        days: ClosedRange<Int32>,
        after sequence: Int64
    ) throws(SQLiteError) -> [Place] {
        try sequences.bind(1, site)
        try sequences.bind(2, Int64(days.lowerBound))
        try sequences.bind(3, Int64(days.upperBound))
        try sequences.bind(4, sequence)
        var places = try sequences.all { Place($0) }
        places.sort { $0.sequence < $1.sequence }
        return places
    }

    /// The places of a site's last batches, for when there are few rows.
    func tail(of site: Int64, after sequence: Int64) throws(SQLiteError) -> [Place] {
        try tail.bind(1, sequence)
        try tail.bind(2, site)
        return try tail.all { Place($0) }
    }

    /// Segments that hold rows up to `sequence` and rows after it: the first row of each.
    func segments(of site: Int64, around sequence: Int64) throws(SQLiteError) -> [Int64: Int64] {
        try sealed.bind(1, sequence)
        try sealed.bind(2, site)
        return Dictionary(uniqueKeysWithValues: try sealed.all { ($0.int64(0), $0.int64(1)) })
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
        at places: some Collection<Place>,
        _ visit: (SealedRow) throws(StorageError) -> Void
    ) throws(StorageError) {
        var rest = places[...]
        while !rest.isEmpty {
            let count = Self.sliceCount(rest)
            let rows = try inOneRead { () throws(SQLiteError) in
                var rows: [SealedRow] = []
                rows.reserveCapacity(count)
                for place in rest.prefix(count) {
                    if let row = try row(at: place) { rows.append(row) }
                }
                return rows
            }
            for row in rows { try visit(row) }
            rest = rest.dropFirst(count)
        }
    }

    /// How many of the next places make one slice.
    static func sliceCount(_ places: some Collection<Place>) -> Int {
        var events = 0
        var count = 0
        for place in places {
            guard count < sliceRows, events < sliceEvents else { break }
            events += place.rows
            count += 1
        }
        return count
    }

    func row(at place: Place) throws(SQLiteError) -> SealedRow? {
        try bySequence.bind(1, place.sequence)
        return try bySequence.first { Self.sealedRow($0) }
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
        try naming(row) { () throws(LogDamage) in
            try LogCodec.decode(bytes, ids: row.ids, into: &batch)
            guard batch.day == row.day, batch.rows.count == row.count else {
                throw LogDamage("the day and the count of its row")
            }
        }
    }

    /// Whether a segment has rows of a visitor.
    func segment(_ row: SealedRow, holds visitor: VisitorID) throws(StorageError) -> Bool {
        let bytes = try open(row)
        return try naming(row) { () throws(LogDamage) in
            try SegmentCodec.holds(visitor.value, in: bytes)
        }
    }

    /// Says of which row something is damaged.
    func naming<Result>(
        _ row: SealedRow,
        _ body: () throws(LogDamage) -> Result
    ) throws(StorageError) -> Result {
        do throws(LogDamage) {
            return try body()
        } catch {
            throw .damaged(path: path, what: "row \(row.sequence) is not \(error.what)")
        }
    }
}
