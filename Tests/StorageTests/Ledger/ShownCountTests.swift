import CollectorTesting
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

    @Test func `a ledger of the version before gets the table when it is opened`() throws {
        var fixture = try LedgerFixture()
        let intruder = try fixture.intruder()
        try intruder.execute("DROP TABLE shown")
        try intruder.execute("PRAGMA user_version = 1")
        try fixture.reopen()
        try fixture.ledger.count(shown: [monday])
        #expect(try fixture.ledger.shown(site: "a", days: 0...30_000).map(\.shown) == [1])
    }
}
