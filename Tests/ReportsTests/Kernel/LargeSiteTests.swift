import CollectorTesting
import Storage
import Testing
import TimeZones

@testable import Reports

/// What small sites do not meet: many blocks, two threads, more than 65,536 pages, blocks on disk.
@Suite struct LargeSiteTests {
    private static let questions = [
        #""metrics": ["visitors", "visits", "pageviews", "bounce_rate", "visit_duration", "views_per_visit"]"#,
        #""metrics": ["visitors", "pageviews"], "dimensions": ["event:page"], "pagination": {"limit": 500}"#,
        #""metrics": ["visits", "visitors", "events", "bounce_rate"], "dimensions": ["time:day"]"#,
        #""metrics": ["visitors", "pageviews", "percentage"], "dimensions": ["time:hour"], "pagination": {"limit": 900}"#,
        #""metrics": ["visitors", "visits", "visit_duration"], "dimensions": ["visit:source", "time:day"]"#,
        #""metrics": ["visitors", "visits"], "dimensions": ["event:page"], "filters": [["is", "visit:source", ["s7.example"]]]"#,
        #""metrics": ["visitors"], "dimensions": ["visit:entry_page", "visit:exit_page", "event:page", "visit:source"]"#,
        #""metrics": ["visitors", "visits"], "filters": [["has_done", ["contains", "event:page", ["/77"]]]]"#,
        #""metrics": ["visitors", "scroll_depth", "time_on_page"], "dimensions": ["event:page"], "pagination": {"limit": 50}"#,
    ]

    private static func inMemory() -> ColumnMemory {
        ColumnMemory { () throws(StorageError) in throw .impossible(what: "full", hint: "") }
    }

