import CollectorTesting
import Consent
import SQLite
import Synchronization
import Testing

@testable import Storage

/// What a writing and the reading threads of a test share.
private final class Race: Sendable {
    let isDone = Atomic<Bool>(false)
    /// The latest committed sequence of each consent id.
    let committed: Mutex<[UInt64]>

    init(committed: [UInt64]) { self.committed = Mutex(committed) }
}

@Suite struct ConsentLedgerTests {
    private var fixture: LedgerFixture
    private var ledger: ConsentLedger { fixture.ledger }

    init() throws { fixture = try LedgerFixture() }

    @Test mutating func `records get places without gaps and are found after a start`() throws {
        let id = ConsentID.random()
        let records = try fixture.append(
            .example(consentID: id),
            .example(choices: [], mechanism: .rejectAll)
        )
        let later = try fixture.append(.example(consentID: id, choices: [], mechanism: .withdraw))
        #expect((records + later).map(\.sequence) == [1, 2, 3])
        #expect((records + later).map(\.previous) == [nil, nil, 1])
        for _ in 0..<2 {
            for record in records + later {
                #expect(try ledger.record(record.id) == record)
                #expect(try ledger.record(sequence: record.sequence) == record)
            }
            #expect(try ledger.records(of: id) == [records[0], later[0]])
            #expect(ledger.count == 3)
            #expect(try ledger.record(.random()) == nil)
            #expect(try ledger.record(sequence: 4) == nil)
            try fixture.reopen()
        }
        #expect(try ledger.verify().isSound)
    }

    @Test func `one commit signs one checkpoint for all its records`() throws {
        try fixture.append(.example(), .example(), .example())
        try fixture.append(.example())
        let result = try ledger.verify()
        #expect(result.checkpoints == 2)
        #expect(result.entries == 4)
        #expect(try ledger.latestCheckpoint()?.hasPrefix("\(fixture.keys.ledgerName)\n4\n") == true)
        #expect(result.latestCheckpoint == (try ledger.latestCheckpoint()))
    }

    @Test func `an empty ledger is sound`() throws {
        #expect(try ledger.verify() == LedgerVerification())
        #expect(try ledger.append([]).isEmpty)
        #expect(try ledger.latestCheckpoint() == nil)
        #expect(try ledger.oldest() == nil)
    }

    @Test(.tags(.privacy)) func `a withdrawal counts for the very next beacon`() throws {
        let id = ConsentID.random()
        let grant = try fixture.append(.example(consentID: id))[0]
        #expect(ledger.newer(than: grant.sequence, of: id) == nil)
        let withdrawal = try fixture.append(.example(consentID: id, choices: []))[0]
        #expect(ledger.newer(than: grant.sequence, of: id) == withdrawal.facts)
        #expect(ledger.newer(than: grant.sequence, of: id)?.isWithdrawal == true)
        #expect(ledger.newer(than: withdrawal.sequence, of: id) == nil)
    }

    @Test(.tags(.privacy)) func `a clock that went back puts no withdrawal before its grant`()
        throws
    {
        let id = ConsentID.random()
        let grant = try fixture.append(.example(atMs: 2_000_000_000_000, consentID: id))[0]
        let withdrawal = try fixture.append(
            .example(atMs: 1_900_000_000_000, consentID: id, choices: [])
        )[0]
        #expect(withdrawal.atMs == grant.atMs)
        #expect(ledger.newer(than: grant.sequence, of: id)?.isWithdrawal == true)
        #expect(ledger.inForce(of: id, atMs: grant.atMs)?.isWithdrawal == true)
    }

    @Test func `a record of the past takes its place by its time`() throws {
        let id = ConsentID.random()
        let live = try fixture.append(.example(atMs: 5000, consentID: id, choices: []))[0]
        let old = try ledger.append([
            ConsentRecordDraft(.example(atMs: 1000, consentID: id), isHistory: true)
        ])[0]
        #expect(old.atMs == 1000)
        #expect(old.previous == nil)
        #expect(ledger.latest(of: id) == live.facts)
        #expect(ledger.newer(than: old.sequence, of: id) == live.facts)
        #expect(ledger.inForce(of: id, atMs: 4999) == old.facts)
        #expect(ledger.inForce(of: id, atMs: 999) == nil)
        #expect(try ledger.verify().isSound)
    }

