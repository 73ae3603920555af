import CollectorTesting
import SQLite
import Testing
import TimeZones
import Usage

@testable import Reports

/// Whoever subtracts one allowed answer from another learns nothing about few visitors.
@Suite(.tags(.privacy)) struct DifferencingTests {
    private static let limit = 5

    /// What a question is about: which event was whose.
    private struct Deed: Hashable {
        let visitor: Int64
        let event: Int64
    }

    /// A question for one total, as the API and as SQL see it.
    private func question(
        _ zone: String,
        _ site: String,
        _ firstMs: Int64,
        _ random: inout SeededGenerator
    ) -> (json: String, sql: String) {
        let days = [
            "2026-03-27", "2026-03-28", "2026-03-29", "2026-10-24", "2026-10-25", "2026-11-21",
        ]
        let ends = [random.pick(days), random.pick(days)].sorted()
        let filters = (0..<random.pick([0, 1, 1, 2])).map { _ in
            RandomFilter.random(
                depth: 1,
                period: RandomPeriod(days: ends[0], ends[1]),
                using: &random
            )
        }
        let conditions = filters.map { " AND (\($0.sql(site)))" }.joined()
        return (
            """
            {"site_id": "\(site)", "date_range": ["\(ends[0])", "\(ends[1])"],
            "metrics": ["visitors", "pageviews", "events"],
            "filters": [\(filters.map(\.json).joined(separator: ", "))]}
            """,
            """
            SELECT e.visitor, e.n, e.kind FROM event AS e JOIN visit AS v ON v.rowid = e.visit
            WHERE e.site = '\(site)'
                AND DATE(e.local / 1000, 'unixepoch') BETWEEN '\(ends[0])' AND '\(ends[1])'
                \(conditions)
            """
        )
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `answers are about sets of events that no few visitors tell apart`(seed: UInt64) throws {
        let usage = try RandomUsage(seed: seed, sites: 1, visitors: 40)
        let site = usage.sites[0]
        let zone = usage.zones[site]?.identifier ?? ""
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        var random = SeededGenerator(seed: seed ^ 0xD1FF)
        var released: [(deeds: Set<Deed>, figures: [Double?])] = []
        var (repeated, hidden) = (0, 0)
        for number in 0..<150 {
            let (json, sql) = question(zone, site, ms("2025-12-29T00:00:00Z"), &random)
            let rows = try plain.database.prepare(sql).all { row in
                (deed: Deed(visitor: row.int64(0), event: row.int64(1)), kind: row.int64(2))
            }
            let deeds = Set(rows.map(\.deed))
            let truth: [Double?] = [
                Double(Set(rows.map(\.deed.visitor)).count),
                Double(rows.count { $0.kind == 1 }), Double(rows.count),
            ]
            let answer = try fixture.answer(
                json,
                minVisitors: Self.limit,
                grammar: RandomUsage.grammar,
                isGuarded: true
            )
            let context: Comment = "seed \(seed), question \(number): \(json)"
            let figures = try #require(answer.rows.first?.metrics, context)
            guard figures[0] != nil else {
                #expect(truth[0] ?? 0 < Double(Self.limit), context)
                hidden += 1
                continue
            }
            let isNew = released.allSatisfy { earlier in
                let apart = earlier.deeds.symmetricDifference(deeds)
                return apart.isEmpty || Set(apart.map(\.visitor)).count >= Self.limit
            }
            if figures == truth, isNew {
                released.append((deeds, figures))
            } else {
                // What was told before of nearly the same.
                #expect(released.contains { $0.figures == figures }, context)
                repeated += 1
            }
        }
        // The test has met what it is about.
        #expect(released.count >= 3 && repeated > 5 && hidden > 0, "\(released.count) \(repeated)")
    }

    @Test func `a visitor more or less does not show, enough do`() throws {
        let fixture = try ReportsFixture()
        func visitors(_ path: String, _ range: ClosedRange<UInt64>, at time: Int64) throws {
            try fixture.store(range.map { .example(id: $0, visitor: $0, timeMs: time, path: path) })
        }
        let noon = ReportsFixture.noon
        let day: Int64 = 86_400_000
        try visitors("/", 1...20, at: noon - day)
        try visitors("/rare", 21...23, at: noon - day)
        try visitors("/", 30...32, at: noon)
        func total(
            _ range: String,
            _ filters: String = "[]",
            isGuarded: Bool = true
        ) throws -> String {
            try fixture.answer(
                """
                {"site_id": "example.org", "date_range": \(range), "metrics": ["visitors", "events"],
                "filters": \(filters)}
                """,
                minVisitors: 5,
                isGuarded: isGuarded
            ).rows.map(\.text).joined()
        }
        let yesterday = "[\"2026-11-23\", \"2026-11-23\"]"
        #expect(try total(yesterday) == "23 23")
        // Without the rare page, and with the three of today: the same.
        #expect(try total(yesterday, #"[["is_not", "event:page", ["/rare"]]]"#) == "23 23")
        #expect(try total("[\"2026-11-23\", \"2026-11-24\"]") == "23 23")
        // Whoever may see single people sees them.
        #expect(
            try total(yesterday, #"[["is_not", "event:page", ["/rare"]]]"#, isGuarded: false)
                == "20 20"
        )
        try visitors("/", 40...49, at: noon)
        #expect(try total("[\"2026-11-23\", \"2026-11-24\"]") == "36 36")
        // What was told stays told.
        #expect(try total(yesterday) == "23 23")
    }

    @Test func `rows of a finer breakdown do not tell what the coarser hides`() throws {
        let fixture = try ReportsFixture()
        func place(_ country: String) -> Location {
            Location(country: country, region: nil, city: nil, timeZone: nil)
        }
        try fixture.store(
            (1...30 as ClosedRange<UInt64>).map { number in
                .example(
                    id: number,
                    visitor: number,
                    path: number % 2 == 0 ? "/a" : "/b",
                    location: place(number == 2 ? "FR" : "DE")
                )
            }
        )
        func rows(_ dimensions: String) throws -> [String] {
            try fixture.answer(
                """
                {"site_id": "example.org", "date_range": "all", "metrics": ["visitors"],
                "dimensions": [\(dimensions)]}
                """,
                minVisitors: 5,
                isGuarded: true
            ).rows.map(\.text)
        }
        #expect(try rows("\"event:page\"") == ["/a | 15", "/b | 15"])
        // The one from France is not the difference of two rows.
        let finer = try rows("\"event:page\", \"visit:country\"")
        #expect(!finer.contains("/a DE | 14"), "\(finer)")
    }

    @Test func `a window of seconds is widened to hours`() throws {
        let fixture = try ReportsFixture()
        try fixture.store(
            (1...10 as ClosedRange<UInt64>).map { number in
                .example(
                    id: number,
                    visitor: number,
                    timeMs: ReportsFixture.noon + Int64(number) * 60_000
                )
            }
        )
        let range = "[\"2026-11-24T12:03:00Z\", \"2026-11-24T12:08:30Z\"]"
        let text = """
            {"site_id": "example.org", "date_range": \(range), "metrics": ["visitors"]}
            """
        #expect(try fixture.answer(text).rows.map(\.text) == ["6"])
        #expect(
            try fixture.answer(text, minVisitors: 5, isGuarded: true).rows.map(\.text) == ["10"]
        )
    }

    @Test func `sheets repeat themselves as answers do`() throws {
        let fixture = try ReportsFixture()
        func visitor(_ number: UInt64) throws {
            try fixture.store([.example(id: number, visitor: number)])
        }
        func funnel() throws -> Sheet.Cell? {
            let request = try SheetRequest.parse(
                .funnel,
                Array(
                    """
                    {"site_id": "example.org", "date_range": "all",
                    "steps": [["is", "event:page", ["/"]], ["is", "event:page", ["/x"]]]}
                    """.utf8
                ),
                grammars: [:]
            )
            return try fixture.reports.sheet(
                request,
                minVisitors: 5,
                nowMs: ReportsFixture.noon,
                isGuarded: true
            )?.rows[0][2]
        }
        for number in 1...10 as ClosedRange<UInt64> { try visitor(number) }
        #expect(try funnel() == .number(10))
        try visitor(11)
        #expect(try funnel() == .number(10))
        for number in 12...20 as ClosedRange<UInt64> { try visitor(number) }
        #expect(try funnel() == .number(20))
    }
}

