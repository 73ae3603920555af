internal import Consent
internal import Crypto
internal import SQLite

/// One verification, entry by entry, on one state of the database.
///
/// A removed content is accepted only where a statement of the ledger names its place, and a
/// statement is an entry itself: nothing can be taken away without a trace.
struct LedgerCheck {
    let reader: LedgerReader
    let keys: KeyRing
    let progress: (UInt64, UInt64) -> Void
    var result = LedgerVerification()

    private var tree = MerkleFrontier()
    private var removed = SequenceRanges()
    private var names = 0
    private let seal: ContentSeal

    /// Progress is told once for so many entries.
    private static let step: UInt64 = 1000

    init(
        reader: LedgerReader,
        keys: KeyRing,
        progress: @escaping (UInt64, UInt64) -> Void
    ) {
        self.reader = reader
        self.keys = keys
        self.progress = progress
        seal = ContentSeal(months: keys.consentMonths, path: reader.path)
    }

    mutating func run(atLeast size: UInt64) throws(LedgerFault) {
        try checkTriggers()
        try readRemovals()
        let entries = try number("SELECT count(*) FROM leaf")
        try checkEntries(of: entries)
        guard result.entries >= size else {
            throw .at(result.entries + 1, "it is missing: the ledger had \(size) entries")
        }
        try checkEnds()
        try checkNames()
        try checkNotices()
        let faults = try sql { (connection) throws(SQLiteError) in try connection.integrityCheck() }
        if let first = faults.first { throw .at(0, "the file: \(first)") }
        progress(result.entries, result.entries)
    }

    // MARK: - The parts

    private func checkTriggers() throws(LedgerFault) {
        let found = try sql { (connection) throws(SQLiteError) in
            try connection.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
                .all { ($0.text(0), $0.text(1)) }
        }
        for (name, text) in LedgerSchema.triggers
        where !found.contains(where: { $0 == (name, text) }) {
            throw .at(0, "the trigger \(name), which holds the ledger append-only, is not there")
        }
    }

    private mutating func readRemovals() throws(LedgerFault) {
        let rows = try sql { (connection) throws(SQLiteError) in
            try connection.prepare("SELECT sequence, text FROM statement ORDER BY sequence")
                .all { (UInt64(bitPattern: $0.int64(0)), $0.text(1)) }
        }
        for (sequence, text) in rows {
            guard case .removal(let removal) = try statement(text, at: sequence) else { continue }
            for range in removal.sequences {
                guard range.upperBound < sequence else {
                    throw .at(sequence, "its statement removes records that come after it")
                }
                removed.insert(range)
            }
        }
    }

    private struct Row {
        let sequence: UInt64
        let leaf: [UInt8]
        /// Nil where there is no content row.
        let content: (month: Int64?, sealed: [UInt8]?)?
        let hasFact: Bool
        let fact: ConsentFact?
        let statement: String?
        let note: String?

        init(_ row: Statement) {
            sequence = UInt64(bitPattern: row.int64(0))
            leaf = row.blob(1)
            content = row.isNull(2) ? nil : (row.int64OrNil(3), row.blobOrNil(4))
            hasFact = !row.isNull(5)
            fact = ConsentFact(row, from: 6)
            statement = row.textOrNil(14)
            note = row.textOrNil(15)
        }
    }

