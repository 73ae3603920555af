import CollectorTesting
import JSON
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

/// Days, visits and numbers at which counting goes wrong first.
@Suite struct BoundariesTests {
    private func pageview(
        _ id: UInt64,
        by visitor: UInt64 = 1,
        at time: String,
        path: String = "/"
    ) -> UsageEvent {
        .example(id: id, visitor: visitor, timeMs: ms(time), path: path)
    }

    // MARK: - Days

    @Test func `a leap day is a day of its week, month and year`() throws {
        let fixture = try ReportsFixture()
        let now = ms("2028-03-01T12:00:00Z")
        try fixture.store([
            pageview(1, by: 1, at: "2028-02-28T10:00:00Z"),
            pageview(2, by: 2, at: "2028-02-29T10:00:00Z"),
            pageview(3, by: 3, at: "2028-03-01T10:00:00Z"),
        ])
        func rows(_ dimension: String, _ range: String) throws -> [String] {
            try fixture.rows(of: "visitors", by: dimension, range, nowMs: now)
        }
        #expect(
            try rows("time:day", "\"3d\"") == [
                "2028-02-28 | 1", "2028-02-29 | 1", "2028-03-01 | 1",
            ]
        )
        #expect(try rows("time:month", "\"2mo\"") == ["2028-02-01 | 2", "2028-03-01 | 1"])
        #expect(try rows("", "[\"2028-02-29\", \"2028-02-29\"]") == ["1"])
        let error = #expect(throws: QueryError.self) {
            try rows("", "[\"2027-02-29\", \"2027-03-01\"]")
        }
        #expect(error?.field == "date_range")
    }

    @Test(
        arguments: [
            ("Europe/Berlin", "2026-03-29", 23), ("Europe/Berlin", "2026-10-25", 25),
            ("America/New_York", "2026-03-08", 23), ("America/New_York", "2026-11-01", 25),
            ("Australia/Lord_Howe", "2026-04-05", 25), ("Asia/Kolkata", "2026-03-29", 24),
        ]
    ) func `a day on which clocks change has all its hours and no other's`(
        zone: String,
        day: String,
        hours: Int
    ) throws {
        let zone = try TimeZone.named(zone)
        let fixture = try ReportsFixture(zones: [ExampleSite.id: zone])
        let first = try #require(CivilDate(day)).days
        let (start, end) = (zone.startOfDay(day: first), zone.startOfDay(day: first + 1))
        // One visitor for each half hour, from before the day until after it.
        var events: [UsageEvent] = []
        for (index, time) in stride(from: start - 3_600_000, to: end + 3_600_000, by: 1_800_000)
            .enumerated()
        {
            let id = UInt64(index + 1)
            events.append(
                .example(id: id, visitor: id, timeMs: time, day: zone.day(ofMs: time))
            )
        }
        try fixture.store(events)
        let halves = Int((end - start) / 1_800_000)
        let range = "[\"\(day)\", \"\(day)\"]"
        let now = end + 86_400_000
        #expect(try fixture.rows(of: "visitors", range, nowMs: now) == ["\(halves)"])
        let byHour = try fixture.rows(of: "visitors", by: "time:hour", range, nowMs: now)
        let counted = byHour.compactMap { Int($0.split(separator: " ").last ?? "") }
        #expect(counted.reduce(0, +) == halves)
        // The hour that a clock repeats is one bucket.
        #expect(byHour.count == min(hours, 24))
    }

    // MARK: - Late and many

    @Test func `an event that arrives late counts where it happened and joins its visit`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([
            pageview(1, at: "2026-11-23T23:50:00Z", path: "/a"),
            pageview(2, at: "2026-11-24T00:30:00Z", path: "/c"),
        ])
        func rows() throws -> [String] {
            try fixture.rows(of: "visits pageviews", by: "time:day")
        }
        #expect(try rows() == ["2026-11-23 | 1 1", "2026-11-24 | 1 1"])
        // Between the two: one visit of three pageviews that began before midnight.
        try fixture.store([pageview(3, at: "2026-11-24T00:10:00Z", path: "/b")])
        #expect(try rows() == ["2026-11-23 | 1 1", "2026-11-24 | 0 2"])
        #expect(
            try fixture.rows(of: "visits", by: "visit:entry_page visit:exit_page") == ["/a /c | 1"]
        )
        try fixture.restart()
        #expect(try rows() == ["2026-11-23 | 1 1", "2026-11-24 | 0 2"])
    }

    @Test func `more values of a property than two bytes count are kept apart`() throws {
        let fixture = try ReportsFixture()
        let count: UInt64 = 70_000
        try fixture.store(
            (1...count).map { number in
                .example(
                    kind: .event,
                    id: number,
                    visitor: number % 100 + 1,
                    name: "buy",
                    properties: [Property(name: "item", value: .number(Double(number)))]
                )
            },
            commitRows: 10_000
        )
        let grammar = SiteGrammar(properties: ["item"])
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "all", "metrics": ["events"],
            "dimensions": ["event:props:item"], "include": {"total_rows": true},
            "pagination": {"limit": 1}, "order_by": [["event:props:item", "desc"]]}
            """,
            grammar: grammar
        )
        #expect(answer.totalRows == Int(count))
        #expect(answer.rows.map(\.text) == ["9999 | 1"])
        #expect(
            try fixture.rows(
                of: "events",
                filters: #"[["is", "event:props:item", ["65536", "65537"]]]"#,
                grammar: grammar
            ) == ["2"]
        )
    }

    // MARK: - Nothing and one

    private func sheet(_ kind: SheetRequest.Kind, in fixture: ReportsFixture) throws -> Sheet {
        let members: [SheetRequest.Kind: String] = [
            .funnel:
                #", "date_range": "7d", "steps": [["is", "event:page", ["/"]], "#
                + #"["is", "event:page", ["/b"]]]"#,
            .retention: #", "date_range": "7d""#,
            .journeys: #", "date_range": "7d", "page": "/""#, .realtime: "",
        ]
        let request = try SheetRequest.parse(
            kind,
            Array("{\"site_id\": \"example.org\"\(members[kind] ?? "")}".utf8),
            grammars: [:]
        )
        return try #require(
            try fixture.reports.sheet(request, minVisitors: 1, nowMs: ReportsFixture.noon)
        )
    }

    @Test(arguments: [SheetRequest.Kind.funnel, .retention, .journeys, .realtime])
    func `a site with nothing, and with one event, has every report`(
        kind: SheetRequest.Kind
    ) throws {
        let fixture = try ReportsFixture()
        #expect(try sheet(kind, in: fixture).table(width: 120) != "")
        try fixture.store([.example()])
        let one = try sheet(kind, in: fixture)
        #expect(one.csv.contains(",1"), "\(one.csv)")
    }

    @Test(.tags(.privacy)) func `an erased visitor is gone from every report`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([
            .example(id: 1, visitor: 1, path: "/secret"),
            .example(kind: .engagement, id: 2, visitor: 1, pageview: 1, engagedMs: 5, scroll: 9),
            .example(id: 3, visitor: 2, path: "/"),
        ])
        #expect(try fixture.rows(of: "scroll_depth", by: "event:page").count == 2)
        _ = try fixture.store.erase(visitors: [ExampleSite.id: VisitorID(1)])
        #expect(try fixture.rows(of: "scroll_depth", by: "event:page") == ["/ | -"])
        #expect(try sheet(.realtime, in: fixture).json["visitors"] == .number(1))
        #expect(try !sheet(.realtime, in: fixture).csv.contains("/secret"))
    }
}
