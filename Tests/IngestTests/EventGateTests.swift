import CollectorTesting
import Consent
import Testing

@testable import Ingest

@Suite struct EventGateTests {
    private static let tag = ConsentToken.siteTag("example.org")
    private static let id = ConsentID(high: 1, low: 2)
    private static let now: Int64 = 1_795_521_600_000

    private func record(
        _ sequence: UInt64,
        _ choices: Choices,
        at: Int64,
        notice: UInt64 = 1,
        lasts: Int64 = 100_000_000
    ) -> RecordFacts {
        RecordFacts(
            sequence: sequence,
            siteTag: Self.tag,
            choices: choices,
            noticeMaterial: notice,
            atMs: Self.now + at,
            expiresMs: Self.now + at + lasts,
            isWithdrawal: choices.isEmpty
        )
    }

    /// The gate for a token of the first of `records`, the ledger holding all of them.
    private func gate(
        _ records: [RecordFacts],
        siteTag: UInt32 = EventGateTests.tag
    ) throws -> EventGate {
        let first = try #require(records.first)
        let facts = TokenFacts(
            siteTag: siteTag,
            choices: first.choices,
            noticeMaterial: first.noticeMaterial,
            issuedMs: first.atMs,
            expiresMs: first.expiresMs,
            grant: TokenFacts.Grant(consentID: Self.id, sequence: first.sequence)
        )
        return EventGate(
            token: .valid(facts),
            siteTag: Self.tag,
            noticeMaterial: 1,
            signals: .none,
            nowMs: Self.now,
            lookup: ConsentLookup(
                newer: { sequence, _ in records.last { $0.sequence > sequence } },
                inForce: { _, time in records.last { $0.atMs <= time } }
            )
        )
    }

    @Test(.tags(.privacy))
    func `a withdrawal stops the very next beacon, also for what came before it`() throws {
        let gate = try gate([record(1, .all, at: -1000), record(2, [], at: -10)])
        for ago: Int64 in [0, 5, 10, 500, 1000] {
            let verdict = gate.verdict(for: .analytics, eventMs: Self.now - ago)
            #expect(verdict == .withheld(.withdrawn))
        }
    }

    @Test(.tags(.privacy)) func `a later grant never reaches back`() throws {
        let gate = try gate([record(1, .functional, at: -1000), record(2, .all, at: -100)])
        #expect(
            gate.verdict(for: .analytics, eventMs: Self.now - 100) == .permitted(recordSequence: 2)
        )
        #expect(gate.verdict(for: .analytics, eventMs: Self.now - 101) == .withheld(.noConsent))
        #expect(
            gate.verdict(for: .functional, eventMs: Self.now - 101) == .permitted(recordSequence: 1)
        )
        #expect(gate.verdict(for: .functional, eventMs: Self.now - 1001) == .withheld(.noConsent))
    }

    @Test func `an event from before a renewal is judged by what was valid then`() throws {
        let old = record(1, .all, at: -1000, lasts: 950)
        let gate = try gate([old, record(2, .all, at: -100)])
        #expect(
            gate.verdict(for: .analytics, eventMs: Self.now - 200) == .permitted(recordSequence: 1)
        )
        let expired = try self.gate([
            record(1, .all, at: -1000, lasts: 500), record(2, .all, at: -100),
        ])
        #expect(expired.verdict(for: .analytics, eventMs: Self.now - 200) == .withheld(.expired))
    }

    @Test(.tags(.privacy)) func `a choice for a notice that changed in substance covers nothing`()
        throws
    {
        let gate = try gate([record(1, .all, at: -1000, notice: 2)])
        #expect(gate.verdict(for: .analytics, eventMs: Self.now) == .withheld(.outdatedNotice))
    }

    @Test(.tags(.privacy)) func `a token of another site is no token`() throws {
        let gate = try gate(
            [record(1, .all, at: -1000)],
            siteTag: ConsentToken.siteTag("example.net")
        )
        #expect(gate.verdict(for: .analytics, eventMs: Self.now) == .withheld(.badToken))
        #expect(gate.consentID == nil)
    }

    @Test func `a trusted time is judged by the record in force then`() throws {
        let records = [
            record(1, .all, at: -1000), record(2, [], at: -500),
            record(3, .analytics, at: -100, lasts: 50),
        ]
        let gate = try gate(records)
        func verdict(_ ago: Int64, _ category: Category = .analytics) -> Verdict {
            gate.verdict(for: category, eventMs: Self.now - ago, isHistory: true)
        }
        #expect(verdict(1001) == .withheld(.noConsent))
        #expect(verdict(1000, .marketing) == .permitted(recordSequence: 1))
        #expect(verdict(500) == .withheld(.withdrawn))
        #expect(verdict(100) == .permitted(recordSequence: 3))
        #expect(verdict(100, .marketing) == .withheld(.noConsent))
        #expect(verdict(51) == .permitted(recordSequence: 3))
        #expect(verdict(50) == .withheld(.expired))
    }
}
