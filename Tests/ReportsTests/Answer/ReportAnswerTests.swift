import CollectorTesting
import JSON
import Testing
import TimeZones
import Usage

@testable import Reports

/// One small answer in each of its forms.
@Suite struct ReportAnswerTests {
    private static let pages = ["/", "/", "/", "=cmd()", "/a,\"b\"", "/\u{1B}[31m\u{202E}red"]

    private func answer(_ members: String = "", minVisitors: Int = 1) throws -> ReportAnswer {
        let fixture = try ReportsFixture()
        try fixture.store(
            Self.pages.enumerated().map { index, path in
                .example(id: UInt64(index) + 1, visitor: UInt64(index) + 1, path: path)
            }
        )
        return try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "day", "metrics": ["visitors", "percentage"],
            "dimensions": ["event:page"]\(members)}
            """,
            minVisitors: minVisitors
        )
    }

    @Test func `as JSON it is in Plausible's form, with the query as it was understood`() throws {
        #expect(
            try answer(
                ", \"include\": {\"total_rows\": true}, \"pagination\": {\"limit\": 2}"
            ).json == """
                {"meta":{"hidden_groups":0,"min_visitors":1,"total_rows":4},"query":{\
                "date_range":["2026-11-24T00:00:00+00:00","2026-11-24T23:59:59+00:00"],\
                "dimensions":["event:page"],"filters":[],\
                "include":{"time_labels":false,"total_rows":true},\
                "metrics":["visitors","percentage"],"order_by":[["visitors","desc"]],\
                "pagination":{"limit":2,"offset":0},"site_id":"example.org"},\
                "results":[{"dimensions":["/"],"metrics":[3,50]},\
                {"dimensions":["/\\u001b[31m\u{202E}red"],"metrics":[1,16.7]}]}
                """
        )
    }

    @Test func `as JSON a hidden figure is null and buckets are listed where asked`() throws {
        let fixture = try ReportsFixture()
        try fixture.store([.example()])
        let total = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "day", "metrics": ["visitors", "visits"]}
            """,
            minVisitors: 5
        )
        #expect(total.json.contains("\"results\":[{\"dimensions\":[],\"metrics\":[null,null]}]"))
        #expect(total.json.contains("\"min_visitors\":5"))
        let timed = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": ["2026-11-23", "2026-11-24"],
            "metrics": ["visitors"], "dimensions": ["time:day"], "include": {"time_labels": true}}
            """
        )
        #expect(timed.json.contains("\"time_labels\":[\"2026-11-23\",\"2026-11-24\"]"))
        #expect(timed.rows.map(\.text) == ["2026-11-24 | 1"])
    }

    @Test func `as CSV it follows RFC 4180 and no cell is a formula`() throws {
        #expect(
            ReportCSV.text(try answer())
                == [
                    "event:page,visitors,percentage", "/,3,50",
                    "/\u{1B}[31m\u{202E}red,1,16.7", "\"/a,\"\"b\"\"\",1,16.7",
                    "'=cmd(),1,16.7",
                ].joined(separator: "\r\n")
        )
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("a\r\nb", "\"a\r\nb\""), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"),
            ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("=a,b", "\"'=a,b\""),
            ("a=b", "a=b"), ("\"\u{301}", "\"\"\"\u{301}\""), ("=\u{338}1", "'=\u{338}1"),
        ]
    ) func `a cell is quoted where it must be`(text: String, cell: String) {
        #expect(
            Array(CSVText.cell(text).unicodeScalars) == Array(cell.unicodeScalars)
        )
    }

    @Test func `as a table it is aligned, with bars, and steers no terminal`() throws {
        #expect(
            ReportTable.text(try answer(), width: 120) == """
                event:page  visitors  percentage
                ----------  --------  ----------
                /                  3      50.0 %  ████████████████████████
                /[31mred           1      16.7 %  ████████
                /a,"b"             1      16.7 %  ████████
                =cmd()             1      16.7 %  ████████

                Small groups are shown: these figures can be about single people.
                """
        )
    }

    @Test func `a table says what is not in it`() throws {
        let text = ReportTable.text(
            try answer(", \"pagination\": {\"limit\": 1}", minVisitors: 3),
            width: nil
        )
        #expect(
            text == """
                event:page  visitors  percentage
                ----------  --------  ----------
                (other)            3      50.0 %

                1 of 2 rows; see --limit.
                3 groups are not shown alone (fewer than 3 visitors); --exact shows all.
                """
        )
    }

    @Test func `a sparkline has a place for each bucket, and no more than there is room for`()
        throws
    {
        let fixture = try ReportsFixture()
        for (day, count) in [(1, 4), (3, 8), (30, 2)] {
            try fixture.store(
                (0..<count).map { number in
                    .example(
                        id: UInt64(day * 100 + number),
                        visitor: UInt64(number + 1),
                        timeMs: ms("2026-10-01T12:00:00Z") + Int64(day - 1) * 86_400_000
                    )
                }
            )
        }
        func last(_ minVisitors: Int, _ width: Int) throws -> String {
            let query = try ReportArguments.query([
                "site": ExampleSite.id, "range": "2026-10-01,2026-10-30", "by": "time:day",
                "metrics": "visitors",
            ])
            let answer = try fixture.reports.answer(
                query,
                minVisitors: minVisitors,
                nowMs: ReportsFixture.noon
            )
            return try #require(
                ReportTable.text(answer, width: width).split(separator: "\n")
                    .first { $0.hasPrefix("visitors over") }
                    .map(String.init)
            )
        }
        let (title, gap) = ("visitors over time: ", String(repeating: "▁", count: 26))
        #expect(try last(1, 80) == title + "▅▁█" + gap + "▃")
        // What has no row may be hidden: the 2 visitors, and with them the 4.
        #expect(try last(3, 80) == title + "··█" + String(repeating: "·", count: 27))
        #expect(try last(1, 35) == title + "▅█" + String(repeating: "▁", count: 12) + "▃")
    }

    @Test func `a table too wide for the terminal cuts labels, then goes on below`() throws {
        let fixture = try ReportsFixture()
        let path = "/" + String(repeating: "long-", count: 20)
        try fixture.store([.example(path: path), .example(id: 2, path: path)])
        let query = try ReportArguments.query([
            "site": ExampleSite.id, "range": "day", "by": "visit:entry_page", "exact": "yes",
            "metrics": "visitors,visits,pageviews,bounce_rate,visit_duration,views_per_visit",
            "compare": "previous",
        ])
        let answer = try fixture.reports.answer(query, minVisitors: 1, nowMs: ReportsFixture.noon)
        let text = ReportTable.text(answer, width: 60)
        #expect(
            text == """
                visit:entry_page        visitors      visits   pageviews
                --------------------  ----------  ----------  ----------
                /long-long-long-lon…  1 (+100 %)  1 (+100 %)  2 (+100 %)

                visit:entry_page      bounce_rate  visit_duration
                --------------------  -----------  --------------
                /long-long-long-lon…      0 % (0)        0s (0 %)

                visit:entry_page      views_per_visit
                --------------------  ---------------
                /long-long-long-lon…    2.00 (+100 %)

                Changes are against 2026-11-23 to 2026-11-23.
                Small groups are shown: these figures can be about single people.
                """,
            "\(text)"
        )
    }

    @Test func `the answer says the period by the site's clock, and takes it back`() throws {
        for (name, from, to) in [
            ("Europe/Berlin", "2026-10-25T00:00:00+02:00", "2026-10-25T23:59:59+01:00"),
            ("America/St_Johns", "2026-10-25T00:00:00-02:30", "2026-10-25T23:59:59-02:30"),
            ("UTC", "2026-10-25T00:00:00+00:00", "2026-10-25T23:59:59+00:00"),
        ] {
            let fixture = try ReportsFixture(zones: [ExampleSite.id: try TimeZone.named(name)])
            func answer(_ range: String) throws -> ReportAnswer {
                try fixture.answer(
                    """
                    {"site_id": "example.org", "date_range": \(range), "metrics": ["visits"],
                    "include": {"comparisons": {"mode": "previous_period"}}}
                    """
                )
            }
            let day = try answer("[\"2026-10-25\", \"2026-10-25\"]")
            let told = "[\"\(from)\",\"\(to)\"]"
            #expect(day.json.contains("\"date_range\":\(told)"), "\(day.json)")
            #expect(day.json.contains("\"comparison_range\":[\"2026-10-24T00:00:00"))
            #expect(try answer(told).period == day.period)
            let part = "[\"2026-10-25T10:00:00.250Z\",\"2026-10-25T10:00:00.500Z\"]"
            #expect(try answer(part).json.contains(":00:00.250") || name == "America/St_Johns")
            #expect(try answer(part).json.contains(":00.500"))
        }
    }

    @Test func `a table of nothing says so`() throws {
        let fixture = try ReportsFixture()
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "day", "metrics": ["visits"],
            "dimensions": ["event:page"]}
            """,
            minVisitors: 5
        )
        #expect(ReportTable.text(answer, width: 120) == "Nothing was counted in this period.")
    }

    @Test func `long durations are minutes, and labels are cut at 80 characters`() throws {
        let fixture = try ReportsFixture()
        let path = "/" + String(repeating: "x", count: 200)
        try fixture.store([
            .example(path: path), .example(id: 2, timeMs: ReportsFixture.noon + 605_000),
        ])
        let answer = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "day",
            "metrics": ["visit_duration", "bounce_rate", "views_per_visit"],
            "dimensions": ["visit:entry_page"]}
            """
        )
        let lines = ReportTable.text(answer, width: nil).split(separator: "\n")
        let label = "/" + String(repeating: "x", count: 78) + "…"
        #expect(lines[2] == "\(label)          10m 5s          0 %             2.00")
    }
}