    @Test func `distinct visitors are exact on two threads and with more than 65,536 pages`() throws
    {
        let site = LargeSite(Self.inMemory())
        #expect(Set(site.events.map(\.page)).count > 65_536)

        let pages = try site.answer(
            #""metrics": ["visitors"], "dimensions": ["event:page"], "pagination": {"limit": 10000}"#
        )
        #expect(pages.totalRows == LargeSite.paths)
        let byPage = site.visitors { "/\($0.page)" }
        for row in pages.rows {
            let expected = byPage[row.dimensions[0]]?.count ?? 0
            try #require(row.metrics == [Double(expected)], "\(row.dimensions)")
        }
        let most = byPage.values.map(\.count).sorted(by: >).prefix(10_000)
        #expect(pages.rows.map { $0.metrics[0] } == most.map { Double($0) })

        let days = try site.answer(#""metrics": ["visitors"], "dimensions": ["time:day"]"#)
        let byDay = site.visitors { $0.timeMs / 86_400_000 }
        #expect(
            days.rows.map { $0.metrics[0] }
                == byDay.sorted { $0.key < $1.key }.map {
                    Double($0.value.count)
                }
        )
        let all = try site.answer(#""metrics": ["visitors", "pageviews"]"#)
        let visitors = Set(site.events.map(\.visitor)).count
        #expect(all.rows.map(\.metrics) == [[Double(visitors), Double(site.events.count)]])
    }

    @Test func `filters see the same rows on two threads as one by one`() throws {
        let site = LargeSite(Self.inMemory())
        let answer = try site.answer(
            """
            "metrics": ["visitors", "pageviews"],
            "filters": [["is", "event:page", ["/1", "/69999", "/40000"]]]
            """
        )
        let found = site.events.filter { [1, 69_999, 40_000].contains($0.page) }
        let expected = [Double(Set(found.map(\.visitor)).count), Double(found.count)]
        #expect(answer.rows.map(\.metrics) == [expected])
    }

    @Test
    func `columns that are mostly on disk give the same answers and take no more than they may`()
        throws
    {
        let folder = try TemporaryFolder()
        let whole = LargeSite(Self.inMemory(), events: 140_000)
        let memory = ColumnMemory { () throws(StorageError) in
            try ScratchFile(directory: folder.path)
        }
        memory.limit = 5 << 20
        let short = LargeSite(memory, events: 140_000)
        #expect(whole.columns.isInMemory)
        #expect(!short.columns.isInMemory)
        #expect(memory.resident <= memory.limit)
        for question in Self.questions {
            let expected = try whole.answer(question)
            let answer = try short.answer(question)
            try #require(answer == expected, "\(question)")
            #expect(memory.resident <= memory.limit + (1 << 20))
        }
        #expect(memory.takeFailure() == nil)
    }

    @Test(arguments: [20_000, 300_000, 2_000_000])
    func `how pages were read is the same however few pageviews may be held`(bytes: Int) throws {
        let memory = Self.inMemory()
        let site = LargeSite(memory, events: 100_000)
        let grammar = SiteGrammar(goals: [
            Goal(name: "odd", trigger: .page("/*1")), Goal(name: "1s", trigger: .page("/1*")),
            Goal(name: "far", trigger: .scroll(percent: 60, page: nil)),
        ])
        let questions: [(parts: String, isFiltered: Bool)] = [
            (#""metrics": ["time_on_page", "scroll_depth"], "dimensions": ["event:page"]"#, false),
            (
                #""metrics": ["scroll_depth"], "filters": [["contains", "event:page", ["/1"]]]"#,
                true
            ),
            (
                #""metrics": ["time_on_page", "visitors"], "dimensions": ["event:page", "time:day"]"#,
                false
            ),
            (
                #""metrics": ["scroll_depth", "events"], "dimensions": ["event:goal", "event:page"]"#,
                true
            ),
            (
                #""metrics": ["time_on_page"], "dimensions": ["event:page"], "filters": [["is", "visit:source", ["s7.example"]]]"#,
                true
            ),
        ]
        for minVisitors in [1, 5] {
            for question in questions {
                func answer(_ bytes: Int) throws -> ReportAnswer {
                    memory.reportBytes = bytes
                    return try site.answer(
                        question.parts,
                        grammar: grammar,
                        minVisitors: minVisitors
                    )
                }
                let expected = try answer(1 << 30)
                #expect(expected.rows.contains { $0.metrics.contains { $0 != nil } })
                try #require(try answer(bytes) == expected, "\(question.parts)")
            }
        }
    }

    @Test func `pageviews are held by as many passes as they take, and no more at a time`() throws {
        let memory = Self.inMemory()
        memory.reportBytes = 200_000
        let site = LargeSite(memory, events: 100_000)
        let query = try QueryParser.parse(
            Array(
                """
                {"site_id": "example.org", "metrics": ["time_on_page"], "dimensions": ["event:page"],
                "date_range": ["2026-09-01", "2026-12-31"]}
                """.utf8
            )
        )
        let kernel = Kernel(
            query,
            columns: site.columns,
            period: query.dateRange.period(now: LargeSite.firstMs, firstMs: nil, in: .utc),
            zone: .utc
        )
        let groups = Array(0..<UInt32(kernel.groups.count))
        let passes = ReadingScan(kernel, groups: groups, count: groups.count).passes
        #expect(passes.reduce(0) { $0 + $1.pageviews } == 100_000)
        #expect(passes.allSatisfy { $0.pageviews * 24 <= memory.reportBytes })
        #expect(passes.count <= 14)
        for (before, after) in zip(passes, passes.dropFirst()) {
            #expect(before.visitors.upperBound == after.visitors.lowerBound)
        }
    }

    @Test func `without room on disk columns stay in memory and the failure is told`() throws {
        let memory = Self.inMemory()
        memory.limit = 1 << 20
        let site = LargeSite(memory, events: 100_000)
        #expect(site.columns.isInMemory)
        #expect(memory.takeFailure() != nil)
        #expect(memory.takeFailure() == nil)
    }

    @Test func `a period between two events is empty, and one without end is not`() throws {
        let site = LargeSite(Self.inMemory(), events: 5000)
        let between = """
            {"site_id": "example.org", "metrics": ["visitors", "visits", "pageviews"],
            "date_range": ["2020-01-01", "2020-01-02"]}
            """
        let answer = ReportAnswer(
            try QueryParser.parse(Array(between.utf8)),
            columns: site.columns,
            zone: .utc,
            nowMs: LargeSite.firstMs,
            minVisitors: 1
        )
        #expect(answer.rows.map(\.metrics) == [[0, 0, 0]])
        #expect(try site.answer(#""metrics": ["pageviews"]"#).rows.map(\.metrics) == [[5000]])
    }
}
