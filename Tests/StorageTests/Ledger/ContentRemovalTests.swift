import CollectorTesting
import Consent
import SQLite
import Synchronization
import Testing

@testable import Storage

@Suite struct ContentRemovalTests {
    private var fixture: LedgerFixture
    private var ledger: ConsentLedger { fixture.ledger }

    init() throws { fixture = try LedgerFixture() }

    /// What the files hold of records at these places: sealed contents and keyed names.
    private func traces(of sequences: [UInt64], _ records: [ConsentRecord]) throws -> [[UInt8]] {
        let intruder = try fixture.intruder()
        let list = sequences.map { String($0) }.joined(separator: ",")
        let sealed = try intruder.prepare(
            "SELECT sealed FROM content WHERE sequence IN (\(list))"
        ).all { $0.blob(0) }
        var names: [[UInt8]] = []
        for record in records where sequences.contains(record.sequence) {
            names.append(fixture.keys.index(.recordID, record.id.bytes))
            if let id = record.consentID { names.append(fixture.keys.index(.consentID, id.bytes)) }
        }
        // Any 16 bytes from the middle of a sealed content tell that it is there.
        return names + sealed.map { Array($0[100..<116]) } + sealed.map { Array($0.suffix(16)) }
    }

    /// Which of the 16 bytes long needles stand in any file of the directory.
    private func found(_ needles: [[UInt8]]) -> Int {
        var byStart: [UInt64: [UInt8]] = [:]
        for needle in needles { byStart[Self.start(needle[...])] = needle }
        var found: Set<[UInt8]> = []
        for name in fixture.folder.files where !name.hasPrefix("keys/") {
            let bytes = fixture.folder.bytes(of: name)
            var window: UInt64 = 0
            for (index, byte) in bytes.enumerated() {
                window = window << 8 | UInt64(byte)
                guard index >= 7, let needle = byStart[window] else { continue }
                if bytes[(index - 7)...].starts(with: needle) { found.insert(needle) }
            }
        }
        return found.count
    }

