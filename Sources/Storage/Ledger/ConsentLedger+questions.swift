package import Consent
internal import SQLite
internal import Synchronization

/// What people ask of the ledger; never on a beacon's way.
extension ConsentLedger {
    /// Nil where there is none, or its content was removed.
    package func record(_ id: RecordID) throws(StorageError) -> ConsentRecord? {
        try slow.withLock { (reader) throws(StorageError) in
            guard let place = try reader.names.place(of: id) else { return nil }
            return try reader.contents.record(at: place.sequence)
        }
    }

    /// Nil where there is none, or its content was removed.
    package func record(sequence: UInt64) throws(StorageError) -> ConsentRecord? {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.contents.record(at: sequence)
        }
    }

    /// All records of a consent id, from the earliest to the latest.
    package func records(of id: ConsentID) throws(StorageError) -> [ConsentRecord] {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.records(try reader.names.all(of: id).map(\.sequence))
        }
    }

    /// One page of the consent log, from the newest to the oldest.
    package func list(_ filter: ConsentLogFilter) throws(StorageError) -> ConsentLogPage {
        try slow.withLock { (reader) throws(StorageError) in
            let limit = min(max(filter.limit, 1), ConsentLogFilter.largestLimit)
            // One more than wanted tells whether there is another page.
            let sequences = try reader.sequences(filter, limit: limit + 1)
            let shown = Array(sequences.prefix(limit))
            let next = sequences.count > limit ? shown.last : nil
            return ConsentLogPage(
                records: try reader.records(shown),
                next: next.map { ConsentLogPage.Cursor(sequence: $0) }
            )
        }
    }

    /// How many records of a site made from `fromMs` until before `toMs` are alike; `day` tells the
    /// day of a time in the site's zone.
    package func rates(
        site: String,
        fromMs: Int64,
        toMs: Int64,
        day: @Sendable (Int64) -> Int32
    ) throws(StorageError) -> [ConsentCount] {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.counts(site: site, fromMs: fromMs, toMs: toMs, day: day)
        }
    }

    /// All statements with their sequences, from the oldest to the newest.
    package func statements() throws(StorageError) -> [(
        sequence: UInt64, statement: LedgerStatement
    )] {
        try slow.withLock { (reader) throws(StorageError) in try reader.statements() }
    }

    /// The latest signed checkpoint, for somebody else to keep; nil while the ledger is empty.
    package func latestCheckpoint() throws(StorageError) -> String? {
        try slow.withLock { (reader) throws(StorageError) in try reader.latestNote() }
    }

    /// When the oldest record that still has its content was made, ms since 1970 UTC.
    package func oldest() throws(StorageError) -> Int64? {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.reading { (connection) throws(SQLiteError) in
                try connection.prepare("SELECT min(at_ms) FROM fact").first { $0.int64OrNil(0) }
                    ?? nil
            }
        }
    }
}

extension LedgerReader {
    /// The records at these places that still have their contents.
    func records(_ sequences: [UInt64]) throws(StorageError) -> [ConsentRecord] {
        var records: [ConsentRecord] = []
        for sequence in sequences {
            if let record = try contents.record(at: sequence) { records.append(record) }
        }
        return records
    }

    func sequences(_ filter: ConsentLogFilter, limit: Int) throws(StorageError) -> [UInt64] {
        var conditions = ["at_ms IS NOT NULL"]
        var values: [ConsentFact.Column] = []
        func restrict(_ condition: String, _ value: ConsentFact.Column) {
            conditions.append(condition)
            values.append(value)
        }
        if let cursor = filter.cursor {
            restrict("sequence < ?", .integer(Int64(clamping: cursor.sequence)))
        }
        if let site = filter.site { restrict("site = ?", .text(site)) }
        if let fromMs = filter.fromMs { restrict("at_ms >= ?", .integer(fromMs)) }
        if let toMs = filter.toMs { restrict("at_ms < ?", .integer(toMs)) }
        if let mechanism = filter.mechanism {
            restrict("mechanism = ?", .text(mechanism.rawValue))
        }
        if let category = filter.category, category != .essential {
            restrict(
                "choices & ? <> 0",
                .integer(Int64(Choices(granting: [category]).rawValue))
            )
        }
        if let id = filter.consentID {
            // Whole numbers of ours: nothing that anybody sent stands in the text.
            let places = try names.all(of: id).map { String($0.sequence) }
            conditions.append("sequence IN (\(places.joined(separator: ",")))")
        }
        let sql = """
            SELECT sequence FROM fact WHERE \(conditions.joined(separator: " AND "))
            ORDER BY sequence DESC LIMIT \(limit)
            """
        return try reading { (connection) throws(SQLiteError) in
            let statement = try connection.prepare(sql)
            for (index, value) in values.enumerated() {
                switch value {
                case .integer(let value): try statement.bind(index + 1, value)
                case .text(let value): try statement.bind(index + 1, value)
                }
            }
            return try statement.all { UInt64(bitPattern: $0.int64(0)) }
        }
    }

    func counts(
        site: String,
        fromMs: Int64,
        toMs: Int64,
        day: @Sendable (Int64) -> Int32
    ) throws(StorageError) -> [ConsentCount] {
        struct Alike: Hashable {
            let day: Int32
            let country: String?
            let language: String
            let noticeVersion: String
            let choices: UInt8
            let mechanism: String
            let isWithdrawal: Bool
        }
        let counts = try reading { (connection) throws(SQLiteError) in
            let rows = try connection.prepare(
                """
                SELECT at_ms, country, language, notice_version, choices, mechanism, withdrawal
                FROM fact WHERE site = ? AND at_ms >= ? AND at_ms < ?
                """
            )
            try rows.bind(1, site)
            try rows.bind(2, fromMs)
            try rows.bind(3, toMs)
            var counts: [Alike: Int] = [:]
            while try rows.step() {
                let alike = Alike(
                    day: day(rows.int64(0)),
                    country: rows.textOrNil(1),
                    language: rows.text(2),
                    noticeVersion: rows.text(3),
                    choices: UInt8(truncatingIfNeeded: rows.int64(4)),
                    mechanism: rows.text(5),
                    isWithdrawal: rows.int64(6) != 0
                )
                counts[alike, default: 0] += 1
            }
            return counts
        }
        return try counts.map { (alike, count) throws(StorageError) in
            guard let mechanism = Mechanism(rawValue: alike.mechanism) else {
                let what = "a record has the mechanism \"\(alike.mechanism)\""
                throw .damaged(path: path, what: what)
            }
            return ConsentCount(
                day: alike.day,
                country: alike.country,
                language: alike.language,
                noticeVersion: alike.noticeVersion,
                choices: Choices(rawValue: alike.choices),
                mechanism: mechanism,
                isWithdrawal: alike.isWithdrawal,
                count: count
            )
        }
    }
}
