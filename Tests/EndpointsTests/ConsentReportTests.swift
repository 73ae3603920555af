import CollectorTesting
import JSON
import Observability
import PrivacyOffice
import Storage
import Testing

@testable import Endpoints

/// What each role is told about choices, banners and withheld events.
@Suite struct ConsentReportTests {
    private let house: House
    private let client: Client
    private static let phone =
        "User-Agent: Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/141.0.0.0 Mobile Safari/537.36"

    init() throws {
        house = try House()
        client = house.connect()
    }

    /// Shows `count` banners and answers all but the last `ignoring` of them.
    private func ask(
        _ count: Int,
        _ mechanism: String = "accept_all",
        ignoring: Int = 0,
        on agent: String = House.agent,
        from place: String = House.berlin
    ) throws {
        for number in 0..<count {
            let notice = client.ask("GET", "/v1/notice?site=example.org", [House.origin])
            let proof = try #require(notice.json["shown"].string)
            let shown = client.ask(
                "POST",
                "/v1/shown",
                [House.origin, agent, place],
                #"{"site":"example.org","shown":"\#(proof)"}"#
            )
            try #require(shown.status == 204)
            guard number < count - ignoring else { continue }
            let more = #","shown":"\#(proof)","asked":true"#
            let answer = house.choose(client, mechanism, headers: [agent, place], more: more)
            try #require(answer.status == 201)
        }
    }

    private func rates(_ role: AccessRole) throws -> JSONValue {
        client.ask("GET", "/v1/consent-rates?site=example.org", [try house.key(role)]).json
    }

    private func report(_ by: String, _ key: String, _ more: String = "") -> JSONValue {
        client.ask(
            "POST",
            "/v1/reports/consent",
            [key],
            #"{"site_id":"example.org","date_range":"7d","by":"\#(by)"\#(more)}"#
        ).json
    }

