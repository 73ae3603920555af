import CollectorTesting
import RegularExpressions
import Testing
import Usage

@testable import Reports

/// What goals, properties and reading look like in answers.
@Suite struct GoalsInReportsTests {
    private let grammar = SiteGrammar(
        goals: [
            Goal(name: "Signup", trigger: .event("signup")),
            Goal(name: "Thanks", trigger: .page("/thanks/*")),
            Goal(name: "Read", trigger: .scroll(percent: 75, page: "/blog/**")),
        ],
        properties: ["plan"],
        weekStart: .sunday
    )

    /// Four visitors from two countries: two sign up, one of them after the thanks page.
    private func fixture() throws -> ReportsFixture {
        let fixture = try ReportsFixture()
        let noon = ReportsFixture.noon
        func place(_ country: String) -> Location {
            Location(country: country, region: nil, city: nil, timeZone: nil)
        }
        let plan = [Property(name: "plan", value: .string("pro"))]
        try fixture.store([
            .example(id: 1, visitor: 1, path: "/blog/a/b", location: place("DE")),
            .example(
                kind: .engagement,
                id: 2,
                visitor: 1,
                pageview: 1,
                engagedMs: 9000,
                scroll: 80
            ),
            .example(
                kind: .event,
                id: 3,
                visitor: 1,
                timeMs: noon + 1000,
                path: "/thanks/you",
                name: "signup",
                properties: plan
            ),
            .example(id: 4, visitor: 1, timeMs: noon + 2000, path: "/thanks/you"),
            .example(id: 5, visitor: 2, path: "/blog/c", location: place("DE")),
            .example(
                kind: .engagement,
                id: 6,
                visitor: 2,
                pageview: 5,
                engagedMs: 3000,
                scroll: 40
            ),
            .example(kind: .event, id: 7, visitor: 2, timeMs: noon + 1000, name: "signup"),
            .example(id: 8, visitor: 3, path: "/blog/c", location: place("FR")),
            .example(id: 9, visitor: 4, path: "/thanks/a/b", location: place("FR")),
        ])
        return fixture
    }

    private func rows(
        _ metrics: String,
        _ dimensions: String = "",
        filters: String = "[]"
    ) throws -> [String] {
        try fixture().rows(of: metrics, by: dimensions, filters: filters, grammar: grammar)
    }

    @Test func `goals are told with their share of all visitors`() throws {
        #expect(
            try rows("visitors events conversion_rate", "event:goal") == [
                "Signup | 2 2 50", "Read | 1 1 25", "Thanks | 1 1 25",
            ]
        )
        #expect(
            try rows(
                "visitors conversion_rate group_conversion_rate",
                "visit:country_name",
                filters: #"[["is", "event:goal", ["Signup"]]]"#
            ) == ["Germany | 2 50 100"]
        )
        #expect(
            try rows("visitors group_conversion_rate", "event:goal visit:country").first
                == "Signup DE | 2 100"
        )
    }

    @Test func `an event that is two goals counts in both and once in all`() throws {
        let both = SiteGrammar(goals: [
            Goal(name: "A", trigger: .page("/blog/**")), Goal(name: "B", trigger: .page("/blog/*")),
        ])
        let fixture = try fixture()
        #expect(
            try fixture.rows(of: "visitors pageviews", by: "event:goal", grammar: both) == [
                "A | 3 3", "B | 2 2",
            ]
        )
        let joined = try fixture.answer(
            """
            {"site_id": "example.org", "date_range": "all", "metrics": ["visitors", "pageviews"],
            "dimensions": ["event:goal"]}
            """,
            minVisitors: 3,
            grammar: both
        )
        #expect(joined.rows.map(\.text) == ["(other) | 3 3"])
    }

    @Test func `a filter on goals takes each goal of an event`() throws {
        #expect(
            try rows("events", filters: #"[["is", "event:goal", ["Read", "Thanks"]]]"#) == ["2"]
        )
        #expect(try rows("events", filters: #"[["is_not", "event:goal", ["Signup"]]]"#) == ["5"])
        #expect(
            try rows(
                "visitors",
                filters: #"[["has_not_done", ["is", "event:goal", ["Signup"]]]]"#
            ) == ["2"]
        )
    }

    @Test func `properties group and filter events`() throws {
        #expect(
            try rows(
                "visitors",
                "event:props:plan",
                filters: #"[["is", "event:name", ["signup"]]]"#
            ) == ["(none) | 1", "pro | 1"]
        )
        #expect(
            try rows("events", filters: #"[["matches", "event:props:plan", ["^p.o$"]]]"#) == ["1"]
        )
        let error = #expect(throws: QueryError.self) {
            try rows("visitors", "event:props:step")
        }
        #expect(error?.message == "no such property; allowed: event:props:plan")
    }

    @Test func `reading is averaged over visits that tell of it`() throws {
        #expect(
            try rows("scroll_depth time_on_page", "event:page").sorted() == [
                "/ | - -", "/blog/a/b | 80 9", "/blog/c | 40 2", "/thanks/a/b | - 0",
                "/thanks/you | - 0",
            ]
        )
        #expect(
            try rows(
                "scroll_depth",
                filters: #"[["contains", "event:page", ["/blog"]]]"#
            ) == ["60"]
        )
    }

    @Test(.tags(.privacy)) func `how few read is not told of a group of many`() throws {
        let answer = try fixture().answer(
            """
            {"site_id": "example.org", "date_range": "all",
            "metrics": ["visitors", "scroll_depth", "time_on_page"],
            "filters": [["contains", "event:page", ["/"]]]}
            """,
            minVisitors: 3
        )
        // Two told how far they read.
        #expect(answer.rows.map(\.text) == ["4 - 3"])
    }

    @Test func `weeks begin on the day the configuration names`() throws {
        #expect(try rows("visitors", "time:week") == ["2026-11-22 | 4"])
    }

    @Test func `patterns of pages stop at a slash unless they are doubled`() throws {
        let one = try #require(Goal.matcher(of: "/a/*"))
        #expect(one.isFound(in: "/a/b") && !one.isFound(in: "/a/b/c") && !one.isFound(in: "/x/a/b"))
        let all = try #require(Goal.matcher(of: "/a/**"))
        #expect(all.isFound(in: "/a/b/c"))
        let literal = try #require(Goal.matcher(of: "/a.b?c=(1)"))
        #expect(literal.isFound(in: "/a.b?c=(1)") && !literal.isFound(in: "/axb?c=(1)"))
        #expect(!Goal.isPattern("a") && !Goal.isPattern("/" + String(repeating: "a", count: 600)))
    }

    @Test func `a goal that is none is named, not counted as one that nobody reached`() throws {
        let goals = SiteGrammar(goals: [Goal(name: "Signup", trigger: .event("signup"))])
        func parse(_ filter: String) throws -> ReportQuery {
            let text = """
                {"site_id": "a", "date_range": "7d", "metrics": ["visitors"], "filters": [\(filter)]}
                """
            return try QueryParser.parse(Array(text.utf8), grammars: ["a": goals])
        }
        let error = #expect(throws: QueryError.self) {
            try parse(#"["is", "event:goal", ["Signup", "Singup"]]"#)
        }
        #expect(error?.field == "filters[0][2][1]")
        #expect(error?.message == "no such goal; allowed: Signup")
        _ = try parse(#"["is_not", "event:goal", ["signUP"], {"case_sensitive": false}]"#)
        _ = try parse(#"["contains", "event:goal", ["ing"]]"#)
    }
}
