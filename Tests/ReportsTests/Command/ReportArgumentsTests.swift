import Testing

@testable import Reports

@Suite struct ReportArgumentsTests {
    @Test func `the words of the command line make the API's query`() throws {
        let words = try ReportArguments.query([
            "site": "demo", "range": "2026-11-01, 2026-11-24", "metrics": "visitors, pageviews",
            "by": "event:page,visit:country",
            "where": "visit:country is DE,FR\nevent:page contains_not /a b", "limit": "7",
            "exact": "yes",
        ])
        let body = """
            {"site_id": "demo", "date_range": ["2026-11-01", "2026-11-24"],
            "metrics": ["visitors", "pageviews"], "dimensions": ["event:page", "visit:country"],
            "filters": [["is", "visit:country", ["DE", "FR"]],
            ["contains_not", "event:page", ["/a b"]]],
            "pagination": {"limit": 7}, "include": {"total_rows": true}, "exact": true}
            """
        #expect(try QueryParser.parse(Array(body.utf8)) == words)
    }

    @Test func `without more than a site it asks for 30 days of visitors, visits and pageviews`()
        throws
    {
        let query = try ReportArguments.query(["site": "demo"])
        #expect(query.dateRange == .days(30))
        #expect(query.metrics == [.visitors, .visits, .pageviews])
        #expect(query.limit == 100)
        #expect(!query.isExact)
    }

    @Test(
        arguments: [
            (["limit": "ten"], "--limit"), (["limit": "0"], "--limit"),
            (["offset": "-1"], "--offset"), (["where": "visit:country DE"], "--where"),
            (["where": "visit:country like DE"], "--where 'visit:country like DE'"),
            (["where": "visit:os is iOS\ncountry is DE"], "--where 'country is DE'"),
            (["range": "week"], "--range"), (["metrics": "visitors, people"], "--metrics 'people'"),
            (["by": "page"], "--by 'page'"), (["order": "visits, events"], "--order 'events'"),
            (["order": "visitors up"], "--order 'visitors up'"),
            (["compare": "before"], "--compare"), (["compare": "{\"mode\": 1}"], "--compare"),
            (["where": "[\"is\"]"], "--where '[\"is\"]'"), (["where": "[is]"], "--where"),
        ]
    ) func `a wrong word is named with its option`(
        arguments: [String: String],
        field: String
    ) throws {
        let error = #expect(throws: QueryError.self) {
            try ReportArguments.query(arguments.merging(["site": "demo"]) { $1 })
        }
        #expect(error?.field == field)
        if field == "--range" { #expect(error?.message.contains("or FROM,TO, both") == true) }
    }

    @Test func `filters, order, pages and comparisons of the API can be said as well`() throws {
        let words = try ReportArguments.query([
            "site": "demo", "metrics": "visitors,visits", "by": "time:day,visit:os",
            "where": """
            ["or", [["is", "event:page", ["/a,b"]], ["has_done", ["is", "event:name", ["x"]]]]]
            visit:os is iOS
            """,
            "order": "visits, time:day desc,visit:os", "limit": "5", "offset": "10",
            "compare": "{\"mode\": \"previous_period\", \"match_day_of_week\": true}",
        ])
        let body = """
            {"site_id": "demo", "date_range": "30d", "metrics": ["visitors", "visits"],
            "dimensions": ["time:day", "visit:os"],
            "filters": [["or", [["is", "event:page", ["/a,b"]],
            ["has_done", ["is", "event:name", ["x"]]]]], ["is", "visit:os", ["iOS"]]],
            "order_by": [["visits", "desc"], ["time:day", "desc"], ["visit:os", "asc"]],
            "pagination": {"limit": 5, "offset": 10}, "include": {"total_rows": true,
            "time_labels": true,
            "comparisons": {"mode": "previous_period", "match_day_of_week": true}}}
            """
        #expect(try QueryParser.parse(Array(body.utf8)) == words)
        for (word, mode) in [("previous", Comparison.Mode.previousPeriod), ("year", .yearOverYear)]
        {
            let query = try ReportArguments.query(["site": "demo", "compare": word])
            #expect(query.comparison?.mode == mode)
        }
    }

    @Test(
        arguments: [
            (SheetRequest.Kind.funnel, ["step": "event:page is /"], "--step"),
            (.funnel, ["step": "event:page is /\nevent:pag is /a"], "--step 'event:pag is /a'"),
            (.funnel, ["step": "event:page is /\nevent:page is /a", "window": "0"], "--window"),
            (.retention, ["limit": "3"], "--limit"),
            (.retention, ["metrics": "visits"], "--metrics"),
            (.realtime, ["range": "7d"], "--range"), (.journeys, ["page": "pricing"], "--page"),
            (.journeys, ["page": "/", "offset": "1"], "--offset"),
            (.consent, ["by": "week"], "--by"), (.consent, ["where": "visit:os is iOS"], "--where"),
        ]
    ) func `what a report is not asked is named with its option`(
        kind: SheetRequest.Kind,
        arguments: [String: String],
        field: String
    ) throws {
        let error = #expect(throws: QueryError.self) {
            try ReportArguments.sheet(
                kind,
                arguments.merging(["site": "demo"]) { $1 },
                grammars: [:]
            )
        }
        #expect(error?.field == field, "\(error?.message ?? "")")
    }

    @Test func `the other reports are asked by the words of their options`() throws {
        let by = try ReportArguments.sheet(
            .consent,
            ["site": "demo", "by": "device"],
            grammars: [:]
        )
        guard case .consent("device") = by.question else {
            Issue.record("\(by)")
            return
        }
        let pages = try ReportArguments.sheet(
            .journeys,
            ["site": "demo", "page": "/", "limit": "3", "range": "7d", "exact": "yes"],
            grammars: [:]
        )
        guard case .journeys(page: "/", limit: 3) = pages.question else {
            Issue.record("\(pages)")
            return
        }
        #expect(pages.base.isExact && pages.base.dateRange == .days(7))
    }
}
