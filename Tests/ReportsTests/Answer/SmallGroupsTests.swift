import CollectorTesting
import SQLite
import Testing
import TimeZones
import Usage

@testable import Reports

/// What a report shows to who may not see single people.
@Suite(.tags(.privacy)) struct SmallGroupsTests {
    private func fixture(_ counts: [String: Int]) throws -> ReportsFixture {
        let fixture = try ReportsFixture()
        var id: UInt64 = 0
        var events: [UsageEvent] = []
        for (path, count) in counts.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<count {
                id += 1
                events.append(.example(id: id, visitor: id, path: path))
            }
        }
        try fixture.store(events)
        return fixture
    }

    private func answer(
        _ fixture: ReportsFixture,
        by dimensions: String = "\"event:page\"",
        metrics: String = "\"visitors\"",
        range: String = "\"all\"",
        minVisitors: Int = 5
    ) throws -> ReportAnswer {
        try fixture.answer(
            """
            {"site_id": "example.org", "date_range": \(range), "metrics": [\(metrics)],
            "dimensions": [\(dimensions)]}
            """,
            minVisitors: minVisitors
        )
    }

    @Test func `small groups are joined into one`() throws {
        let answer = try answer(try fixture(["/a": 9, "/b": 3, "/c": 2, "/d": 4]))
        #expect(answer.rows.map(\.text) == ["(other) | 9", "/a | 9"])
        #expect(answer.hiddenGroups == 3)
        #expect(answer.minVisitors == 5)
    }

    @Test func `a single small group takes the next smallest with it`() throws {
        let answer = try answer(try fixture(["/a": 9, "/b": 3, "/c": 6]))
        #expect(answer.rows.map(\.text) == ["(other) | 9", "/a | 9"])
        #expect(answer.hiddenGroups == 2)
    }

    @Test func `what is too small altogether is left out`() throws {
        let answer = try answer(try fixture(["/a": 2, "/b": 2]))
        #expect(answer.rows.isEmpty)
        #expect(answer.hiddenGroups == 2)
    }

    @Test func `groups of the limit's size are shown`() throws {
        let answer = try answer(try fixture(["/a": 5, "/b": 6]))
        #expect(answer.rows.map(\.text) == ["/b | 6", "/a | 5"])
        #expect(answer.hiddenGroups == 0)
    }

    @Test func `a total of few has no figures`() throws {
        let fixture = try fixture(["/a": 4])
        let metrics = "\"visitors\", \"pageviews\", \"visit_duration\""
        let few = try answer(fixture, by: "", metrics: metrics)
        #expect(few.rows.map(\.text) == ["- - -"])
        #expect(few.hiddenGroups == 1)
        let enough = try answer(fixture, by: "", metrics: metrics, minVisitors: 4)
        #expect(enough.rows.map(\.text) == ["4 4 0"])
    }

    @Test func `a limit of one hides nothing`() throws {
        let answer = try answer(try fixture(["/a": 1, "/b": 2]), minVisitors: 1)
        #expect(answer.rows.map(\.text) == ["/b | 2", "/a | 1"])
        #expect(answer.hiddenGroups == 0)
    }

    @Test func `a filter down to one visitor shows no figure`() throws {
        let fixture = try fixture(["/a": 9, "/b": 1])
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "all", "metrics": ["visitors", "visits"],
            "filters": [["is", "event:page", ["/b"]]]}
            """,
            minVisitors: 5
        )
        #expect(answer.rows.map(\.text) == ["- -"])
    }

    /// Days with so many visitors each, of whom none comes twice.
    private func days(_ counts: [Int]) throws -> ReportsFixture {
        let fixture = try ReportsFixture()
        var id: UInt64 = 0
        for (day, count) in counts.enumerated() {
            let time = ms("2026-11-10T12:00:00Z") + Int64(day) * 86_400_000
            for _ in 0..<count {
                id += 1
                try fixture.store([.example(id: id, visitor: id, timeMs: time)])
            }
        }
        return fixture
    }

    @Test func `small days are left out, and another where they are too few together`() throws {
        let together = try answer(try days([9, 3, 8, 2]), by: "\"time:day\"")
        #expect(together.rows.map(\.text) == ["2026-11-10 | 9", "2026-11-12 | 8"])
        #expect(together.hiddenGroups == 2)
        let alone = try answer(try days([9, 3, 8, 7]), by: "\"time:day\"")
        #expect(alone.rows.map(\.text) == ["2026-11-10 | 9", "2026-11-12 | 8"])
        #expect(alone.hiddenGroups == 2)
        let mixed = try answer(try days([9, 3, 8]), by: "\"time:day\", \"event:page\"")
        #expect(mixed.rows.map(\.text) == ["2026-11-10 / | 9"])
        #expect(mixed.hiddenGroups == 2)
    }

    @Test func `an average over the visits of few is not shown`() throws {
        let fixture = try ReportsFixture()
        let midnight = ms("2026-11-20T00:00:00Z")
        // Six visits run over midnight; one begins after it.
        for visitor in 1...6 as ClosedRange<UInt64> {
            try fixture.store([
                .example(id: visitor, visitor: visitor, timeMs: midnight - 60_000),
                .example(id: visitor + 10, visitor: visitor, timeMs: midnight + 60_000),
            ])
        }
        try fixture.store([
            .example(id: 30, visitor: 30, timeMs: midnight + 5000),
            .example(id: 31, visitor: 30, timeMs: midnight + 65_000),
        ])
        let second = "[\"2026-11-20\", \"2026-11-20\"]"
        let metrics = "\"visitors\", \"pageviews\", \"visits\", \"visit_duration\""
        func text(_ minVisitors: Int, by dimensions: String) throws -> [String] {
            try answer(
                fixture,
                by: dimensions,
                metrics: metrics,
                range: second,
                minVisitors: minVisitors
            ).rows.map(\.text)
        }
        #expect(try text(5, by: "") == ["7 8 - -"])
        #expect(try text(5, by: "\"visit:entry_page\"") == ["/ | 7 8 - -"])
        #expect(try text(1, by: "") == ["7 8 1 60"])
    }

    // MARK: - Random data

    private static let questions = [
        ["event:page"], ["visit:country"], ["time:day"], ["time:month"],
        ["time:hour", "event:page"],
        ["visit:source", "visit:device"], ["event:name", "time:week"], ["visit:utm_source"],
        ["time:day", "visit:browser", "visit:os"],
    ]

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `no group, and nothing that subtraction leaves, is smaller than the limit`(
        seed: UInt64
    ) throws {
        let usage = try RandomUsage(seed: seed, sites: 1, visitors: 40)
        let site = usage.sites[0]
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        for question in Self.questions {
            let groups = try visitors(of: question, in: plain)
            for limit in [2, 3, 5, 12] {
                let answer = try fixture.answer(
                    """
                    {"site_id": "\(site)", "date_range": "all", "metrics": ["visitors"],
                    "dimensions": [\(question.map { "\"\($0)\"" }.joined(separator: ","))]}
                    """,
                    minVisitors: limit
                )
                check(answer, groups, limit, "seed \(seed), \(question), limit \(limit)")
            }
        }
    }

    private func check(
        _ answer: ReportAnswer,
        _ groups: [[String]: Set<Int64>],
        _ limit: Int,
        _ context: Comment
    ) {
        var left = groups
        var others: [[String]: Int] = [:]
        for row in answer.rows {
            let visitors = Int((row.metrics.first ?? nil) ?? 0)
            #expect(visitors >= limit, context)
            if row.dimensions.contains("(other)") {
                others[row.dimensions] = visitors
            } else {
                #expect(left.removeValue(forKey: row.dimensions)?.count == visitors, context)
            }
        }
        #expect(answer.hiddenGroups == left.count, context)
        // What is joined is exactly what is not shown by itself, bucket by bucket.
        for (labels, count) in others {
            let joined = left.keys.filter { group in
                zip(group, labels).allSatisfy { $1 == "(other)" || $0 == $1 }
            }
            let visitors = joined.reduce(into: Set<Int64>()) { $0.formUnion(left[$1] ?? []) }
            #expect(visitors.count == count, context)
            for group in joined { left[group] = nil }
        }
        let leftOut = left.values.reduce(into: Set<Int64>()) { $0.formUnion($1) }
        #expect(answer.rows.isEmpty || leftOut.isEmpty || leftOut.count >= limit, context)
    }

    private func visitors(
        of question: [String],
        in plain: PlainSQL
    ) throws -> [[String]: Set<Int64>] {
        let labels = question.compactMap { Dimension(rawValue: $0)?.sql("e") }
        let rows = try plain.database.prepare(
            """
            SELECT DISTINCT e.visitor, \(labels.joined(separator: ", "))
            FROM event AS e JOIN visit AS v ON v.rowid = e.visit
            \(question.contains("event:page") ? "WHERE e.page IS NOT NULL" : "")
            """
        ).all { row in (row.int64(0), question.indices.map { row.text($0 + 1) }) }
        return rows.reduce(into: [:]) { $0[$1.1, default: []].insert($1.0) }
    }
}