    private mutating func checkEntries(of entries: UInt64) throws(LedgerFault) {
        let facts = ConsentFact.names.split(separator: ", ").map { "f.\($0)" }
        let rows = try sql { (connection) throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT l.sequence, l.hash, c.sequence, c.month, c.sealed, f.sequence,
                    \(facts.joined(separator: ", ")), s.text, k.note
                FROM leaf AS l
                LEFT JOIN content AS c ON c.sequence = l.sequence
                LEFT JOIN fact AS f ON f.sequence = l.sequence
                LEFT JOIN statement AS s ON s.sequence = l.sequence
                LEFT JOIN checkpoint AS k ON k.size = l.sequence
                ORDER BY l.sequence
                """
            )
        }
        defer { rows.reset() }
        while let row = try sql({ (_) throws(SQLiteError) in try rows.step() ? Row(rows) : nil }) {
            guard row.sequence == tree.size + 1 else {
                throw .at(tree.size + 1, "its leaf is missing")
            }
            guard row.leaf.count == SHA256.byteCount else {
                throw .at(row.sequence, "its leaf has not 32 bytes")
            }
            try check(row)
            tree.append(row.leaf)
            result.entries += 1
            if let note = row.note { try check(note, at: row.sequence) }
            if row.sequence.isMultiple(of: Self.step) { progress(row.sequence, entries) }
        }
    }

    private mutating func check(_ row: Row) throws(LedgerFault) {
        let sequence = row.sequence
        if let text = row.statement {
            guard row.content == nil, !row.hasFact else {
                throw .at(sequence, "it is a statement and a record at once")
            }
            let content = try statement(text, at: sequence).canonicalBytes
            guard LedgerLeaf.hash(salt: [], content: content) == row.leaf else {
                throw .at(sequence, "its statement is not what its leaf stands for")
            }
            guard !removed.contains(sequence) else {
                throw .at(sequence, "it was removed by a statement, but statements stay")
            }
            result.statements += 1
            return
        }
        guard let content = row.content, row.hasFact else {
            throw .at(sequence, "its content is missing, and no statement says that it was removed")
        }
        guard let sealed = content.sealed else {
            guard removed.contains(sequence) else {
                throw .at(
                    sequence,
                    "its content is gone, and no statement says that it was removed"
                )
            }
            guard row.fact == nil, content.month == nil else {
                throw .at(sequence, "its content was removed, but not its facts")
            }
            result.removed += 1
            return
        }
        guard !removed.contains(sequence) else {
            throw .at(sequence, "a statement says that its content was removed, but it is there")
        }
        let record = try opened(sealed, month: content.month ?? 0, row)
        guard row.fact == ConsentFact(record) else {
            throw .at(sequence, "the facts it is listed by are not its own")
        }
        try checkNames(of: record)
        result.records += 1
    }

    private func opened(
        _ sealed: [UInt8],
        month: Int64,
        _ row: Row
    ) throws(LedgerFault) -> ConsentRecord {
        let record: ConsentRecord
        let leaf: [UInt8]
        do {
            let (salt, content) = try seal.open(
                sealed,
                month: Int(month),
                sequence: row.sequence,
                leaf: row.leaf
            )
            leaf = LedgerLeaf.hash(salt: salt, content: content)
            record = try ConsentRecord.parse(content)
        } catch {
            throw .at(row.sequence, "its content or its leaf was changed: \(error)")
        }
        guard leaf == row.leaf else {
            throw .at(row.sequence, "its content is not what its leaf stands for")
        }
        guard record.sequence == row.sequence, record.previous ?? 0 < row.sequence,
            month == Int64(ContentSeal.month(atMs: record.atMs))
        else { throw .at(row.sequence, "its content belongs to another place") }
        return record
    }

    private mutating func check(_ note: String, at size: UInt64) throws(LedgerFault) {
        let head: Consent.Checkpoint
        do throws(ConsentError) {
            head = try LedgerHead.verified(note, keys: keys)
        } catch {
            throw .at(size, "\(error)")
        }
        guard head.size == size else {
            throw .at(size, "its checkpoint is for \(head.size) entries")
        }
        guard head.root == tree.root else {
            throw .at(
                size,
                "the leaves up to it are not those that were signed; the last that are: "
                    + "\(signedUpTo)"
            )
        }
        signedUpTo = size
        result.checkpoints += 1
        result.latestCheckpoint = note
    }

    /// Up to where the latest checkpoint that fits goes.
    private var signedUpTo: UInt64 = 0

    private func checkEnds() throws(LedgerFault) {
        let last = result.entries
        for (table, column) in [
            ("content", "sequence"), ("fact", "sequence"), ("statement", "sequence"),
            ("checkpoint", "size"),
        ] {
            let beyond = try number("SELECT ifnull(max(\(column)), 0) FROM \(table)")
            guard beyond <= last else {
                throw .at(last + 1, "its leaf is missing, but there is a \(table) for \(beyond)")
            }
            let first = try number("SELECT ifnull(min(\(column)), 1) FROM \(table)")
            guard first >= 1, first <= max(last, 1) else {
                throw .at(0, "there is a \(table) for no entry")
            }
        }
        guard signedUpTo == last else {
            throw .at(signedUpTo + 1, "no checkpoint signs it and what follows")
        }
    }

    private mutating func checkNames(of record: ConsentRecord) throws(LedgerFault) {
        let place = LedgerNames.Place(atMs: record.atMs, sequence: record.sequence)
        let isNamed: Bool
        let hasNamedID: Bool
        do throws(StorageError) {
            isNamed = try reader.names.place(of: record.id) == place
            if let id = record.consentID {
                hasNamedID = try reader.names.has(place, of: id)
            } else {
                hasNamedID = true
            }
        } catch {
            throw .storage(error)
        }
        guard isNamed else { throw .at(record.sequence, "its record id does not lead to it") }
        guard hasNamedID else { throw .at(record.sequence, "its consent id does not lead to it") }
        names += record.consentID == nil ? 1 : 2
    }

    /// All names were found from their records; there must be no others, but those of removed
    /// contents before a rewriting is done.
    private func checkNames() throws(LedgerFault) {
        let others = try number(
            """
            SELECT count(*) FROM (SELECT sequence FROM name UNION ALL SELECT sequence FROM name_old)
            AS n WHERE NOT EXISTS (
                SELECT 1 FROM content AS c WHERE c.sequence = n.sequence AND c.sealed IS NULL
            )
            """
        )
        guard others == UInt64(names) else {
            throw .at(0, "there are \(others) names in the index where records have \(names)")
        }
    }

    private mutating func checkNotices() throws(LedgerFault) {
        let rows = try sql { (connection) throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT n.hash, n.material, n.text, n.sequence, s.text
                FROM notice AS n LEFT JOIN statement AS s USING (sequence) ORDER BY n.sequence
                """
            ).all { row in
                (
                    hash: row.blob(0), material: row.blob(1), text: row.text(2),
                    sequence: UInt64(bitPattern: row.int64(3)), statement: row.text(4)
                )
            }
        }
        for row in rows {
            guard SHA256.hash(Array(row.text.utf8)) == row.hash else {
                throw .at(row.sequence, "the text of its notice was changed")
            }
            guard case .notice(let notice) = try statement(row.statement, at: row.sequence),
                notice.hash == row.hash, notice.materialHash == row.material
            else { throw .at(row.sequence, "its statement is not about the notice it is kept for") }
            result.notices += 1
        }
        var stated: UInt64 = 0
        for (sequence, text) in try sql({ (connection) throws(SQLiteError) in
            try connection.prepare("SELECT sequence, text FROM statement")
                .all { (UInt64(bitPattern: $0.int64(0)), $0.text(1)) }
        }) {
            if case .notice = try statement(text, at: sequence) { stated += 1 }
        }
        guard stated == result.notices else {
            throw .at(0, "\(stated) notices were shown, but \(result.notices) are kept")
        }
    }

    // MARK: - Reading

    private func statement(
        _ text: String,
        at sequence: UInt64
    ) throws(LedgerFault) -> LedgerStatement {
        do throws(ConsentError) {
            return try LedgerStatement.parse(Array(text.utf8))
        } catch {
            throw .at(sequence, "\(error)")
        }
    }

    private func number(_ query: String) throws(LedgerFault) -> UInt64 {
        let value = try sql { (connection) throws(SQLiteError) in
            try connection.prepare(query).first { $0.int64(0) } ?? 0
        }
        return UInt64(max(value, 0))
    }

    private func sql<Result>(
        _ body: (Connection) throws(SQLiteError) -> Result
    ) throws(LedgerFault) -> Result {
        do throws(StorageError) {
            return try reader.reading(body)
        } catch {
            if case .damaged(_, let what) = error { throw .at(tree.size + 1, what) }
            throw .storage(error)
        }
    }
}
