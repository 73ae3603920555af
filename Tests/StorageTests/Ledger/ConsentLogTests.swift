import CollectorTesting
import Consent
import Testing

@testable import Storage

@Suite struct ConsentLogTests {
    private let fixture: LedgerFixture
    private let id = ConsentID.random()
    private let records: [ConsentRecord]

    init() throws {
        fixture = try LedgerFixture()
        let dayMs: Int64 = 86_400_000
        records = try fixture.append(
            .example(atMs: dayMs, consentID: id, choices: .all, mechanism: .acceptAll),
            .example(atMs: 2 * dayMs, choices: [], mechanism: .rejectAll, country: nil),
            .example(atMs: 2 * dayMs, site: "b.example", consentID: .random(), choices: .marketing),
            .example(atMs: 3 * dayMs, consentID: id, choices: [], mechanism: .withdraw),
            .example(atMs: 4 * dayMs, consentID: .random(), choices: .analytics, language: "en"),
            .example(atMs: 4 * dayMs, consentID: .random(), choices: .analytics, language: "en")
        )
        try fixture.ledger.keepNotice(.example(), atMs: 4 * dayMs)
    }

    private static let filters: [(ConsentLogFilter, [Int])] = [
        (ConsentLogFilter(), [6, 5, 4, 3, 2, 1]),
        (ConsentLogFilter(site: "b.example"), [3]),
        (ConsentLogFilter(site: "c.example"), []),
        (ConsentLogFilter(fromMs: 2 * 86_400_000), [6, 5, 4, 3, 2]),
        (ConsentLogFilter(toMs: 2 * 86_400_000), [1]),
        (ConsentLogFilter(fromMs: 2 * 86_400_000, toMs: 3 * 86_400_000), [3, 2]),
        (ConsentLogFilter(mechanism: .rejectAll), [2]),
        (ConsentLogFilter(category: .marketing), [3, 1]),
        (ConsentLogFilter(category: .essential), [6, 5, 4, 3, 2, 1]),
        (ConsentLogFilter(site: "a.example", category: .analytics), [6, 5, 1]),
    ]

    @Test(arguments: filters)
    func `a filter keeps what it says`(filter: ConsentLogFilter, expected: [Int]) throws {
        let page = try fixture.ledger.list(filter)
        #expect(page.records.map { Int($0.sequence) } == expected)
        #expect(page.records == expected.map { records[$0 - 1] })
        #expect(page.next == nil)
    }

    @Test func `the records of one consent id`() throws {
        var filter = ConsentLogFilter(consentID: id)
        #expect(try fixture.ledger.list(filter).records.map(\.sequence) == [4, 1])
        filter.mechanism = .withdraw
        #expect(try fixture.ledger.list(filter).records.map(\.sequence) == [4])
        filter = ConsentLogFilter(consentID: .random())
        #expect(try fixture.ledger.list(filter).records.isEmpty)
    }

    @Test(arguments: 1...7)
    func `pages join to the whole`(limit: Int) throws {
        var filter = ConsentLogFilter(limit: limit)
        var seen: [UInt64] = []
        repeat {
            let page = try fixture.ledger.list(filter)
            #expect(page.records.count <= limit)
            seen += page.records.map(\.sequence)
            filter.cursor = page.next.flatMap { ConsentLogPage.Cursor(text: $0.text) }
        } while filter.cursor != nil
        #expect(seen == [6, 5, 4, 3, 2, 1])
    }

    @Test(arguments: ["", "0", "-1", "x", "1.5"])
    func `a cursor that nobody gave out is none`(text: String) {
        #expect(ConsentLogPage.Cursor(text: text) == nil)
    }

    @Test func `rates count alike records of a site by day`() throws {
        let counts = try fixture.ledger.rates(
            site: "a.example",
            fromMs: 0,
            toMs: 5 * 86_400_000
        ) { Int32($0 / 86_400_000) }
        #expect(counts.map(\.count).reduce(0, +) == 5)
        let alike = counts.filter { $0.day == 4 }
        #expect(alike.map(\.count) == [2])
        #expect(alike.first?.choices == .analytics)
        #expect(alike.first?.language == "en")
        let withdrawn = counts.filter { $0.isWithdrawal }
        #expect(withdrawn.map(\.day) == [3])
        #expect(counts.filter { $0.country == nil }.map(\.mechanism) == [.rejectAll])
        #expect(
            try fixture.ledger.rates(site: "a.example", fromMs: 0, toMs: 86_400_000) { _ in 0 }
                .isEmpty
        )
    }
}