    private static func start(_ needle: ArraySlice<UInt8>) -> UInt64 {
        needle.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    @Test(.tags(.privacy)) func `no file ever holds a consent id or record id`() throws {
        let id = ConsentID.random()
        let record = try fixture.append(.example(consentID: id))[0]
        for name in fixture.folder.files {
            let bytes = fixture.folder.bytes(of: name)
            for canary in [
                id.bytes, Array(id.text.utf8), record.id.bytes, Array(record.id.text.utf8),
            ] { #expect(bytes.firstRange(of: canary) == nil, "\(name)") }
        }
    }

    @Test(.tags(.privacy)) mutating func `an erasure leaves nothing of the person in any file`()
        throws
    {
        let person = ConsentID.random()
        var records: [ConsentRecord] = []
        for turn in 0..<20 {
            var drafts = (0..<100).map { _ in
                ConsentRecordDraft(ConsentRecord.example(consentID: .random()))
            }
            drafts.append(ConsentRecordDraft(.example(consentID: person)))
            drafts.append(ConsentRecordDraft(.example(choices: [], page: "/\(turn)")))
            records += try ledger.append(drafts)
        }
        let own = records.filter { $0.consentID == person }
        let traces = try traces(of: own.map(\.sequence), records)
        #expect(found(traces) == Set(traces).count)

        #expect(try ledger.erase(person, atMs: 9) == 20)
        #expect(found(traces) == 0)
        for _ in 0..<2 {
            #expect(try ledger.records(of: person).isEmpty)
            for record in own {
                #expect(try ledger.record(record.id) == nil)
                #expect(try ledger.record(sequence: record.sequence) == nil)
                #expect(ledger.isRemoved(record.sequence))
                #expect(ledger.newer(than: record.sequence, of: person) == .noProof)
            }
            #expect(ledger.inForce(of: person, atMs: .max) == nil)
            #expect(ledger.latest(of: person) == nil)
            let others = records.filter { $0.consentID != person }
            for record in others.prefix(50) { #expect(try ledger.record(record.id) == record) }
            let result = try ledger.verify()
            #expect(result.isSound)
            #expect(result.removed == 20)
            #expect(result.records == 2020)
            try fixture.reopen()
        }
        let said = try ledger.statements().map(\.statement)
        #expect(
            said == [
                .removal(
                    RemovalStatement(
                        reason: .erasure,
                        sequences: own.map { $0.sequence...$0.sequence },
                        atMs: 9
                    )
                )
            ]
        )
    }

    @Test func `erasing somebody who is not there changes nothing`() throws {
        try fixture.append(.example(consentID: .random()))
        #expect(try ledger.erase(.random(), atMs: 9) == 0)
        #expect(ledger.count == 1)
    }

    @Test(.tags(.privacy)) mutating func `contents over their time go with their month's key`()
        throws
    {
        let dayMs: Int64 = 86_400_000
        var records: [ConsentRecord] = []
        // 3,000 records over 100 days from 1 January 2026 on, in commits of 30.
        for day in 0..<100 {
            records += try ledger.append(
                (0..<30).map { index in
                    ConsentRecordDraft(
                        .example(
                            atMs: 1_767_225_600_000 + Int64(day) * dayMs,
                            consentID: index < 20 ? .random() : nil,
                            choices: index < 20 ? .all : []
                        )
                    )
                }
            )
        }
        // From 10 March on is kept: all of January and February goes, and a part of March.
        let cutoff: Int64 = 1_773_100_800_000
        let old = records.filter { $0.atMs < cutoff }
        #expect(old.count == 68 * 30)
        let traces = try traces(of: old.map(\.sequence), records)
        #expect(found(traces) == traces.count)
        #expect(try ledger.countExpired(beforeMs: cutoff) == old.count)

        let expiry = try ledger.expireContents(beforeMs: cutoff, atMs: 9)
        #expect(
            expiry == ContentExpiry(contentsRemoved: old.count, monthsEnded: [202_601, 202_602])
        )
        #expect(found(traces) == 0)
        #expect(fixture.keys.consentMonths.months == [202_603, 202_604])
        #expect(try ledger.oldest() == cutoff)
        for _ in 0..<2 {
            let result = try ledger.verify()
            #expect(result.isSound)
            #expect(result.removed == UInt64(old.count))
            #expect(ledger.isRemoved(old[0].sequence))
            #expect(!ledger.isRemoved(old[old.count - 1].sequence + 1))
            let kept = records[old.count]
            #expect(try ledger.record(kept.id) == kept)
            try fixture.reopen()
        }
        let again = try ledger.expireContents(beforeMs: cutoff, atMs: 10)
        #expect(again == ContentExpiry(contentsRemoved: 0, monthsEnded: []))
    }

    @Test(.tags(.privacy)) mutating func `a removal that was cut off is finished later`() throws {
        let person = ConsentID.random()
        var records = try ledger.append(
            (0..<2000).map { _ in ConsentRecordDraft(.example(consentID: .random())) }
        )
        records += try fixture.append(.example(consentID: person))
        let place = records[2000].sequence
        let traces = try traces(of: [place], records)
        // As far as a cut in the middle of the rewriting lets it come.
        let statement = RemovalStatement(reason: .erasure, sequences: [place...place], atMs: 9)
        try ledger.writer.withLock { (writer) throws(StorageError) in
            try writer.commit(statements: [.removal(statement)]) { () throws(StorageError) in
                try writer.empty([place])
            }
            try writer.beginRewriting()
            _ = try writer.moveNames()
        }
        try fixture.reopen()
        #expect(found(traces) > 0)
        #expect(try ledger.record(records[0].id) == records[0])
        #expect(try ledger.record(records[1999].id) == records[1999])
        #expect(try ledger.record(records[2000].id) == nil)
        #expect(try ledger.verify().isSound)
        try fixture.append(.example(consentID: .random()))
        try ledger.finishRemoval()
        #expect(found(traces) == 0)
        for record in records.dropLast() { #expect(try ledger.record(record.id) == record) }
        #expect(try ledger.verify().isSound)
    }

    @Test func `the beacons of others are not kept from their records meanwhile`() throws {
        let others = try ledger.append(
            (0..<2000).map { _ in ConsentRecordDraft(.example(consentID: .random())) }
        )
        let person = ConsentID.random()
        try fixture.append(.example(consentID: person))
        _ = try ledger.erase(person, atMs: 9)
        for record in others {
            guard let id = record.consentID else { continue }
            #expect(ledger.newer(than: record.sequence, of: id) == nil)
        }
    }
}
