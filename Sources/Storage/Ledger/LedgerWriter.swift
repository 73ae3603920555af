internal import Consent
internal import Crypto
internal import SQLite
internal import Usage

/// The one connection that writes `consent.db`, and the tree as of its latest commit.
///
/// It belongs to ``ConsentLedger``, which lets one thread in at a time.
final class LedgerWriter {
    let connection: Connection
    let names: LedgerNames
    let contents: LedgerContents
    private(set) var frontier: MerkleFrontier
    /// What is wrong with the ledger as it was found; nothing is appended to it then.
    private(set) var fault: StorageError?

    private let path: String
    private let keys: KeyRing
    private let seal: ContentSeal
    private let insertLeaf: Statement
    private let insertContent: Statement
    private let insertFact: Statement
    private let insertName: Statement
    private let insertStatement: Statement
    private let insertCheckpoint: Statement
    private let updateFrontier: Statement

    init(path: String, keys: KeyRing) throws(StorageError) {
        try PrivateFile.ensure(path)
        let connection = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            let connection = try Connection(.writer(path))
            // 8 MiB: names are stored in the order of hashes, so each touches a page of its own.
            try connection.execute("PRAGMA cache_size = -8192")
            return connection
        }
        try LedgerSchema.prepare(connection, path: path)
        self.path = path
        self.keys = keys
        self.connection = connection
        seal = ContentSeal(months: keys.consentMonths, path: path)
        names = try LedgerNames(connection, keys: keys, path: path)
        contents = try LedgerContents(connection, seal: seal)
        (frontier, fault) = try LedgerHead.load(connection, keys: keys, path: path)
        func prepare(_ sql: String) throws(StorageError) -> Statement {
            try StorageError.naming(path, "opening") { () throws(SQLiteError) in
                try connection.prepare(sql)
            }
        }
        insertLeaf = try prepare("INSERT INTO leaf(sequence, hash) VALUES (?, ?)")
        insertContent = try prepare("INSERT INTO content(sequence, month, sealed) VALUES (?, ?, ?)")
        insertFact = try prepare(
            """
            INSERT INTO fact(
                sequence, at_ms, site, choices, mechanism, withdrawal, country, language,
                notice_version
            ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        insertName = try prepare("INSERT INTO name(hash, at_ms, sequence) VALUES (?, ?, ?)")
        insertStatement = try prepare("INSERT INTO statement(sequence, text) VALUES (?, ?)")
        insertCheckpoint = try prepare("INSERT INTO checkpoint(size, note) VALUES (?, ?)")
        updateFrontier = try prepare("INSERT OR REPLACE INTO frontier(id, bytes) VALUES (1, ?)")
    }

    /// Appends records that have their places, and statements behind them, as one commit with one
    /// checkpoint; `change` runs in the same transaction.
    func commit(
        records: [ConsentRecord] = [],
        statements: [LedgerStatement] = [],
        _ change: () throws(StorageError) -> Void = {}
    ) throws(StorageError) {
        if let fault { throw fault }
        var grown = frontier
        try transaction { () throws(StorageError) in
            try change()
            for record in records { try insert(record, into: &grown) }
            for statement in statements { try insert(statement, into: &grown) }
            try insertHead(of: grown)
        }
        frontier = grown
    }

    /// Takes no more entries, unless it took none already for another reason.
    func refuseEntries(for fault: StorageError) {
        if self.fault == nil { self.fault = fault }
    }

    /// A transaction that leaves the tree as it is.
    func transaction<Result>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        let path = path
        return try connection.transaction(
            failingAs: { StorageError($0, path: path, doing: "writing") },
            body
        )
    }

    /// Runs SQL that changes something.
    func writing<Result>(
        _ body: () throws(SQLiteError) -> Result
    ) throws(StorageError) -> Result {
        try StorageError.naming(path, "writing", body)
    }

    /// Proves that a commit reaches the disk, with one that changes nothing.
    func probe() throws(StorageError) {
        if let fault { throw fault }
        try transaction { () throws(StorageError) in try insertFrontier(frontier) }
    }

    private func insert(
        _ record: ConsentRecord,
        into tree: inout MerkleFrontier
    ) throws(StorageError) {
        let sequence = tree.size + 1
        precondition(record.sequence == sequence, "a record is inserted at its place")
        let salt = LedgerLeaf.randomSalt()
        let content = record.canonicalBytes
        let leaf = LedgerLeaf.hash(salt: salt, content: content)
        let month = ContentSeal.month(atMs: record.atMs)
        let sealed = try seal.seal(
            salt: salt,
            content: content,
            month: month,
            sequence: sequence,
            leaf: leaf
        )
        try writing { () throws(SQLiteError) in
            let place = Int64(bitPattern: sequence)
            try insertLeaf.bind(1, place)
            try insertLeaf.bind(2, leaf)
            try insertLeaf.run()
            try insertContent.bind(1, place)
            try insertContent.bind(2, month)
            try insertContent.bind(3, sealed)
            try insertContent.run()
            try insertFact.bind(1, place)
            for (index, value) in ConsentFact(record).columns.enumerated() {
                switch value {
                case .integer(let value): try insertFact.bind(index + 2, value)
                case .text(let value): try insertFact.bind(index + 2, value)
                }
            }
            try insertFact.run()
            try name(keys.index(.recordID, record.id.bytes), record)
            if let id = record.consentID { try name(keys.index(.consentID, id.bytes), record) }
        }
        tree.append(leaf)
    }

    private func name(_ hash: [UInt8], _ record: ConsentRecord) throws(SQLiteError) {
        try insertName.bind(1, hash)
        try insertName.bind(2, record.atMs)
        try insertName.bind(3, Int64(bitPattern: record.sequence))
        try insertName.run()
    }

    private func insert(
        _ statement: LedgerStatement,
        into tree: inout MerkleFrontier
    ) throws(StorageError) {
        let place = Int64(bitPattern: tree.size + 1)
        let leaf = LedgerLeaf.hash(salt: [], content: statement.canonicalBytes)
        try writing { () throws(SQLiteError) in
            try insertLeaf.bind(1, place)
            try insertLeaf.bind(2, leaf)
            try insertLeaf.run()
            try insertStatement.bind(1, place)
            try insertStatement.bind(2, statement.canonicalText)
            try insertStatement.run()
        }
        tree.append(leaf)
    }

    private func insertHead(of tree: MerkleFrontier) throws(StorageError) {
        guard tree.size > frontier.size else { return }
        let note: String
        do throws(ConsentError) {
            let head = Consent.Checkpoint(origin: keys.ledgerName, size: tree.size, root: tree.root)
            note = try head.signed(by: keys.ledgerSigningKey)
        } catch {
            throw .failed(path: path, what: "\(error)", hint: "Report this.")
        }
        try writing { () throws(SQLiteError) in
            try insertCheckpoint.bind(1, Int64(bitPattern: tree.size))
            try insertCheckpoint.bind(2, note)
            try insertCheckpoint.run()
        }
        try insertFrontier(tree)
    }

    private func insertFrontier(_ tree: MerkleFrontier) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            try updateFrontier.bind(1, tree.bytes)
            try updateFrontier.run()
        }
    }
}
