import CollectorTesting
import Consent
import Storage
import Testing
import Usage

@testable import PrivacyOffice

@Suite struct EnforcementCheckTests {
    private static let nowMs: Int64 = 1_795_521_600_000
    private let office: Office
    private let me = ConsentID.random()
    private let record: ConsentRecord

    init() throws {
        office = try Office(nowMs: Self.nowMs)
        record = try office.record(
            me,
            atMs: Self.nowMs - 10_000,
            expiresMs: Self.nowMs - 1000
        )
    }

    private func faults(_ row: UsageEvent) throws -> [String] {
        try office.store(row)
        let outcome = try office.enforcement
        #expect(outcome.rows == 1 && outcome.records == 1)
        #expect(outcome.faultCount == outcome.faults.count)
        return outcome.faults
    }

    @Test(.tags(.privacy), arguments: [Int64(-10_000), -5000, -1001])
    func `a row from the choice to the end of its validity is permitted`(offset: Int64) throws {
        #expect(
            try faults(office.event(1, by: record, atMs: Self.nowMs + offset)) == []
        )
    }

    @Test(
        .tags(.privacy),
        arguments: [
            (Int64(-10_001), "the record is later than the row"),
            (Int64(-1000), "the record was not in force any more"),
            (Int64(0), "the record was not in force any more"),
        ]
    )
    func `a row outside the validity of its record is found`(offset: Int64, fault: String) throws {
        let found = try faults(office.event(1, by: record, atMs: Self.nowMs + offset))
        #expect(
            found == ["a row of example.org on 2026-11-24 names record 1: \(fault)"]
        )
    }

    @Test(.tags(.privacy)) func `a row without a record is found`() throws {
        let row = UsageEvent.example(
            visitor: office.keys.visitor(me, of: ExampleSite.id).value,
            timeMs: Self.nowMs - 5000,
            record: 9
        )
        #expect(try faults(row).first?.hasSuffix("there is no such consent record") == true)
    }

    @Test(.tags(.privacy)) func `a row that names a statement is found`() throws {
        let sequence = try office.ledger.append(
            statement: .erasure(
                ErasureStatement(recordsErased: 0, usageRowsErased: 0, atMs: Self.nowMs)
            )
        )
        let row = UsageEvent.example(timeMs: Self.nowMs - 5000, record: sequence)
        #expect(try faults(row).first?.hasSuffix("there is no such consent record") == true)
    }

    @Test(.tags(.privacy)) func `a row of another site is found`() throws {
        let row = UsageEvent.example(
            site: Interned("other.example"),
            visitor: office.keys.visitor(me, of: ExampleSite.id).value,
            timeMs: Self.nowMs - 5000,
            record: record.sequence
        )
        #expect(try faults(row).first?.hasSuffix("the record is of another site") == true)
    }

    @Test(.tags(.privacy)) func `a row of another visitor is found`() throws {
        let row = UsageEvent.example(
            visitor: 12_345,
            timeMs: Self.nowMs - 5000,
            record: record.sequence
        )
        #expect(try faults(row).first?.hasSuffix("the record is of another visitor") == true)
    }

    @Test(.tags(.privacy)) func `a row under a record that grants nothing is found`() throws {
        let withdrawal = try office.record(
            me,
            choices: [],
            atMs: Self.nowMs - 6000,
            mechanism: .withdraw
        )
        let found = try faults(office.event(1, by: withdrawal, atMs: Self.nowMs - 5000))
        #expect(found.first?.hasSuffix("the record grants nothing") == true)
    }

    @Test(.tags(.privacy)) func `a row under a refusal without an id is found`() throws {
        let refusal = try office.record(nil, choices: [], atMs: Self.nowMs - 6000)
        let row = UsageEvent.example(timeMs: Self.nowMs - 5000, record: refusal.sequence)
        #expect(try faults(row).count == 1)
    }

    @Test(.tags(.privacy)) func `a row after a later record of the same visitor is found`() throws {
        try office.record(me, choices: .analytics, atMs: Self.nowMs - 6000)
        let found = try faults(office.event(1, by: record, atMs: Self.nowMs - 5000))
        #expect(found.first?.hasSuffix("the record was not in force any more") == true)
    }

    @Test func `faults are counted to the last, and told up to twenty`() throws {
        for number in UInt64(0)..<25 {
            try office.store(.example(id: number, timeMs: Self.nowMs, record: 77))
        }
        let outcome = try office.enforcement
        #expect(outcome.faultCount == 25 && outcome.faults.count == 20 && outcome.rows == 25)
    }

    @Test func `an empty log holds`() throws {
        let outcome = try office.enforcement
        #expect(outcome == EnforcementCheck.Outcome(rows: 0, records: 0, faults: [], faultCount: 0))
    }
}
