import CollectorTesting
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

/// Days that were counted before are counted again where something changed, and only there.
@Suite struct DayTotalsTests {
    private static let metrics =
        "visitors visits pageviews events bounce_rate visit_duration views_per_visit"

    private let fixture: ReportsFixture

    init() throws { fixture = try ReportsFixture() }

    private func days(_ range: String = "[\"2026-11-20\", \"2026-11-25\"]") throws -> [String] {
        try fixture.rows(of: Self.metrics, by: "time:day", range)
    }

    /// Four visitors a day, each with two pageviews a minute apart.
    private func store(days: ClosedRange<Int>) throws {
        try fixture.store(
            days.flatMap { day in
                (0..<8).map { number in
                    .example(
                        id: UInt64(day * 100 + number),
                        visitor: UInt64(number / 2 + 1),
                        timeMs: ms("2026-11-\(day)T12:00:00Z") + Int64(number % 2) * 60_000
                    )
                }
            }
        )
    }

    @Test func `a late event changes its day and no other`() throws {
        try store(days: 20...24)
        let before = try days()
        #expect(before[1] == "2026-11-21 | 4 4 8 8 0 60 2")
        try fixture.store([
            .example(id: 1, visitor: 9, timeMs: ms("2026-11-21T08:00:00Z"))
        ])
        let after = try days()
        #expect(after[1] == "2026-11-21 | 5 5 9 9 20 48 1.8")
        for day in [0, 2, 3, 4] { #expect(after[day] == before[day]) }
    }

    @Test func `a late event that joins two visits over midnight changes both days`() throws {
        try fixture.store([
            .example(id: 1, visitor: 1, timeMs: ms("2026-11-21T23:40:00Z")),
            .example(id: 2, visitor: 1, timeMs: ms("2026-11-22T00:15:00Z")),
        ])
        #expect(
            try days() == [
                "2026-11-21 | 1 1 1 1 100 0 1", "2026-11-22 | 1 1 1 1 100 0 1",
            ]
        )
        try fixture.store([.example(id: 3, visitor: 1, timeMs: ms("2026-11-21T23:58:00Z"))])
        #expect(
            try days() == [
                "2026-11-21 | 1 1 2 2 0 2100 3", "2026-11-22 | 1 0 1 1 0 0 0",
            ]
        )
    }

    @Test func `a visit that goes on after midnight changes both days`() throws {
        try store(days: 21...22)
        try fixture.store([.example(id: 1, visitor: 9, timeMs: ms("2026-11-22T23:50:00Z"))])
        try fixture.store([.example(id: 2, visitor: 8, timeMs: ms("2026-11-23T12:00:00Z"))])
        #expect(
            try days().dropFirst() == [
                "2026-11-22 | 5 5 9 9 20 48 1.8", "2026-11-23 | 1 1 1 1 100 0 1",
            ]
        )
        // In order of this visitor's events.
        try fixture.store([.example(id: 3, visitor: 9, timeMs: ms("2026-11-23T00:05:00Z"))])
        #expect(
            try days().dropFirst() == [
                "2026-11-22 | 5 5 9 9 0 228 2", "2026-11-23 | 2 1 2 2 100 0 1",
            ]
        )
    }

    @Test func `a late event after midnight changes the day on which its visit began`() throws {
        try fixture.store([
            .example(id: 1, visitor: 1, timeMs: ms("2026-11-21T23:50:00Z")),
            .example(id: 2, visitor: 1, timeMs: ms("2026-11-22T00:15:00Z")),
        ])
        #expect(
            try days() == [
                "2026-11-21 | 1 1 1 1 0 1500 2", "2026-11-22 | 1 0 1 1 0 0 0",
            ]
        )
        try fixture.store([.example(id: 3, visitor: 1, timeMs: ms("2026-11-22T00:05:00Z"))])
        #expect(
            try days() == [
                "2026-11-21 | 1 1 1 1 0 1500 3", "2026-11-22 | 1 0 2 2 0 0 0",
            ]
        )
    }

    @Test func `engaged time changes every day on which its visit counts by its events`() throws {
        try fixture.store([
            .example(id: 1, visitor: 1, timeMs: ms("2026-11-21T23:50:00Z")),
            .example(id: 2, visitor: 1, timeMs: ms("2026-11-22T00:10:00Z"), path: "/read"),
        ])
        func rows() throws -> [String] {
            try fixture.rows(
                of: "visits visit_duration",
                by: "time:day",
                "[\"2026-11-20\", \"2026-11-25\"]",
                filters: "[[\"is\", \"event:page\", [\"/read\"]]]"
            )
        }
        #expect(try rows() == ["2026-11-22 | 1 1200"])
        try fixture.store([
            .example(
                kind: .engagement,
                id: 3,
                visitor: 1,
                timeMs: ms("2026-11-22T00:11:00Z"),
                pageview: 2,
                engagedMs: 30_000
            )
        ])
        #expect(try rows() == ["2026-11-22 | 1 1230"])
    }

    @Test(.tags(.privacy)) func `what expired is in no day that was counted before`() throws {
        for (place, month) in ["09", "10"].enumerated() {
            try fixture.store(
                (1...4).map { number in
                    .example(
                        id: UInt64(place * 10 + number),
                        visitor: UInt64(number),
                        timeMs: ms("2026-\(month)-10T12:00:00Z")
                    )
                }
            )
        }
        try store(days: 20...22)
        func all() throws -> [String] {
            try fixture.rows(
                of: "visitors visits",
                by: "time:day",
                "[\"2026-09-01\", \"2026-11-25\"]"
            )
        }
        #expect(try all().count == 5)
        func expire(before day: String) throws {
            let cutoff = try #require(CivilDate(day))
            _ = try fixture.store.expire(cutoffs: [:], otherCutoff: cutoff.days)
        }
        // A whole month, then a part of one.
        try expire(before: "2026-10-01")
        #expect(try all().first == "2026-10-10 | 4 4")
        try expire(before: "2026-11-21")
        #expect(try all() == ["2026-11-21 | 4 4", "2026-11-22 | 4 4"])
        // A part of one and nothing else.
        try expire(before: "2026-11-22")
        #expect(try all() == ["2026-11-22 | 4 4"])
    }

    @Test func `engaged time counts for the day on which the visit began`() throws {
        try fixture.store([
            .example(id: 1, visitor: 1, timeMs: ms("2026-11-21T23:50:00Z")),
            .example(id: 2, visitor: 1, timeMs: ms("2026-11-22T00:10:00Z")),
        ])
        let visits = "visits visit_duration"
        func rows() throws -> [String] {
            try fixture.rows(of: visits, by: "time:day", "[\"2026-11-20\", \"2026-11-25\"]")
        }
        #expect(try rows() == ["2026-11-21 | 1 1200", "2026-11-22 | 0 0"])
        try fixture.store([
            .example(
                kind: .engagement,
                id: 3,
                visitor: 1,
                timeMs: ms("2026-11-22T00:11:00Z"),
                pageview: 2,
                engagedMs: 30_000
            )
        ])
        #expect(try rows() == ["2026-11-21 | 1 1230", "2026-11-22 | 0 0"])
    }

    @Test func `sums of visits over days without a time are as those counted at once`() throws {
        try store(days: 20...24)
        let range = "[\"2026-11-20\", \"2026-11-24\"]"
        for _ in 0..<2 {
            #expect(try fixture.rows(of: "visits pageviews bounce_rate", range) == ["20 40 0"])
            #expect(
                try fixture.rows(of: "visits events", by: "visit:country time:month", range).count
                    == 1
            )
        }
        try fixture.store([.example(id: 1, visitor: 8, timeMs: ms("2026-11-22T09:00:00Z"))])
        #expect(try fixture.rows(of: "visits pageviews bounce_rate", range) == ["21 41 5"])
    }

    @Test(.tags(.privacy)) func `an erased visitor is in no day that was counted before`() throws {
        try store(days: 20...24)
        let before = try days()
        _ = try fixture.store.erase(visitors: [ExampleSite.id: VisitorID(2)])
        let after = try days()
        #expect(after.count == before.count)
        #expect(after.allSatisfy { $0.contains("| 3 3 6 6 ") })
    }

    @Test(arguments: ["Europe/Berlin", "America/St_Johns", "Asia/Kathmandu"])
    func `days on which clocks change are whole days`(name: String) throws {
        let zone = try TimeZone.named(name)
        let fixture = try ReportsFixture(zones: [ExampleSite.id: zone])
        // A visitor each 20 minutes over both changes of the year.
        let starts = [
            ms("2026-03-06T00:00:00Z"), ms("2026-03-27T00:00:00Z"), ms("2026-10-23T00:00:00Z"),
        ]
        let times = starts.flatMap { start in (0..<400).map { start + Int64($0) * 1_200_000 } }
        try fixture.store(
            times.enumerated().map { number, time in
                .example(id: UInt64(number + 1), visitor: UInt64(number + 1), timeMs: time)
            }
        )
        let expected = Dictionary(grouping: times) { zone.day(ofMs: $0) }
            .sorted { $0.key < $1.key }
            .map { "\(CivilDate(days: $0.key)) | \($0.value.count) \($0.value.count)" }
        for _ in 0..<2 {
            let rows = try fixture.rows(
                of: "visitors visits",
                by: "time:day",
                "[\"2026-03-01\", \"2026-10-31\"]"
            )
            #expect(rows == expected)
        }
    }

    @Test func `a day in part is counted by itself`() throws {
        try store(days: 20...24)
        let part = "[\"2026-11-20T12:00:30Z\", \"2026-11-24T12:00:30Z\"]"
        let wholeDay = "4 4 8 8 0 60 2"
        // Whichever is asked for first, the other is not taken for it.
        for _ in 0..<2 {
            #expect(
                try days(part) == [
                    "2026-11-20 | 4 0 4 4 0 0 0", "2026-11-21 | \(wholeDay)",
                    "2026-11-22 | \(wholeDay)", "2026-11-23 | \(wholeDay)",
                    "2026-11-24 | 4 4 4 4 0 60 2",
                ]
            )
            #expect(
                try days().map { String($0.dropFirst(13)) } == Array(repeating: wholeDay, count: 5)
            )
        }
    }

    @Test func `small days are hidden whether they were counted before or not`() throws {
        try store(days: 20...24)
        try fixture.store([.example(id: 1, visitor: 77, timeMs: ms("2026-11-25T08:00:00Z"))])
        let query = """
            {"site_id": "\(ExampleSite.id)", "date_range": ["2026-11-20", "2026-11-25"],
            "metrics": ["visitors", "visits"], "dimensions": ["time:day"]}
            """
        for _ in 0..<2 {
            let answer = try fixture.answer(query, minVisitors: 4)
            #expect(answer.rows.count == 4)
            #expect(answer.hiddenGroups == 2)
        }
    }

    @Test(.tags(.privacy))
    func `visits that few began are hidden also where the day was counted for who may see them`()
        throws
    {
        // Five visitors over midnight, and two more on the day after.
        let start = ms("2026-11-21T23:50:00Z")
        for visitor in 1...5 as ClosedRange<UInt64> {
            try fixture.store([
                .example(id: visitor, visitor: visitor, timeMs: start),
                .example(id: visitor + 10, visitor: visitor, timeMs: start + 1_200_000),
            ])
        }
        let noon = ms("2026-11-22T12:00:00Z")
        for visitor in 6...7 as ClosedRange<UInt64> {
            try fixture.store([.example(id: visitor, visitor: visitor, timeMs: noon)])
        }
        let query = """
            {"site_id": "\(ExampleSite.id)", "date_range": ["2026-11-20", "2026-11-25"],
            "metrics": ["visitors", "visits"], "dimensions": ["time:day"]}
            """
        for _ in 0..<2 {
            #expect(
                try fixture.answer(query).rows.map(\.text) == [
                    "2026-11-21 | 5 5", "2026-11-22 | 7 2",
                ]
            )
            let hidden = try fixture.answer(query, minVisitors: 5)
            #expect(hidden.rows.map(\.metrics) == [[5, 5], [7, nil]])
        }
    }

    @Test func `days take no more memory than they may`() {
        let kept = DayTotals()
        func question(_ number: Int) -> DayTotals.Question {
            DayTotals.Question(
                dimensions: [.page],
                filters: [.test(FilterTest(.isEqual, .page, ["/\(number)"]))],
                metrics: [.visitors],
                countsPeople: false,
                zone: "UTC"
            )
        }
        func day(groups count: Int) -> DayTotals.Day {
            var groups = GroupCodes(width: 1)
            for code in 0..<UInt32(count) { groups.append([code]) }
            var totals = GroupTotals(count: count)
            totals.setVisitors([Int](repeating: 1, count: count))
            return DayTotals.Day(clock: 1, groups: groups, totals: totals)
        }
        for number in 0..<40 {
            kept.keep([1: day(groups: 60_000)], of: question(number))
            #expect(kept.byteCount <= DayTotals.capacity)
        }
        #expect(kept.days(of: question(39)) { _, _ in true }.count == 1)
        #expect(kept.days(of: question(0)) { _, _ in true }.isEmpty)

        kept.keep([1: day(groups: 800_000)], of: question(41))
        #expect(!kept.isKept(question(41)))
        #expect(kept.days(of: question(41)) { _, _ in true }.isEmpty)
        let before = kept.byteCount
        #expect(kept.days(of: question(39)) { _, _ in false }.isEmpty)
        #expect(kept.byteCount < before)
    }
}