    @Test(.tags(.privacy)) func `marketing sees no counts of few, privacy sees all`() throws {
        try ask(8)
        try ask(6, "reject_all")
        try ask(2, "reject_all", from: House.california)
        let all = try #require(try rates(.privacy)["rates"].array)
        #expect(all.map { $0["count"].number } == [8, 6, 2] || all.count == 3)
        let told = try rates(.marketing)
        // The two from elsewhere are joined with the next smallest.
        let rows = try #require(told["rates"].array)
        #expect(
            rows.map { $0["count"].number }.sorted { $0 ?? 0 < $1 ?? 0 } == [8, 8]
        )
        #expect(rows.contains { $0["country"].string == "(other)" })
        #expect(!"\(told)".contains("US"))
        #expect(told["meta"]["min_visitors"].number == 5)
    }

    @Test(.tags(.privacy)) func `one more choice does not show, enough do`() throws {
        let key = try house.key(.marketing)
        func granted() throws -> [Int?] {
            let row = report("day", key)["rows"].array?.first ?? .null
            return [row["choices"].number, row["shown"].number]
        }
        try ask(10)
        #expect(try granted() == [10, 10])
        #expect(try rates(.marketing)["rates"].array?.first?["count"].number == 10)
        try ask(1)
        #expect(try granted() == [10, 10])
        #expect(try rates(.marketing)["rates"].array?.first?["count"].number == 10)
        try ask(9)
        #expect(try granted() == [20, 20])
        // Who may see single people sees them.
        try ask(1)
        let privacy = try house.key(.privacy)
        #expect(
            report("day", privacy, #","exact":true"#)["rows"].array?.first?["choices"].number == 21
        )
    }

    @Test(.tags(.privacy)) func `few who refuse are not what the others leave`() throws {
        try ask(20)
        try ask(3, "reject_all")
        try ask(2, ignoring: 2)
        let key = try house.key(.marketing)
        let row = try #require(report("day", key)["rows"].array?.first)
        #expect(row["choices"].number == 23)
        #expect(row["refused"] == .null && row["all"] == .null && row["ignored"] == .null)
        #expect(row["granted"]["analytics"] == .null)
        let exact = report("day", try house.key(.admin), #","exact":true"#)["rows"].array?.first
        #expect(exact?["refused"].number == 3 && exact?["ignored"].number == 2)
    }

    @Test func `devices are told of banners and of what was answered in them`() throws {
        try ask(7, ignoring: 1)
        try ask(12, "reject_all", ignoring: 5, on: Self.phone)
        // In no banner: of no device.
        #expect(house.choose(client, "save").status == 201)
        let rows = report("device", try house.key(.privacy), #","exact":true"#)["rows"].array ?? []
        #expect(rows.map { $0["device"].string } == ["Mobile", "Desktop"])
        #expect(rows.map { $0["choices"].number } == [7, 6])
        #expect(rows.map { $0["shown"].number } == [12, 7])
        #expect(rows.map { $0["ignored"].number } == [5, 1])
        #expect(rows.map { $0["refused"].number } == [7, 0])
        #expect(rows.map { $0["granted"]["analytics"].number } == [0, 6])
        #expect(rows.allSatisfy { $0["withdrawn"] == .null })
    }

    @Test(.tags(.privacy))
    func `withheld events leave a count by day and reason, also after a restart`() throws {
        let sent = [
            Sent.pageview(1), Sent.pageview(2), Sent.event(3, name: "signup"),
        ]
        #expect(house.beacon(client, sent).json["withheld"].number == 3)
        func withheld() throws -> [JSONValue] { try rates(.admin)["withheld"].array ?? [] }
        let before = try withheld()
        #expect(before.count == 1 && before[0]["reason"].string == "no_consent")
        #expect(before[0]["events"].number == 3 && before[0]["pageviews"].number == 2)
        try house.collector.withheld.flush(into: house.collector.ledger)
        try house.collector.withheld.flush(into: house.collector.ledger)
        #expect(try withheld() == before)
        let kept = try house.collector.ledger.withheld(site: House.site, days: 0...30_000)
        #expect(kept.map(\.events) == [3] && kept.map(\.pageviews) == [2])
        // Few are not told.
        #expect(try rates(.marketing)["withheld"].array == [])
        #expect(house.beacon(client, sent + sent).status == 202)
        #expect(try withheld()[0]["events"].number == 9)
        let row = report("day", try house.key(.admin), #","exact":true"#)["rows"].array?.first
        #expect(row?["withheld"].number == 9 && row?["withheld_pageviews"].number == 6)
        #expect(report("day", try house.key(.marketing))["rows"].array == [])
    }

    @Test func `counts that cannot be written stay for the next time`() throws {
        _ = house.beacon(client, [Sent.pageview(1)])
        _ = try house.failing("withheld", in: "consent.db") {
            #expect(throws: StorageError.self) {
                try house.collector.withheld.flush(into: house.collector.ledger)
            }
        }
        try house.collector.withheld.flush(into: house.collector.ledger)
        let kept = try house.collector.ledger.withheld(site: House.site, days: 0...30_000)
        #expect(kept.map(\.events) == [1])
    }

    @Test func `questions about consent are limited and on record as others are`() throws {
        let house = try House("reports: { queries_per_minute: 1 }")
        let client = house.connect()
        let key = try house.key(.marketing)
        func ask() -> Int {
            client.ask("GET", "/v1/consent-rates?site=example.org", [key]).status
        }
        #expect([ask(), ask()] == [200, 429])
        #expect(house.logged.entries.contains { "\($0)".contains("consent-rates") })
    }
}

@Suite struct SmallCountsTests {
    @Test func `small counts are joined until they are enough`() {
        #expect(
            SmallCounts.folded([9, 1, 6, 7], limit: 5)
                == SmallCounts.Folded(kept: [0, 3], joined: [1, 2], isJoinedShown: true)
        )
        #expect(
            SmallCounts.folded([1, 2], limit: 5)
                == SmallCounts.Folded(kept: [], joined: [0, 1], isJoinedShown: false)
        )
        #expect(SmallCounts.folded([1, 9], limit: 1).kept == [0, 1])
        #expect(SmallCounts.folded([0, 9, 8], limit: 5).joined == [0, 2])
    }

    @Test func `parts of a whole are hidden until those are enough`() {
        #expect(SmallCounts.hidden([9, 3, 20], limit: 5) == [0, 1])
        #expect(SmallCounts.hidden([3, 4, 20], limit: 5) == [0, 1])
        #expect(SmallCounts.hidden([0, 9, 20], limit: 5) == [])
        #expect(SmallCounts.hidden([2, 0, 0], limit: 5) == [0])
        #expect(SmallCounts.isFew(18, of: 20, limit: 5))
        #expect(!SmallCounts.isFew(20, of: 20, limit: 5))
        #expect(!SmallCounts.isFew(10, of: 20, limit: 5))
    }
}
