import CollectorTesting
import Consent
import Observability
import SQLite

@testable import Storage

/// A ledger on disk that can be closed, opened again and tampered with.
struct LedgerFixture {
    let folder: TemporaryFolder
    let keys: KeyRing
    private(set) var ledger: ConsentLedger
    private let cached: Int

    init(cached: Int = 1000) throws {
        folder = try TemporaryFolder()
        keys = try KeyRing(dataDirectory: folder.path)
        self.cached = cached
        ledger = try Self.open(folder, keys, cached)
    }

    mutating func reopen() throws { ledger = try Self.open(folder, keys, cached) }

    private static func open(
        _ folder: TemporaryFolder,
        _ keys: KeyRing,
        _ cached: Int
    ) throws -> ConsentLedger {
        try ConsentLedger(dataDirectory: folder.path, keys: keys, log: .silent, cached: cached)
    }

    @discardableResult
    func append(_ records: ConsentRecord...) throws -> [ConsentRecord] {
        try ledger.append(records.map { ConsentRecordDraft($0) })
    }

    /// A connection past all rules, for tampering.
    func intruder() throws -> Connection {
        let connection = try Connection(.writer(folder.file("consent.db")))
        try connection.execute("PRAGMA foreign_keys = OFF")
        return connection
    }

    /// Runs `body` as somebody who takes the triggers away and puts them back.
    func tamper(_ body: (Connection) throws -> Void) throws {
        let connection = try intruder()
        for (name, _) in LedgerSchema.triggers { try connection.execute("DROP TRIGGER \(name)") }
        try body(connection)
        for (_, sql) in LedgerSchema.triggers { try connection.execute(sql) }
    }
}