@Suite struct VisitorSketchesTests {
    @Test func `sets that few tell apart are near, equal ones too`() {
        let sketches = VisitorSketches(count: 4, limit: 5)
        for visitor in 1...1000 as ClosedRange<UInt64> {
            let pseudonym = visitor &* 0x9E37_79B9_7F4A_7C15
            for set in 0..<4 { sketches.add(pseudonym, did: visitor, to: set) }
            if visitor <= 4 { sketches.add(pseudonym, did: 7, to: 2) }
            if visitor <= 12 { sketches.add(pseudonym, did: 7, to: 3) }
        }
        #expect(sketches[0] == sketches[1])
        #expect(VisitorSketches.areNear(sketches[0], sketches[2], limit: 5))
        #expect(!VisitorSketches.areNear(sketches[0], sketches[3], limit: 5))
    }

    @Test func `the memory forgets the oldest beyond its capacity`() {
        let memory = AnswerMemory()
        func settled(_ place: Int, _ figure: Double) -> [Double] {
            var sketch = [UInt32](repeating: 0, count: 64)
            for index in 0..<8 { sketch[index] = UInt32(place) }
            return memory.settled(
                [figure],
                for: sketch,
                visitors: 10 + place * 20,
                family: .events,
                site: "a",
                limit: 5
            )
        }
        #expect(settled(1, 1) == [1])
        #expect(settled(1, 2) == [1])
        for place in 2...(AnswerMemory.capacity + 1) { _ = settled(place, 0) }
        #expect(settled(1, 3) == [3])
    }
}
