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

    /// What rows are of: a dimension, and the same of an event `e` in its visit `v`.
    private struct Question {
        let json: String
        let sql: String
        /// Nil for one total.
        let dimension: Dimension?
    }

    /// A row as it was told, and what is true of its set.
    private struct Group {
        var deeds: Set<Deed> = []
        var pageviews = 0

        var figures: [Double?] {
            [Double(Set(deeds.map(\.visitor)).count), Double(pageviews), Double(deeds.count)]
        }

        mutating func formUnion(_ other: Group) {
            deeds.formUnion(other.deeds)
            pageviews += other.pageviews
        }
    }

    /// A question for a total or for the rows of a dimension.
    private func question(
        _ site: String,
        by dimension: Dimension?,
        _ random: inout SeededGenerator
    ) -> Question {
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
        return Question(
            json: """
                {"site_id": "\(site)", "date_range": ["\(ends[0])", "\(ends[1])"],
                "metrics": ["visitors", "pageviews", "events"],
                "dimensions": [\(dimension.map { "\"\($0.rawValue)\"" } ?? "")],
                "filters": [\(filters.map(\.json).joined(separator: ", "))]}
                """,
            sql: """
                SELECT e.visitor, e.n, e.kind, \(dimension?.sql("e") ?? "''")
                FROM event AS e JOIN visit AS v ON v.rowid = e.visit
                WHERE e.site = '\(site)'
                    AND DATE(e.local / 1000, 'unixepoch') BETWEEN '\(ends[0])' AND '\(ends[1])'
                    \(conditions)
                """,
            dimension: dimension
        )
    }

    /// Dimensions of which each event has one label.
    private static let dimensions: [Dimension] = [
        .country, .browser, .source, .name, .entryPage, .device, .city,
    ]

    private func groups(_ question: Question, _ plain: PlainSQL) throws -> [String: Group] {
        var groups: [String: Group] = [:]
        let rows = try plain.database.prepare(question.sql).all { row in
            (
                label: row.text(3), deed: Deed(visitor: row.int64(0), event: row.int64(1)),
                isPageview: row.int64(2) == 1
            )
        }
        for (label, deed, isPageview) in rows {
            groups[label, default: Group()].deeds.insert(deed)
            groups[label, default: Group()].pageviews += isPageview ? 1 : 0
        }
        return groups
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `answers are about sets of events that no few visitors tell apart`(seed: UInt64) throws {
        // Two sites, each with a time zone of its own, of which one memory is kept.
        let usage = try RandomUsage(seed: seed, sites: 2, visitors: 40)
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        var random = SeededGenerator(seed: seed ^ 0xD1FF)
        var released: [String: [Group]] = [:]
        var (repeated, hidden, rows) = (0, 0, 0)
        for number in 0..<220 {
            let site = random.pick(usage.sites)
            let dimension = Bool.random(using: &random) ? random.pick(Self.dimensions) : nil
            let question = question(site, by: dimension, &random)
            let groups = try groups(question, plain)
            let answer = try fixture.answer(
                question.json,
                minVisitors: Self.limit,
                grammar: RandomUsage.grammar,
                isGuarded: true
            )
            let context: Comment = "seed \(seed), question \(number): \(question.json)"
            let shown = Set(answer.rows.compactMap { $0.dimensions.first })
            // Rows are released in another order than they are shown in.
            var told: [(group: Group, figures: [Double?])] = []
            for row in answer.rows {
                guard row.metrics[0] != nil else {
                    #expect(groups[""]?.figures[0] ?? 0 < Double(Self.limit), context)
                    hidden += 1
                    continue
                }
                var group = groups[row.dimensions.first ?? ""] ?? Group()
                if row.dimensions.first == Sheet.other {
                    for (label, other) in groups where !shown.contains(label) {
                        group.formUnion(other)
                    }
                }
                #expect(group.figures[0] ?? 0 >= Double(Self.limit), context)
                told.append((group, row.metrics))
            }
            rows += dimension == nil ? 0 : told.count
            let earlier = released[site] ?? []
            for (place, (group, figures)) in told.enumerated() {
                let isNew = earlier.allSatisfy { earlier in
                    let apart = earlier.deeds.symmetricDifference(group.deeds)
                    return apart.isEmpty || Set(apart.map(\.visitor)).count >= Self.limit
                }
                if figures == group.figures, isNew {
                    released[site, default: []].append(group)
                } else {
                    // What was told before, or beside it, of nearly the same.
                    var candidates = earlier + told.map(\.group)
                    candidates.remove(at: earlier.count + place)
                    #expect(candidates.contains { $0.figures == figures }, context)
                    repeated += 1
                }
            }
        }
        // The test has met what it is about.
        let sets = released.values.reduce(0) { $0 + $1.count }
        #expect(sets >= 3 && repeated > 5 && hidden > 0 && rows > 50, "\(sets) \(repeated) \(rows)")
    }

    @Test(arguments: 11...16 as ClosedRange<UInt64>)
    func `a total less the rows of a breakdown is nothing or of enough visitors`(
        seed: UInt64
    ) throws {
        let usage = try RandomUsage(seed: seed, sites: 1, visitors: 60)
        let site = usage.sites[0]
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        var random = SeededGenerator(seed: seed)
        for number in 0..<40 {
            let dimension = random.pick(Self.dimensions)
            let question = question(site, by: dimension, &random)
            let groups = try groups(question, plain)
            let all = groups.values.reduce(into: Group()) { $0.formUnion($1) }
            // Nothing was told before: what is subtracted is what is true now.
            let reports = UsageReports(store: fixture.store, sites: usage.zones, memoryMB: 64)
            let answer = try reports.answer(
                try QueryParser.parse(
                    Array(question.json.utf8),
                    grammars: [site: RandomUsage.grammar]
                ),
                minVisitors: Self.limit,
                nowMs: ReportsFixture.noon,
                isGuarded: true
            )
            let told = answer.rows.compactMap { $0.metrics[2] }.reduce(0, +)
            guard all.figures[0] ?? 0 >= Double(Self.limit), !answer.rows.isEmpty else { continue }
            let shown = Set(answer.rows.compactMap { $0.dimensions.first })
            let rest =
                shown.contains(Sheet.other)
                ? Group()
                : groups.filter { !shown.contains($0.key) }.values
                    .reduce(into: Group()) { $0.formUnion($1) }
            let context: Comment = "seed \(seed), question \(number): \(question.json)"
            let visitors = rest.figures[0] ?? 0
            #expect(visitors == 0 || visitors >= Double(Self.limit), context)
            // Rows that are near each other are told alike, which only blurs the difference.
            let isBlurred = Set(answer.rows.map(\.metrics)).count < answer.rows.count
            guard !isBlurred else { continue }
            #expect(told + Double(rest.deeds.count) == Double(all.deeds.count), context)
        }
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

    @Test func `windows of comparisons and of sheets are widened as well`() throws {
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
        let range = #"["2026-11-24T12:03:00Z", "2026-11-24T12:08:30Z"]"#
        let text = """
            {"site_id": "example.org", "date_range": ["2026-11-25", "2026-11-25"],
            "metrics": ["visitors"],
            "include": {"comparisons": {"mode": "custom", "date_range": \(range)}}}
            """
        func compared(_ isGuarded: Bool) throws -> [Double?]? {
            try fixture.answer(
                text,
                minVisitors: isGuarded ? 5 : 1,
                nowMs: ReportsFixture.noon + 86_400_000,
                isGuarded: isGuarded
            ).rows[0].comparison?.metrics
        }
        #expect(try compared(false) == [6] && compared(true) == [10])
        let request = try SheetRequest.parse(
            .funnel,
            Array(
                """
                {"site_id": "example.org", "date_range": \(range),
                "steps": [["is", "event:page", ["/"]], ["is", "event:page", ["/x"]]]}
                """.utf8
            ),
            grammars: [:]
        )
        func funnel(_ isGuarded: Bool) throws -> Sheet.Cell? {
            try fixture.reports.sheet(
                request,
                minVisitors: isGuarded ? 5 : 1,
                nowMs: ReportsFixture.noon,
                isGuarded: isGuarded
            )?.rows[0][2]
        }
        #expect(try funnel(false) == .number(6) && funnel(true) == .number(10))
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
