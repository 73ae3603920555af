import CollectorTesting
import Consent
import SQLite
import Storage
import Testing
import Usage

@testable import PrivacyOffice

/// Looks in every byte of the data directory for what was removed.
@Suite struct CanaryTests {
    private let nowMs: Int64
    private let office: Office
    private let goes = ConsentID.random()
    private let stays = ConsentID.random()

    init() throws {
        nowMs = try time("2026-11-25T12:00:00Z")
        office = try Office(nowMs: nowMs)
    }

    /// Stands for a value in the open, in files that must not hold it.
    private func texts(of record: ConsentRecord) throws -> [[UInt8]] {
        let id = try #require(record.consentID)
        return [
            id.bytes, Array(id.text.utf8), record.id.bytes, Array(record.id.text.utf8),
            Array("canary-path".utf8), Array("Canary Title".utf8), Array("canary-consent".utf8),
        ]
    }

    /// The sealed bytes of a table's column now, which another connection can read.
    private func sealed(_ column: String, from table: String, in file: String) throws -> [[UInt8]] {
        let connection = try Connection(.reader(office.folder.file(file)))
        return try connection.prepare("SELECT \(column) FROM \(table)").all { row in
            Array(row.blob(0).prefix(64))
        }
    }

    private func holders(of values: [[UInt8]]) -> [String] {
        values.flatMap { office.folder.files(holding: $0) }
    }

    private func fill(
        _ old: Int64,
        _ new: Int64
    ) throws -> (goes: ConsentRecord, stays: ConsentRecord) {
        let gone = try office.record(goes, atMs: old, page: "/canary-consent")
        let kept = try office.record(stays, atMs: new, page: "/kept-consent")
        for number in UInt64(0)..<50 {
            try office.store(
                office.event(
                    number,
                    by: gone,
                    atMs: old + Int64(number),
                    path: "/canary-path/\(number)",
                    title: "Canary Title \(number)"
                )
            )
            try office.store(
                office.event(
                    1000 + number,
                    by: kept,
                    atMs: new + Int64(number),
                    path: "/kept/\(number)",
                    title: "Kept"
                )
            )
        }
        #expect(try office.pages().filter { $0.hasPrefix("/canary-path/") }.count == 50)
        return (gone, kept)
    }

    private func expectKept(_ record: ConsentRecord) throws {
        #expect(try office.pages().sorted() == (0..<50).map { "/kept/\($0)" }.sorted())
        #expect(try office.ledger.record(record.id) == record)
        #expect(try office.ledger.records(of: stays) == [record])
        #expect(office.ledger.newer(than: record.sequence, of: stays) == nil)
        let verification = try office.ledger.verify()
        #expect(verification.isSound, "\(String(describing: verification.fault))")
        #expect(try office.enforcement.faults == [])
    }

    @Test(.tags(.privacy), arguments: ["2024-10-20T12:00:00Z", "2024-11-24T12:00:00Z"])
    func `nothing of an expired month or day is left in any file`(old: String) throws {
        let oldMs = try time(old)
        let records = try fill(oldMs, time("2024-11-25T12:00:00Z"))
        let month = CivilDate(days: Instant.utcDay(oldMs)).monthNumber
        // What was written: sealed, so its ciphertext, its key and its name in the index count too.
        let key = office.folder.bytes(of: "keys/usage-\(month).key")
        let batches = try sealed("data", from: "log", in: "usage-\(month).db")
        let day = Instant.utcDay(oldMs)
        let ids = try sealed("ids", from: "log WHERE day = \(day)", in: "usage-\(month).db")
        let content = try sealed("sealed", from: "content WHERE sequence = 1", in: "consent.db")
        let names = try sealed("hash", from: "name WHERE sequence = 1", in: "consent.db")
        let canaries = [key] + batches + ids + content + names
        #expect(!key.isEmpty && batches.count >= 50 && content.count == 1 && !names.isEmpty)
        #expect(canaries.allSatisfy { !office.folder.files(holding: $0).isEmpty })

        let outcome = try office.sweep(RetentionPlan()).run(nowMs: nowMs)
        #expect(outcome.rowsRemoved == 50 && outcome.recordsRemoved == 1)
        #expect(holders(of: canaries) == [])
        #expect(holders(of: try texts(of: records.goes)) == [])
        try expectKept(records.stays)
    }

    @Test(.tags(.privacy))
    func `nothing of an erased visitor is left in any file, and everything of the others`() throws {
        let old = try time("2026-10-20T12:00:00Z")
        let records = try fill(old, old)
        let key = office.folder.bytes(of: "keys/usage-202610.key")
        let batches = try sealed("data", from: "log", in: "usage-202610.db")
        // The visitors took turns.
        let ids = try sealed("ids", from: "log WHERE seq % 2 = 1", in: "usage-202610.db")
        let content = try sealed("sealed", from: "content WHERE sequence = 1", in: "consent.db")
        let names = try sealed("hash", from: "name WHERE sequence = 1", in: "consent.db")
        let canaries = [key] + batches + ids + content + names
        #expect(!key.isEmpty && batches.count >= 100 && content.count == 1 && !names.isEmpty)
        #expect(canaries.allSatisfy { !office.folder.files(holding: $0).isEmpty })

        let erasure = try office.requests.erase(goes, nowMs: nowMs)
        #expect(erasure == SubjectRequests.Erasure(records: 1, usageRows: 50))
        #expect(holders(of: canaries) == [])
        #expect(holders(of: try texts(of: records.goes)) == [])
        #expect(try office.requests.export(goes, nowMs: nowMs) == nil)
        try expectKept(records.stays)
        let export = try #require(try office.requests.export(stays, nowMs: nowMs))
        #expect(export.contains("/kept/49"))
    }

    @Test(.tags(.privacy))
    func `the token of an erased visitor permits nothing, also after a restart`() throws {
        let records = try fill(nowMs - 1000, nowMs - 1000)
        #expect(office.ledger.newer(than: records.goes.sequence, of: goes) == nil)
        _ = try office.requests.erase(goes, nowMs: nowMs)
        let again = try ConsentLedger(dataDirectory: office.folder.path, keys: office.keys)
        for ledger in [office.ledger, again] {
            let newer = try #require(ledger.newer(than: records.goes.sequence, of: goes))
            #expect(newer.choices.isEmpty && newer.isWithdrawal)
            #expect(ledger.latest(of: goes) == nil)
            #expect(ledger.inForce(of: goes, atMs: nowMs) == nil)
        }
    }

    @Test(.tags(.privacy))
    func `an erasure is on record without a word about whose it was, and once`() throws {
        _ = try fill(nowMs - 1000, nowMs - 1000)
        _ = try office.requests.erase(goes, nowMs: nowMs)
        #expect(
            try office.requests.erase(goes, nowMs: nowMs + 1)
                == SubjectRequests.Erasure(records: 0, usageRows: 0)
        )
        let statements = try office.ledger.statements().map(\.statement)
        let erasures = statements.filter { if case .erasure = $0 { true } else { false } }
        #expect(
            erasures == [
                .erasure(ErasureStatement(recordsErased: 1, usageRowsErased: 50, atMs: nowMs))
            ]
        )
        let words = statements.map { String(decoding: $0.canonicalBytes, as: UTF8.self) }
        #expect(words.allSatisfy { !$0.contains(goes.text) })
    }
}
