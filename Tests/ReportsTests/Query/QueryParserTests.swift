import Testing

@testable import Reports

@Suite struct QueryParserTests {
    /// A query that is right but for `members`, which replace or add to its own.
    private func query(_ members: String = "", without: String = "") -> String {
        let own = [
            ("site_id", "\"demo\""), ("date_range", "\"7d\""), ("metrics", "[\"visitors\"]"),
        ]
        let kept = own.filter { !members.contains("\"\($0.0)\":") && $0.0 != without }
            .map { "\"\($0.0)\": \($0.1)" }
        return "{" + (kept + (members.isEmpty ? [] : [members])).joined(separator: ", ") + "}"
    }

    private func parse(_ text: String) throws(QueryError) -> ReportQuery {
        try QueryParser.parse(Array(text.utf8))
    }

    // MARK: - Wrong

    @Test(
        arguments: [
            ("", "", "the body is not JSON in UTF-8, or nests too deep"),
            ("[]", "", "the body must be one JSON object"),
            ("{\"site_id\": 1}", "site_id", "the id of a site is needed"),
            ("{\"site\": \"demo\"}", "site", "no such member; allowed: date_range, dimensions"),
            ("{\"site_id\": \"demo\"}", "date_range", "a period is needed: \"day\", \"24h\""),
            (
                "{\"site_id\": \"demo\", \"date_range\": \"7d\"}", "metrics",
                "a list of metrics is needed, each once; allowed: visitors, visits, pageviews"
            ),
        ]
    ) func `a body that is no query says what is missing`(
        body: String,
        field: String,
        message: String
    ) throws {
        let error = #expect(throws: QueryError.self) { try parse(body) }
        #expect(error?.code == .malformed)
        #expect(error?.field == field)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ("\"metrics\": []", "metrics", "a list of metrics is needed"),
            ("\"metrics\": \"visitors\"", "metrics", "a list of metrics is needed"),
            ("\"metrics\": [\"people\"]", "metrics[0]", "no such metric; allowed: visitors"),
            ("\"metrics\": [\"visits\", 1]", "metrics[1]", "no such metric"),
            ("\"metrics\": [\"visits\", \"visits\"]", "metrics[1]", "a metric stands twice"),
            (
                "\"metrics\": [\"bounce_rate\", \"visits\"], \"dimensions\": [\"event:page\"]",
                "metrics",
                "bounce_rate cannot be asked for by event:page; allowed are dimensions of visits"
            ),
            ("\"metrics\": [\"percentage\"]", "metrics", "percentage needs dimensions"),
            ("\"dimensions\": \"time\"", "dimensions", "a list of at most 4"),
            (
                """
                "dimensions": ["event:page", "event:name", "visit:os", "visit:city", "time"]
                """, "dimensions", "a list of at most 4 dimensions is expected"
            ),
            ("\"dimensions\": [\"page\"]", "dimensions[0]", "no such dimension; allowed: time,"),
            (
                "\"dimensions\": [\"visit:os\", \"visit:os\"]", "dimensions[1]",
                "a dimension stands twice"
            ),
            (
                "\"dimensions\": [\"time:day\", \"time\"]", "dimensions",
                "one time dimension is enough"
            ),
            ("\"date_range\": \"7\"", "date_range", "allowed: \"day\", \"24h\", \"7d\""),
            ("\"date_range\": \"0d\"", "date_range", "allowed:"),
            ("\"date_range\": \"-7d\"", "date_range", "allowed:"),
            ("\"date_range\": \"3661d\"", "date_range", "allowed:"),
            ("\"date_range\": \"1201mo\"", "date_range", "allowed:"),
            ("\"date_range\": 7", "date_range", "allowed:"),
            ("\"date_range\": [\"2026-11-24\"]", "date_range", "allowed:"),
            ("\"date_range\": [\"2026-11-24\", \"2026-02-30\"]", "date_range", "allowed:"),
            ("\"date_range\": [\"1969-12-31\", \"2026-01-01\"]", "date_range", "allowed:"),
            ("\"date_range\": [\"2026-01-01\", \"9999-12-31\"]", "date_range", "allowed:"),
            (
                "\"date_range\": [\"2026-01-01T00:00:00Z\", \"9999-12-31T00:00:00Z\"]",
                "date_range", "allowed:"
            ),
            (
                "\"date_range\": [\"2026-11-24\", \"2026-11-23\"]", "date_range",
                "the first day is after the last"
            ),
            (
                "\"date_range\": [\"2026-11-24T10:00:00Z\", \"2026-11-24T09:59:59Z\"]",
                "date_range", "the first instant is after the last"
            ),
            ("\"filters\": {}", "filters", "a list of filters is expected"),
            (
                "\"filters\": [\"is\", \"visit:os\", [\"iOS\"]]", "filters",
                "a list of filters is expected, such as [[\"is\", \"event:page\", [\"/\"]]]"
            ),
            ("\"filters\": [1]", "filters[0]", "[operator, dimension, [values]]"),
            ("\"filters\": [[]]", "filters[0]", "[operator, dimension, [values]]"),
            (
                "\"filters\": [[\"like\", \"event:page\", [\"/\"]]]", "filters[0][0]",
                "no such operator; allowed: is, is_not, contains, contains_not, matches, matches_not,"
            ),
            ("\"filters\": [[\"is\", \"event:page\"]]", "filters[0]", "[\"is\", dimension,"),
            ("\"filters\": [[\"is\", \"event:page\", []]]", "filters[0][2]", "a list of 1 to 1000"),
            ("\"filters\": [[\"is\", \"event:page\", \"/\"]]", "filters[0][2]", "a list of 1 to"),
            (
                "\"filters\": [[\"is\", \"event:page\", [\"/\", 1]]]", "filters[0][2][1]",
                "a text is expected"
            ),
            (
                "\"filters\": [[\"matches\", \"event:page\", [\"a\", \"(\"]]]", "filters[0][2][1]",
                "a pattern in RE2's syntax of at most 500 bytes"
            ),
            (
                "\"metrics\": [\"scroll_depth\"]", "metrics",
                "scroll_depth needs event:page as a dimension or a filter"
            ),
            (
                "\"metrics\": [\"time_on_page\"], \"dimensions\": [\"visit:os\"]", "metrics",
                "time_on_page needs event:page"
            ),
            (
                "\"metrics\": [\"conversion_rate\"]", "metrics",
                "conversion_rate needs event:goal as a dimension or a filter"
            ),
            ("\"dimensions\": [\"event:goal\"]", "dimensions[0]", "the site has no goals"),
            (
                "\"dimensions\": [\"event:props:plan\"]", "dimensions[0]",
                "the site's configuration lists no properties"
            ),
            ("\"filters\": [[\"is\", \"event:goal\", [\"x\"]]]", "filters[0][1]", "the site has"),
            ("\"include\": {\"comparisons\": 1}", "include.comparisons", "{\"mode\":"),
            (
                "\"include\": {\"comparisons\": {\"mode\": \"before\"}}",
                "include.comparisons.mode", "allowed: previous_period, year_over_year or custom"
            ),
            (
                "\"include\": {\"comparisons\": {\"mode\": \"custom\"}}",
                "include.comparisons.date_range", "custom needs a period"
            ),
            (
                """
                "include": {"comparisons": {"mode": "custom", "date_range" : "8"}}
                """, "include.comparisons.date_range", "allowed: \"day\""
            ),
            (
                """
                "include": {"comparisons": {"mode": "previous_period", "from": 1}}
                """, "include.comparisons.from", "allowed: date_range, match_day_of_week, mode"
            ),
            (
                "\"filters\": [[\"is\", \"event:pag\", [\"/\"]]]", "filters[0][1]",
                "no such dimension"
            ),
            (
                "\"filters\": [[\"is\", \"time:day\", [\"2026-11-24\"]]]", "filters[0][1]",
                "time is chosen by date_range"
            ),
            (
                "\"filters\": [[\"is\", \"event:page\", [\"/\"], {\"case\": false}]]",
                "filters[0][3]", "{\"case_sensitive\": false} is expected"
            ),
            (
                "\"filters\": [[\"is\", \"event:page\", [\"/\"], {\"case_sensitive\": 0}]]",
                "filters[0][3].case_sensitive", "true or false is expected"
            ),
            ("\"filters\": [[\"and\", []]]", "filters[0]", "[\"and\", [filters]] is expected"),
            (
                "\"filters\": [[\"or\", [[\"not\", [\"is\", \"visit:os\", [2]]]]]]",
                "filters[0][1][0][1][2][0]", "a text is expected"
            ),
            ("\"filters\": [[\"not\"]]", "filters[0]", "[\"not\", filter] is expected"),
            (
                "\"dimensions\": [\"visit:os\"], \"order_by\": [[\"visits\", \"desc\"]]",
                "order_by[0][0]",
                "only what the query asks for orders it; allowed: visitors, visit:os"
            ),
            ("\"order_by\": [[\"visitors\"]]", "order_by[0]", "[metric or dimension,"),
            ("\"order_by\": [[\"visitors\", \"down\"]]", "order_by[0]", "[metric or dimension,"),
            (
                "\"order_by\": [[\"visitors\", \"asc\"], [\"visitors\", \"asc\"]]", "order_by",
                "a list of at most 1 [metric or dimension,"
            ),
            ("\"include\": []", "include", "an object is expected"),
            ("\"include\": {\"labels\": true}", "include.labels", "allowed: comparisons,"),
            (
                "\"include\": {\"time_labels\": true}", "include.time_labels",
                "needs one of the dimensions time, time:hour,"
            ),
            (
                "\"include\": {\"total_rows\": 1}", "include.total_rows",
                "true or false is expected"
            ),
            ("\"pagination\": 10", "pagination", "an object is expected"),
            ("\"pagination\": {\"page\": 1}", "pagination.page", "allowed: limit, offset"),
            (
                "\"pagination\": {\"limit\": 0}", "pagination.limit",
                "a whole number from 1 to 10000 is expected"
            ),
            (
                "\"pagination\": {\"limit\": 10001}", "pagination.limit",
                "a whole number from 1 to 10000 is expected"
            ),
            ("\"pagination\": {\"limit\": 1.5}", "pagination.limit", "a whole number"),
            ("\"pagination\": {\"offset\": -1}", "pagination.offset", "a whole number from 0"),
            ("\"exact\": \"yes\"", "exact", "true or false is expected"),
        ]
    ) func `what is wrong is named with what is allowed`(
        members: String,
        field: String,
        message: String
    ) throws {
        let error = #expect(throws: QueryError.self) { try parse(query(members)) }
        #expect(error?.code == .malformed)
        #expect(error?.field == field)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        arguments: [
            ("\"include\": {\"imports\": true}", "include.imports")
        ]
    ) func `what Plausible answers and we do not is said to be unsupported`(
        members: String,
        field: String
    ) throws {
        let error = #expect(throws: QueryError.self) { try parse(query(members)) }
        #expect(error?.code == .unsupported)
        #expect(error?.field == field)
    }

    @Test func `filters are bounded in number and depth`() throws {
        let test = "[\"is\", \"event:page\", [\"/\"]]"
        func many(_ count: Int) -> String {
            "\"filters\": [" + [String](repeating: test, count: count).joined(separator: ",") + "]"
        }
        #expect(try parse(query(many(100))).filters.count == 100)
        let error = #expect(throws: QueryError.self) { try parse(query(many(101))) }
        #expect(error?.field == "filters[100]")
        func nested(_ depth: Int) -> String {
            let open = String(repeating: "[\"not\", ", count: depth)
            return "\"filters\": [" + open + test + String(repeating: "]", count: depth) + "]"
        }
        #expect(try parse(query(nested(8))).filters.count == 1)
        #expect(throws: QueryError.self) { try parse(query(nested(9))) }
        #expect(throws: QueryError.self) { try parse(query(nested(10_000))) }
        let long = String(repeating: "a", count: 5000)
        let unknown = #expect(throws: QueryError.self) { try parse(query("\"\(long)\": 1")) }
        #expect(unknown?.field.count == 40)
    }

    // MARK: - Right

    @Test func `every metric and dimension is taken by its name`() throws {
        let grammar = SiteGrammar(goals: [Goal(name: "Goal", trigger: .event("done"))])
        for metric in Metric.allCases {
            let dimensions =
                metric.isVisitAverage ? "\"visit:os\"" : "\"event:page\", \"event:goal\""
            let query = query(
                "\"metrics\": [\"\(metric.rawValue)\"], \"dimensions\": [\(dimensions)]"
            )
            #expect(
                try QueryParser.parse(Array(query.utf8), grammars: ["demo": grammar]).metrics
                    == [metric]
            )
        }
        for dimension in Dimension.allCases {
            let query = query("\"dimensions\": [\"\(dimension.rawValue)\"]")
            #expect(try parse(query).dimensions == [dimension])
        }
    }

    @Test(
        arguments: [
            ("\"day\"", DateRange.day), ("\"24h\"", .last24Hours), ("\"7d\"", .days(7)),
            ("\"28d\"", .days(28)), ("\"30d\"", .days(30)), ("\"91d\"", .days(91)),
            ("\"month\"", .month), ("\"6mo\"", .months(6)), ("\"12mo\"", .months(12)),
            ("\"year\"", .year), ("\"all\"", .all),
            ("[\"1970-01-02\", \"1970-01-02\"]", .dates(from: 1, to: 1)),
            (
                "[\"1970-01-01T00:00:01Z\", \"1970-01-01T02:00:02+02:00\"]",
                .instants(from: 1000, to: 2999)
            ),
            (
                "[\"1970-01-01T00:00:01.5Z\", \"1970-01-01T00:00:02.000Z\"]",
                .instants(from: 1500, to: 2000)
            ),
        ]
    ) func `every form of a period is taken`(range: String, expected: DateRange) throws {
        #expect(try parse(query("\"date_range\": \(range)")).dateRange == expected)
    }

    @Test func `every form of a filter is taken`() throws {
        let parsed = try parse(
            query(
                """
                "filters": [
                    ["is", "event:page", ["/", "/a"]],
                    ["is_not", "visit:country", ["DE"]],
                    ["contains", "visit:source", ["go"], {"case_sensitive": false}],
                    ["contains_not", "visit:source", ["go"], {"case_sensitive": true}],
                    ["and", [["is", "visit:os", ["a"]], ["is", "visit:os", ["b"]]]],
                    ["or", [["is", "visit:os", ["a"]]]],
                    ["not", ["is", "visit:os", ["a"], {}]],
                    ["has_done", ["is", "event:name", ["signup"]]],
                    ["has_not_done", ["is", "event:name", ["signup"]]]
                ]
                """
            )
        )
        let (a, b) = (FilterTest(.isEqual, .system, ["a"]), FilterTest(.isEqual, .system, ["b"]))
        let done = Filter.hasDone(.test(FilterTest(.isEqual, .name, ["signup"])))
        #expect(
            parsed.filters == [
                .test(FilterTest(.isEqual, .page, ["/", "/a"])),
                .test(FilterTest(.isNot, .country, ["DE"])),
                .test(FilterTest(.contains, .source, ["go"], isCaseSensitive: false)),
                .test(FilterTest(.containsNot, .source, ["go"])),
                .all([.test(a), .test(b)]), .any([.test(a)]), .not(.test(a)), done, .not(done),
            ]
        )
        #expect(parsed.filters.map(\.isOnEvents) == [true] + [Bool](repeating: false, count: 8))
    }

    @Test func `what is left out has its default`() throws {
        let plain = try parse(query())
        #expect(plain.dimensions == [])
        #expect(plain.filters == [])
        #expect(plain.limit == 10_000)
        #expect(plain.offset == 0)
        #expect(!plain.isExact)
        #expect(!plain.includesTotalRows)
        #expect(plain.order == [ReportQuery.Order(key: .metric(0), direction: .descending)])
        let timed = try parse(query("\"dimensions\": [\"visit:os\", \"time:day\"]"))
        #expect(
            timed.order == [
                ReportQuery.Order(key: .dimension(1), direction: .ascending),
                ReportQuery.Order(key: .metric(0), direction: .descending),
            ]
        )
        #expect(try parse(query("\"order_by\": []")).order == [])
        #expect(try parse(query("\"exact\": true")).isExact)
    }
}
