import CollectorTesting
import Consent
import Storage
import Testing
import Usage

@testable import PrivacyOffice

@Suite struct ExpiryCheckTests {
    private let nowMs: Int64
    private let office: Office

    init() throws {
        nowMs = try time("2026-11-25T12:00:00Z")
        office = try Office(nowMs: nowMs)
    }

    private func outcome(atMs: Int64) throws -> ExpiryCheck.Outcome {
        try ExpiryCheck(usage: office.usage, ledger: office.ledger, plan: RetentionPlan())
            .run(nowMs: atMs)
    }

    private func storeRow(on day: String) throws {
        let atMs = try time("\(day)T12:00:00Z")
        let record = try office.record(.random(), atMs: atMs)
        try office.store(office.event(1, by: record, atMs: atMs))
    }

    @Test func `an empty log needs no sweep`() throws {
        #expect(
            try outcome(atMs: nowMs)
                == ExpiryCheck.Outcome(sweeps: 0, lastSweepMs: nil, oldestDay: nil, faults: [])
        )
    }

    @Test func `rows without any sweep on record are a fault`() throws {
        try storeRow(on: "2026-11-20")
        #expect(try outcome(atMs: nowMs).faults == ["no sweep is on record"])
    }

    @Test func `a sweep holds for two days`() throws {
        try storeRow(on: "2026-11-20")
        _ = try office.sweep(RetentionPlan()).run(nowMs: nowMs)
        let twoDays: Int64 = 2 * 86_400_000
        let held = try outcome(atMs: nowMs + twoDays)
        #expect(held.faults == [] && held.sweeps == 1 && held.lastSweepMs == nowMs)
        #expect(held.oldestDay == (try days("2026-11-20")))
        #expect(
            try outcome(atMs: nowMs + twoDays + 1).faults
                == ["the last sweep on record ran at 2026-11-25T12:00:00.000Z"]
        )
    }

    @Test(.tags(.privacy)) func `a row that stays too long is named by its site and day`() throws {
        try storeRow(on: "2024-11-20")
        #expect(
            try outcome(atMs: nowMs).faults == [
                "example.org keeps usage of 2024-11-20, but the first day to keep is 2024-11-25",
                "no sweep is on record",
            ]
        )
    }
}
