import CollectorTesting
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

/// What counts as a visit, held by reports over a log on disk.
@Suite struct VisitsInReportsTests {
    private static let minute: Int64 = 60_000
    private static let all = "visits pageviews events bounce_rate visit_duration views_per_visit"

    private func view(
        _ id: UInt64,
        _ timeMs: Int64,
        visitor: UInt64 = 1,
        path: String? = "/",
        in zone: TimeZone = .utc
    ) -> UsageEvent {
        .example(
            id: id,
            visitor: visitor,
            timeMs: timeMs,
            day: zone.day(ofMs: timeMs),
            path: path
        )
    }

    private func engagement(
        _ id: UInt64,
        of pageview: UInt64,
        _ timeMs: Int64,
        seconds: Int32
    ) -> UsageEvent {
        .example(
            kind: .engagement,
            id: id,
            timeMs: timeMs,
            path: nil,
            pageview: pageview,
            engagedMs: seconds * 1000
        )
    }

    @Test func `29 minutes are one visit and 30 minutes two`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-20T10:00:00Z")
        try fixture.store([view(1, start), view(2, start + 30 * Self.minute - 1)])
        #expect(try fixture.rows(of: Self.all) == ["1 2 2 0 1800 2"])
        try fixture.store([view(3, start + 60 * Self.minute - 1)])
        #expect(try fixture.rows(of: Self.all) == ["2 3 3 50 900 1.5"])
    }

    @Test func `one event is one visit that bounces`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([view(1, ms("2026-11-20T10:00:00Z"))])
        #expect(try fixture.rows(of: "visitors " + Self.all) == ["1 1 1 1 100 0 1"])
        #expect(try fixture.rows(of: "visitors", by: "event:page") == ["/ | 1"])
    }

    @Test func `a visit by a custom event alone does not bounce and has no page`() throws {
        let fixture = try ReportsFixture()
        let time = ms("2026-11-20T10:00:00Z")
        try fixture.store([
            .example(kind: .event, timeMs: time, path: nil, name: "signup")
        ])
        #expect(try fixture.rows(of: Self.all) == ["1 0 1 0 0 0"])
        #expect(try fixture.rows(of: "visits", by: "visit:entry_page") == ["(not set) | 1"])
        #expect(try fixture.rows(of: "visits", by: "event:page") == [])
        #expect(try fixture.rows(of: "events", by: "event:name") == ["signup | 1"])
    }

    @Test func `a visit across midnight counts on the day it began, its events on theirs`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-20T23:50:00Z")
        try fixture.store([view(1, start), view(2, start + 20 * Self.minute)])
        #expect(
            try fixture.rows(of: "visitors visits pageviews", by: "time:day") == [
                "2026-11-20 | 1 1 1", "2026-11-21 | 1 0 1",
            ]
        )
        // Asked about the second day alone, the visit began before.
        let second = "[\"2026-11-21\", \"2026-11-21\"]"
        #expect(try fixture.rows(of: "visitors visits bounce_rate", second) == ["1 0 0"])
        #expect(try fixture.rows(of: "visits", by: "event:page", second) == ["/ | 1"])
    }

    @Test func `a visit across the end of a month lies in two files and is one`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-10-31T23:45:00Z")
        let steps = (0..<Int64(3)).map { view(UInt64($0 + 1), start + $0 * 10 * Self.minute) }
        try fixture.store(steps)
        let expected = ["2026-10-01 | 1 2 1200", "2026-11-01 | 0 1 0"]
        let metrics = "visits pageviews visit_duration"
        #expect(try fixture.rows(of: metrics, by: "time:month") == expected)
        try fixture.restart()
        #expect(try fixture.rows(of: metrics, by: "time:month") == expected)
    }

    @Test func `the hour that spring skips is no bucket`() throws {
        let berlin = try TimeZone.named("Europe/Berlin")
        let fixture = try ReportsFixture(zones: [ExampleSite.id: berlin])
        let beforeGap = ms("2026-03-29T00:59:00Z")
        try fixture.store([
            view(1, beforeGap, in: berlin), view(2, beforeGap + 2 * Self.minute, in: berlin),
        ])
        let day = "[\"2026-03-29\", \"2026-03-29\"]"
        #expect(
            try fixture.rows(of: "visits pageviews", by: "time:hour", day) == [
                "2026-03-29 01:00:00 | 1 1", "2026-03-29 03:00:00 | 0 1",
            ]
        )
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": \(day), "metrics": ["visits"],
            "dimensions": ["time"], "include": {"time_labels": true}}
            """
        )
        #expect(answer.timeLabels?.count == 23)
        #expect(answer.timeLabels?.contains("2026-03-29 02:00:00") == false)
        #expect(answer.period.count == 23 * 3_600_000)
    }

    @Test func `the hour that autumn repeats is one bucket`() throws {
        let berlin = try TimeZone.named("Europe/Berlin")
        let fixture = try ReportsFixture(zones: [ExampleSite.id: berlin])
        // 02:30 in summer time, and an hour later 02:30 again.
        let first = ms("2026-10-25T00:30:00Z")
        try fixture.store([view(1, first, in: berlin), view(2, first + 3_600_000, in: berlin)])
        let day = "[\"2026-10-25\", \"2026-10-25\"]"
        #expect(
            try fixture.rows(of: "visitors visits pageviews", by: "time:hour", day) == [
                "2026-10-25 02:00:00 | 1 2 2"
            ]
        )
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": \(day), "metrics": ["visits"],
            "dimensions": ["time:hour"], "include": {"time_labels": true}}
            """
        )
        #expect(answer.timeLabels?.count == 24)
        #expect(answer.period.count == 25 * 3_600_000)
    }

    @Test func `engagement counts for its pageview, before it and after it`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-20T10:00:00Z")
        try fixture.store([engagement(1, of: 3, start + 5000, seconds: 20)])
        #expect(try fixture.rows(of: Self.all) == ["0 0 0 0 0 0"])
        try fixture.store([view(3, start)])
        try fixture.store([engagement(4, of: 3, start + 45_000, seconds: 20)])
        #expect(try fixture.rows(of: Self.all) == ["1 1 1 100 40 1"])
    }

    @Test func `engagement prolongs no visit and begins none`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-20T10:00:00Z")
        try fixture.store([
            view(1, start), engagement(2, of: 1, start + 25 * Self.minute, seconds: 30),
            view(3, start + 40 * Self.minute),
        ])
        #expect(try fixture.rows(of: "visits visit_duration") == ["2 15"])
    }

    @Test func `a pageview after the last one takes its engaged time out of the duration`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-20T10:00:00Z")
        try fixture.store([view(1, start), engagement(2, of: 1, start + 9000, seconds: 9)])
        #expect(try fixture.rows(of: "visit_duration") == ["9"])
        try fixture.store([view(3, start + 10_000, path: "/b")])
        #expect(try fixture.rows(of: "visit_duration") == ["10"])
        try fixture.store([engagement(4, of: 1, start + 12_000, seconds: 3)])
        #expect(try fixture.rows(of: "visit_duration") == ["10"])
        try fixture.store([engagement(5, of: 3, start + 13_000, seconds: 3)])
        #expect(try fixture.rows(of: "visit_duration") == ["13"])
    }

    @Test func `a page that loads for ever is a visit a day`() throws {
        let fixture = try ReportsFixture()
        let start = ms("2026-11-18T07:00:00Z")
        // Every ten minutes for two days and once more.
        let events = (0..<Int64(289)).map { view(UInt64($0 + 1), start + $0 * 10 * Self.minute) }
        try fixture.store(events)
        #expect(
            try fixture.rows(of: "visits", by: "time:day") == [
                "2026-11-18 | 1", "2026-11-19 | 1", "2026-11-20 | 1",
            ]
        )
        #expect(try fixture.rows(of: "visits pageviews") == ["3 289"])
        try fixture.restart()
        #expect(try fixture.rows(of: "visits pageviews") == ["3 289"])
    }

    /// Any order of arrival gives the same answers; also across the cap of a day.
    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `late arrivals change no answer`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var clock = ms("2026-11-10T00:00:00Z")
        var events: [UsageEvent] = []
        for id in 1...UInt64(random.pick([3, 30, 200])) {
            clock += random.pick([1, 60_000, 1_500_000, 1_799_999, 1_800_000, 5_000_000])
            let visitor = UInt64(random.pick([1, 1, 1, 2]))
            events.append(view(id, clock, visitor: visitor, path: "/\(id % 7)"))
        }
        let shuffled = events.shuffled(using: &random)
        let (inOrder, late) = (try ReportsFixture(), try ReportsFixture())
        try inOrder.store(events)
        // Some of it is asked for in between, so that columns are extended and not only loaded.
        let middle = shuffled.count / 2
        try late.store(Array(shuffled[..<middle]), commitRows: 7)
        _ = try late.rows(of: "visits")
        try late.store(Array(shuffled[middle...]), commitRows: 7)
        for dimensions in ["", "time:hour", "visit:entry_page visit:exit_page"] {
            let expected = try inOrder.rows(of: Self.all, by: dimensions)
            #expect(try late.rows(of: Self.all, by: dimensions) == expected, "seed \(seed)")
        }
    }
}