    @Test(.tags(.privacy)) func `a token whose record is not in the ledger proves nothing`() throws
    {
        let id = ConsentID.random()
        try fixture.append(.example(consentID: .random()))
        for sequence: UInt64 in [0, 1, 2, .max] {
            #expect(ledger.newer(than: sequence, of: id) == .noProof, "\(sequence)")
        }
    }

    @Test mutating func `no trigger lets the ledger's own rows be changed or deleted`() throws {
        try fixture.append(.example(), .example())
        try ledger.keepNotice(.example(), atMs: 5)
        let intruder = try fixture.intruder()
        for (table, column) in [
            ("leaf", "hash"), ("statement", "text"), ("checkpoint", "note"), ("notice", "text"),
        ] {
            for sql in ["UPDATE \(table) SET \(column) = \(column)", "DELETE FROM \(table)"] {
                let error = #expect(throws: SQLiteError.self, "\(sql)") {
                    try intruder.execute(sql)
                }
                #expect(error?.isConstraint == true)
            }
        }
        #expect(throws: SQLiteError.self) {
            try intruder.execute("INSERT INTO leaf(sequence, hash) VALUES (9, zeroblob(32))")
        }
        #expect(try ledger.verify().isSound)
    }

    @Test mutating func `a lost frontier is computed anew from the leaves`() throws {
        for _ in 0..<5 { try fixture.append(.example(), .example()) }
        let intruder = try fixture.intruder()
        try intruder.execute("UPDATE frontier SET bytes = zeroblob(8)")
        try fixture.reopen()
        #expect(ledger.isHealthy)
        #expect(try fixture.append(.example())[0].sequence == 11)
        try intruder.execute("DELETE FROM frontier")
        try fixture.reopen()
        #expect(try fixture.append(.example())[0].sequence == 12)
        #expect(try ledger.verify().isSound)
    }

    @Test mutating func `a ledger that its checkpoint does not sign takes no more records`() throws
    {
        try fixture.append(.example(), .example())
        try fixture.tamper { try $0.execute("DELETE FROM leaf WHERE sequence = 2") }
        try fixture.reopen()
        #expect(!ledger.isHealthy)
        #expect(throws: StorageError.self) { try fixture.append(.example()) }
        #expect(throws: StorageError.self) { try ledger.probe() }
        #expect(try ledger.record(sequence: 1) != nil)
        #expect(try ledger.verify().fault?.sequence == 2)
    }

    @Test func `a ledger of other keys takes no records`() throws {
        try fixture.append(.example())
        let other = try TemporaryFolder()
        let stranger = try KeyRing(dataDirectory: other.path)
        let opened = try ConsentLedger(dataDirectory: fixture.folder.path, keys: stranger)
        #expect(!opened.isHealthy)
        #expect(throws: StorageError.self) {
            try opened.append([ConsentRecordDraft(.example())])
        }
    }

    @Test
    func `a full disk refuses a commit as a whole, and nothing is lost when there is room again`()
        throws
    {
        let id = ConsentID.random()
        let before = try fixture.append(.example(consentID: id))[0]
        try ledger.writer.withLock { (writer) throws(SQLiteError) in
            try writer.connection.execute("PRAGMA max_page_count = 1")
        }
        var stored = 1
        var failure: StorageError?
        for _ in 0..<200 {
            do throws(StorageError) {
                _ = try ledger.append([
                    ConsentRecordDraft(
                        .example(
                            consentID: id,
                            choices: [],
                            page: String(repeating: "x", count: 900)
                        )
                    )
                ])
                stored += 1
            } catch {
                failure = error
                break
            }
        }
        #expect(failure?.isDiskFull == true)
        #expect(ledger.count == UInt64(stored))
        let facts = try #require(ledger.latest(of: id))
        #expect(facts.sequence == UInt64(stored))
        #expect(try ledger.record(before.id) == before)
        try ledger.writer.withLock { (writer) throws(SQLiteError) in
            try writer.connection.execute("PRAGMA max_page_count = 1000000")
        }
        try ledger.probe()
        let after = try fixture.append(.example(consentID: id))[0]
        #expect(after.sequence == UInt64(stored) + 1)
        #expect(after.previous == facts.sequence)
        #expect(try ledger.verify().isSound)
    }

    @Test func `beacons read while records are written`() async throws {
        let ledger = fixture.ledger
        let ids = (0..<8).map { _ in ConsentID.random() }
        let grants = try ledger.append(ids.map { ConsentRecordDraft(.example(consentID: $0)) })
        let race = Race(committed: grants.map(\.sequence))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                var turn = 0
                while !race.isDone.load(ordering: .acquiring) {
                    turn = (turn + 1) % ids.count
                    let known = race.committed.withLock { $0[turn] }
                    let seen = ledger.newer(than: grants[turn].sequence, of: ids[turn])
                    // What was committed before the question is seen by it.
                    if seen?.sequence ?? grants[turn].sequence < known {
                        Issue.record("a committed record was not seen")
                    }
                    if turn == 0 { await Task.yield() }
                }
            }
            group.addTask {
                defer { race.isDone.store(true, ordering: .releasing) }
                for turn in 0..<200 {
                    let index = turn % ids.count
                    let record = try ledger.append([
                        ConsentRecordDraft(.example(consentID: ids[index], choices: []))
                    ])[0]
                    race.committed.withLock { $0[index] = record.sequence }
                }
            }
            try await group.waitForAll()
        }
        #expect(try ledger.verify().records == 208)
    }

    @Test func `a copy taken while it is in use is sound`() throws {
        for _ in 0..<50 { try fixture.append(.example(consentID: .random())) }
        let copy = try TemporaryFolder()
        try ledger.backup(to: copy.file("consent.db"))
        try fixture.append(.example())
        let opened = try ConsentLedger(dataDirectory: copy.path, keys: fixture.keys)
        #expect(opened.count == 50)
        #expect(try opened.verify().isSound)
        #expect(copy.mode(of: "consent.db") == 0o600)
    }

    @Test func `only the owner can read the ledger`() throws {
        try fixture.append(.example())
        for name in fixture.folder.files { #expect(fixture.folder.mode(of: name) == 0o600) }
    }

    @Test mutating func `a notice stays by its hash, with the time of its first showing`() throws {
        let notice = Notice.example()
        try ledger.keepNotice(notice, atMs: 5)
        try ledger.keepNotice(notice, atMs: 6)
        try ledger.keepNotice(.example(text: "Please?"), atMs: 7)
        try fixture.reopen()
        let kept = try #require(try ledger.notice(hash: notice.hash))
        #expect(kept.text == notice.canonicalText)
        #expect(kept.materialHash == notice.materialHash)
        #expect(kept.firstShownMs == 5)
        #expect(try ledger.notice(hash: [UInt8](repeating: 0, count: 32)) == nil)
        let result = try ledger.verify()
        #expect(result.isSound)
        #expect(result.notices == 2)
    }

    @Test func `statements are listed by their places`() throws {
        let expiry = LedgerStatement.expiry(
            ExpiryStatement(
                site: "a.example",
                cutoffDay: 20_000,
                removed: [.init(yearMonth: 202_401, rowsRemoved: 5)],
                oldestDay: nil,
                atMs: 9
            )
        )
        try fixture.append(.example())
        #expect(try ledger.append(statement: expiry) == 2)
        let listed = try ledger.statements()
        #expect(listed.map(\.sequence) == [2])
        #expect(listed.map(\.statement) == [expiry])
        #expect(try ledger.verify().isSound)
    }

    @Test(arguments: 1...9)
    func `anybody can check a record with its proof alone`(size: Int) throws {
        let records = try ledger.append(
            (0..<size).map { _ in ConsentRecordDraft(.example(consentID: .random())) }
        )
        for record in records {
            let proof = try #require(try ledger.proof(of: record.id))
            #expect(proof.isSound)
            #expect(proof.record == record)
            let head = try Consent.Checkpoint(
                verifying: Array(proof.checkpoint.utf8),
                of: fixture.keys.ledgerName,
                by: [
                    NoteKey(
                        name: fixture.keys.ledgerName,
                        key: fixture.keys.ledgerVerifyingKey
                    )
                ]
            )
            let leaf = LedgerLeaf.hash(salt: proof.salt, content: record.canonicalBytes)
            #expect(proof.inclusion.proves(leaf, in: head.root))
        }
        #expect(try ledger.proof(of: .random()) == nil)
    }
}
