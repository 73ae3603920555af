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
            (["limit": "ten"], "--limit"), (["limit": "0"], "pagination.limit"),
            (["where": "visit:country DE"], "--where"),
            (["where": "visit:country like DE"], "filters[0]"),
            (["where": "country is DE"], "filters[0][1]"), (["range": "week"], "date_range"),
            (["metrics": "people"], "metrics[0]"), (["by": "page"], "dimensions[0]"),
        ]
    ) func `a wrong word is named`(arguments: [String: String], field: String) throws {
        let error = #expect(throws: QueryError.self) {
            try ReportArguments.query(arguments.merging(["site": "demo"]) { $1 })
        }
        #expect(error?.field == field)
    }
}
