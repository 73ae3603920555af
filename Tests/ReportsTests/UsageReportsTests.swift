import CollectorTesting
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

@Suite struct UsageReportsTests {
    private static let metrics =
        "visitors visits pageviews events bounce_rate visit_duration views_per_visit"
    private static let questions = [
        "", "event:page", "time:day", "visit:source visit:country", "time:hour visit:entry_page",
    ]

    private func answers(
        _ fixture: ReportsFixture,
        _ site: String = ExampleSite.id
    ) throws -> [[String]] {
        try Self.questions.map { question in
            let metrics = question == "event:page" ? "visitors visits events" : Self.metrics
            return try fixture.rows(of: metrics, by: question, site: site)
        }
    }

    @Test func `an empty site counts nothing`() throws {
        let fixture = try ReportsFixture()
        #expect(try fixture.rows(of: Self.metrics) == ["0 0 0 0 0 0 0"])
        #expect(try fixture.rows(of: "visitors", by: "event:page") == [])
        #expect(try fixture.rows(of: "visitors percentage", by: "time:day") == [])
    }

    @Test func `a period without events is empty, whatever else is there`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([.example()])
        for range in ["\"day\"", "\"24h\"", "\"all\""] {
            #expect(try fixture.rows(of: "visitors", by: "event:page", range) == ["/ | 1"])
        }
        let past = "[\"2026-01-01\", \"2026-01-31\"]"
        #expect(try fixture.rows(of: Self.metrics, past) == ["0 0 0 0 0 0 0"])
        #expect(try fixture.rows(of: "visits", by: "time:day", past) == [])
    }

    @Test func `an unknown site is said to be unknown`() throws {
        let fixture = try ReportsFixture()
        let error = #expect(throws: QueryError.self) {
            try fixture.rows(of: "visitors", site: "elsewhere.example")
        }
        #expect(error?.code == .unknownSite)
        #expect(error?.field == "site_id")
    }

    @Test func `a restart changes no answer`() throws {
        let usage = try RandomUsage(seed: 77, sites: 2)
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events, commitRows: 100)
        let before = try usage.sites.map { try answers(fixture, $0) }
        try fixture.restart()
        #expect(try usage.sites.map { try answers(fixture, $0) } == before)
    }

    @Test func `what is stored between two questions is in the second`() throws {
        let fixture = try ReportsFixture()
        for id in 1...5 {
            try fixture.store([.example(id: UInt64(id), visitor: UInt64(id))])
            #expect(try fixture.rows(of: "visitors pageviews") == ["\(id) \(id)"])
        }
    }

    @Test func `two sites do not mix, though the same visitor was on both`() throws {
        let other = "other.example"
        let fixture = try ReportsFixture(zones: [ExampleSite.id: .utc, other: .utc])
        let interned = Interned(other)
        try fixture.store([
            .example(id: 1, path: "/a"),
            .example(site: interned, id: 2, path: "/b"),
            .example(site: interned, id: 3, timeMs: ReportsFixture.noon + 60_000, path: "/c"),
        ])
        let metrics = "visitors pageviews"
        #expect(try fixture.rows(of: metrics, by: "event:page") == ["/a | 1 1"])
        #expect(
            try fixture.rows(of: metrics, by: "event:page", site: other) == [
                "/b | 1 1", "/c | 1 1",
            ]
        )
        #expect(try fixture.rows(of: "visits", site: other) == ["1"])
    }

    @Test(.tags(.privacy)) func `an erased visitor is gone from the next report`() throws {
        let fixture = try ReportsFixture()
        let october = ms("2026-10-31T12:00:00Z")
        try fixture.store([
            .example(id: 1, visitor: 7, timeMs: october, path: "/secret"),
            .example(id: 2, visitor: 8, timeMs: october, path: "/"),
            .example(id: 3, visitor: 7, path: "/secret"),
            .example(id: 4, visitor: 9, path: "/"),
        ])
        #expect(try fixture.rows(of: "visitors pageviews") == ["3 4"])
        _ = try fixture.store.erase(visitors: [ExampleSite.id: VisitorID(7)])
        #expect(try fixture.rows(of: "visitors pageviews") == ["2 2"])
        #expect(try fixture.rows(of: "visitors", by: "event:page") == ["/ | 2"])
        try fixture.store([.example(id: 5, visitor: 10, path: "/")])
        #expect(try fixture.rows(of: "visitors pageviews") == ["3 3"])
    }

    @Test(.tags(.privacy)) func `all begins with the first day on which somebody is left`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([
            .example(id: 1, visitor: 7, timeMs: ms("2026-11-20T12:00:00Z")),
            .example(id: 2, visitor: 8, timeMs: ms("2026-11-22T12:00:00Z")),
        ])
        func labels() throws -> [String]? {
            try fixture.answer(
                """
                {"site_id": "example.org", "date_range": "all", "metrics": ["visitors"],
                "dimensions": ["time:day"], "include": {"time_labels": true}}
                """
            ).timeLabels
        }
        #expect(try labels()?.first == "2026-11-20")
        _ = try fixture.store.erase(visitors: [ExampleSite.id: VisitorID(7)])
        #expect(try labels() == ["2026-11-22", "2026-11-23", "2026-11-24"])
    }

    @Test(.tags(.privacy)) func `a report after an erasure equals one that never knew`() throws {
        let usage = try RandomUsage(seed: 5, sites: 1)
        let site = usage.sites[0]
        let (erased, never) = (
            try ReportsFixture(zones: usage.zones), try ReportsFixture(zones: usage.zones)
        )
        try erased.store(usage.events)
        _ = try answers(erased, site)
        _ = try erased.store.erase(visitors: [site: VisitorID(3)])
        try never.store(usage.events.filter { $0.visitor != VisitorID(3) })
        #expect(try answers(erased, site) == answers(never, site))
    }

    @Test func `the least used site is forgotten when memory is short, and read again`() throws {
        let sites = ["a.example", "b.example", "c.example"]
        let fixture = try ReportsFixture(
            zones: Dictionary(uniqueKeysWithValues: sites.map { ($0, TimeZone.utc) }),
            memoryMB: 1
        )
        let views = 9000
        var id: UInt64 = 0
        for site in sites {
            let interned = Interned(site)
            try fixture.store(
                (0..<views).map { number in
                    id += 1
                    return .example(
                        site: interned,
                        id: id,
                        visitor: UInt64(number % 50),
                        timeMs: ReportsFixture.noon + Int64(number)
                    )
                }
            )
        }
        for site in sites + sites.reversed() + ["b.example", "b.example"] {
            #expect(try fixture.rows(of: "visitors pageviews", site: site) == ["50 \(views)"])
            #expect(fixture.reports.byteCount <= 1 << 20)
        }
        fixture.reports.update(sites: ["a.example": .utc], memoryMB: 64)
        #expect(throws: QueryError.self) { try fixture.rows(of: "visits", site: "b.example") }
        #expect(try fixture.rows(of: "pageviews", site: "a.example") == ["\(views)"])
    }

    @Test func `a site whose zone changes is counted in the new one`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([.example(timeMs: ms("2026-11-20T23:30:00Z"))])
        #expect(try fixture.rows(of: "visits", by: "time:day") == ["2026-11-20 | 1"])
        let berlin = try TimeZone.named("Europe/Berlin")
        fixture.reports.update(sites: [ExampleSite.id: berlin], memoryMB: 64)
        #expect(try fixture.rows(of: "visits", by: "time:day") == ["2026-11-21 | 1"])
    }

    @Test func `a text that stands for none joins those without one`() throws {
        let fixture = try ReportsFixture()
        let named = Location(country: "(not set)", region: nil, city: nil, timeZone: nil)
        try fixture.store([
            .example(id: 1, visitor: 1), .example(id: 2, visitor: 2, location: named),
            .example(id: 3, visitor: 3, source: Source(name: "Direct / None", referrer: nil)),
        ])
        #expect(try fixture.rows(of: "visitors", by: "visit:country") == ["(not set) | 3"])
        #expect(try fixture.rows(of: "visitors", by: "visit:source") == ["Direct / None | 3"])
        let filters = "[[\"is\", \"visit:country\", [\"(not set)\"]]]"
        #expect(try fixture.rows(of: "visitors", filters: filters) == ["3"])
    }

    @Test func `the percentage is of all visitors that the filters leave`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([
            .example(id: 1, visitor: 1, path: "/a"), .example(id: 2, visitor: 2, path: "/b"),
            .example(kind: .event, id: 3, visitor: 3, path: nil, name: "signup"),
        ])
        #expect(
            try fixture.rows(of: "percentage", by: "event:page") == ["/a | 33.3", "/b | 33.3"]
        )
    }

    @Test func `more distinct pages than two bytes count are kept apart`() throws {
        let fixture = try ReportsFixture()
        let pages = 70_000
        try fixture.store(
            (0..<pages).map { number in
                .example(
                    id: UInt64(number) + 1,
                    visitor: UInt64(number % 100),
                    timeMs: ReportsFixture.noon + Int64(number),
                    path: "/\(number)"
                )
            },
            commitRows: 20_000
        )
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "day", "metrics": ["pageviews"],
            "dimensions": ["event:page", "visit:entry_page", "event:name"],
            "include": {"total_rows": true}, "pagination": {"limit": 1}}
            """
        )
        #expect(answer.totalRows == pages)
        #expect(answer.rows.map(\.text) == ["/0 /0 pageview | 1"])
    }
}
