import CollectorTesting
import Consent
import SQLite
import Testing

@testable import Storage

@Suite struct ShownCountTests {
    private let monday = ShownGroup(site: "a", day: 20_780, country: "DE", noticeVersion: "1")
    private let tuesday = ShownGroup(site: "a", day: 20_781, country: nil, noticeVersion: "1")

    @Test func `groups are counted apart and found by site and day`() throws {
        let fixture = try LedgerFixture()
        let elsewhere = ShownGroup(site: "b", day: 20_780, country: "DE", noticeVersion: "1")
        try fixture.ledger.count(shown: [monday, monday, tuesday, elsewhere])
        try fixture.ledger.count(shown: [])
        let all = try fixture.ledger.shown(site: "a", days: 20_780...20_781)
        #expect(all.map(\.group) == [monday, tuesday] && all.map(\.shown) == [2, 1])
        #expect(
            try fixture.ledger.shown(site: "a", days: 20_781...20_790).map(\.group) == [tuesday]
        )
        #expect(try fixture.ledger.shown(site: "c", days: 0...30_000).isEmpty)
    }

    @Test func `an answer is counted in the commit of its record, or not at all`() throws {
        let fixture = try LedgerFixture()
        let draft = ConsentRecordDraft(.example(), answers: monday)
        let intruder = try fixture.intruder()
        try intruder.execute(
            "CREATE TRIGGER no BEFORE INSERT ON content BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
        #expect(throws: StorageError.self) { try fixture.ledger.append([draft]) }
        #expect(try fixture.ledger.shown(site: "a", days: 0...30_000).isEmpty)
        try intruder.execute("DROP TRIGGER no")
        _ = try fixture.ledger.append([draft])
        let counts = try fixture.ledger.shown(site: "a", days: 0...30_000)
        #expect(counts.map(\.answers) == [[draft.record.choices: 1]])
        #expect(counts.map(\.answered) == [1] && counts.map(\.shown) == [0])
        #expect(counts.map(\.ignored) == [0], "an answer without its banner makes nothing negative")
    }

    @Test(.tags(.privacy)) func `counters go with the contents of their time`() throws {
        let fixture = try LedgerFixture()
        try fixture.ledger.count(shown: [monday, tuesday])
        let beforeMs: Int64 = 20_781 * 86_400_000
        _ = try fixture.ledger.expireContents(beforeMs: beforeMs, atMs: beforeMs)
        #expect(try fixture.ledger.shown(site: "a", days: 0...30_000).map(\.group) == [tuesday])
    }

    @Test func `devices and answers are counted apart`() throws {
        let fixture = try LedgerFixture()
        let mobile = ShownGroup(
            site: "a",
            day: 20_780,
            country: "DE",
            device: "Mobile",
            noticeVersion: "1"
        )
        try fixture.ledger.count(shown: [monday, mobile, mobile, mobile])
        let grant = ConsentRecordDraft(.example(), answers: mobile)
        let refusal = ConsentRecordDraft(
            .example(consentID: nil, choices: [], mechanism: .rejectAll),
            answers: mobile
        )
        _ = try fixture.ledger.append([grant, refusal])
        let counts = try fixture.ledger.shown(site: "a", days: 0...30_000)
        #expect(counts.map(\.group) == [monday, mobile] && counts.map(\.shown) == [1, 3])
        #expect(counts[1].answers == [grant.record.choices: 1, []: 1])
        #expect(counts.map(\.ignored) == [1, 1])
    }

    @Test(.tags(.privacy)) func `withheld events leave counters by day and reason, which expire`()
        throws
    {
        let fixture = try LedgerFixture()
        func count(_ day: Int32, _ reason: WithheldReason, _ events: Int) -> WithheldCount {
            WithheldCount(site: "a", day: day, reason: reason, events: events, pageviews: 1)
        }
        try fixture.ledger.count(withheld: [])
        try fixture.ledger.count(withheld: [count(20_780, .noConsent, 2), count(20_781, .gpc, 3)])
        try fixture.ledger.count(withheld: [count(20_780, .noConsent, 5)])
        let found = try fixture.ledger.withheld(site: "a", days: 0...30_000)
        #expect(found.map(\.events) == [7, 3] && found.map(\.pageviews) == [2, 1])
        #expect(found.map(\.reason) == [.noConsent, .gpc])
        #expect(try fixture.ledger.withheld(site: "b", days: 0...30_000).isEmpty)
        let beforeMs: Int64 = 20_781 * 86_400_000
        _ = try fixture.ledger.expireContents(beforeMs: beforeMs, atMs: beforeMs)
        #expect(try fixture.ledger.withheld(site: "a", days: 0...30_000).map(\.day) == [20_781])
    }

    @Test(arguments: [1, 2]) func `a ledger of a version before keeps what it counted`(
        version: Int
    ) throws {
        var fixture = try LedgerFixture()
        let intruder = try fixture.intruder()
        try intruder.execute("DROP TABLE shown")
        try intruder.execute("DROP TABLE withheld")
        if version == 2 {
            try intruder.execute(
                """
                CREATE TABLE shown(
                    site TEXT NOT NULL, day INTEGER NOT NULL, country TEXT NOT NULL,
                    notice_version TEXT NOT NULL, shown INTEGER NOT NULL, answered INTEGER NOT NULL,
                    PRIMARY KEY (site, day, country, notice_version)
                ) STRICT, WITHOUT ROWID
                """
            )
            try intruder.execute("INSERT INTO shown VALUES ('a', 20780, 'DE', '1', 5, 2)")
        }
        try intruder.execute("PRAGMA user_version = \(version)")
        try fixture.reopen()
        try fixture.ledger.count(shown: [monday])
        let counts = try fixture.ledger.shown(site: "a", days: 0...30_000)
        #expect(counts.map(\.shown) == [version == 2 ? 6 : 1])
        #expect(counts.map(\.answers) == [version == 2 ? [nil: 2] : [:]])
    }
}
