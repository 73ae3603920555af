import CollectorTesting
import Testing
import TimeZones
import Usage

@testable import Reports

@Suite struct ComparisonTests {
    private func period(
        _ mode: Comparison.Mode,
        _ from: String,
        _ until: String,
        zone: String = "Europe/Berlin",
        matchesWeekday: Bool = false
    ) throws -> [String] {
        let zone = try TimeZone.named(zone)
        let found = Comparison(mode: mode, matchesWeekday: matchesWeekday)
            .period(before: ms(from)..<ms(until), nowMs: ReportsFixture.noon, in: zone)
        return [Instant.text(found.lowerBound), Instant.text(found.upperBound)]
    }

    @Test func `the previous period ends where the period begins`() throws {
        // A week in which clocks were set back, after one without.
        #expect(
            try period(.previousPeriod, "2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z")
                == ["2026-10-11T22:00:00.000Z", "2026-10-18T22:00:00.000Z"]
        )
    }

    @Test(
        arguments: [
            // The last 24 hours, an evening over midnight, a day and a half, an hour.
            ("2026-11-24T15", "2026-11-25T15", "2026-11-23T15", "2026-11-24T15"),
            ("2026-11-24T18", "2026-11-25T06", "2026-11-23T18", "2026-11-24T06"),
            ("2026-11-24T06", "2026-11-25T18", "2026-11-22T06", "2026-11-23T18"),
            ("2026-11-24T10", "2026-11-24T11", "2026-11-23T10", "2026-11-23T11"),
        ]
    ) func `hours are held against the same hours of the days before`(
        from: String,
        until: String,
        newFrom: String,
        newUntil: String
    ) throws {
        let found = try period(.previousPeriod, "\(from):00:00Z", "\(until):00:00Z")
        #expect(found == ["\(newFrom):00:00.000Z", "\(newUntil):00:00.000Z"])
    }

    @Test func `a year before, leap days end with February`() throws {
        #expect(
            try period(.yearOverYear, "2028-02-28T23:00:00Z", "2028-02-29T23:00:00Z")
                == ["2027-02-27T23:00:00.000Z", "2027-02-28T23:00:00.000Z"]
        )
    }

    @Test func `the same day of the week is kept where that is asked for`() throws {
        // 2026-11-24 is a Tuesday, and so is 2025-11-25.
        #expect(
            try period(
                .yearOverYear,
                "2026-11-24T00:00:00Z",
                "2026-11-25T00:00:00Z",
                zone: "UTC",
                matchesWeekday: true
            ) == ["2025-11-25T00:00:00.000Z", "2025-11-26T00:00:00.000Z"]
        )
        #expect(
            try period(
                .previousPeriod,
                "2026-11-24T00:00:00Z",
                "2026-11-25T00:00:00Z",
                zone: "UTC",
                matchesWeekday: true
            ) == ["2026-11-17T00:00:00.000Z", "2026-11-18T00:00:00.000Z"]
        )
    }

    @Test func `rows stand beside those of the same labels and place in time`() throws {
        let fixture = try ReportsFixture()
        var id: UInt64 = 0
        // Visitors by day: 22nd 1, 23rd 4 | 24th 3, 25th 2.
        for (day, count) in [(0, 1), (1, 4), (2, 3), (3, 2)] {
            for _ in 0..<count {
                id += 1
                let time = ms("2026-11-22T12:00:00Z") + Int64(day) * 86_400_000
                try fixture.store([.example(id: id, visitor: id, timeMs: time)])
            }
        }
        let text = """
            {"site_id": "example.org", "date_range": ["2026-11-24", "2026-11-25"],
            "metrics": ["visitors", "bounce_rate"], "dimensions": ["time:day"],
            "include": {"comparisons": {"mode": "previous_period"}}}
            """
        let answer = try fixture.answer(text)
        #expect(answer.rows.map(\.text) == ["2026-11-24 | 3 100", "2026-11-25 | 2 100"])
        let compared = answer.rows.compactMap(\.comparison)
        #expect(compared.map(\.dimensions) == [["2026-11-22"], ["2026-11-23"]])
        #expect(compared.map(\.metrics) == [[1, 100], [4, 100]])
        #expect(compared.map(\.change) == [[200, 0], [-50, 0]])
        #expect(answer.json.contains(#""change":[200,0]"#), "\(answer.json)")
        // Who was not there then was nobody, unless somebody may be hidden.
        let year = text.replacing("previous_period", with: "year_over_year")
        let before = try fixture.answer(year).rows.compactMap(\.comparison)
        #expect(before.map(\.dimensions) == [["2025-11-24"], ["2025-11-25"]])
        #expect(before.map(\.metrics) == [[0, 0], [0, 0]])
        #expect(before.map(\.change) == [[100, 100], [100, 100]])
        let unknown = try fixture.answer(year, minVisitors: 2).rows.compactMap(\.comparison)
        #expect(unknown.map(\.metrics) == [[nil, nil], [nil, nil]])
        // The earlier days are as small for marketing as the period's own.
        let hidden = try fixture.answer(text, minVisitors: 3).rows
        #expect(hidden.allSatisfy { $0.comparison?.metrics != [1, 100] })
    }
}
