import CollectorTesting
import JSON
import Testing
import Usage

@testable import Reports

/// Funnels, retention, journeys and the last 30 minutes.
@Suite struct SheetTests {
    private static let grammar = [
        ExampleSite.id: SiteGrammar(goals: [Goal(name: "Signup", trigger: .event("signup"))])
    ]

    private func sheet(
        _ kind: SheetRequest.Kind,
        _ members: String,
        in fixture: ReportsFixture,
        minVisitors: Int = 1,
        nowMs: Int64 = ReportsFixture.noon
    ) throws -> Sheet {
        let request = try SheetRequest.parse(
            kind,
            Array("{\"site_id\": \"example.org\"\(members)}".utf8),
            grammars: Self.grammar
        )
        return try #require(
            try fixture.reports.sheet(request, minVisitors: minVisitors, nowMs: nowMs)
        )
    }

    /// Pageviews, or signups for "!", of visitors at minutes after noon.
    private func fixture(
        _ lives: [[(minute: Int, path: String)]]
    ) throws -> ReportsFixture {
        let fixture = try ReportsFixture()
        var id: UInt64 = 0
        for (visitor, life) in lives.enumerated() {
            for (minute, path) in life {
                id += 1
                let time = ReportsFixture.noon + Int64(minute) * 60_000
                try fixture.store([
                    .example(
                        kind: path == "!" ? .event : .pageview,
                        id: id,
                        visitor: UInt64(visitor + 1),
                        timeMs: time,
                        path: path == "!" ? nil : path,
                        name: path == "!" ? "signup" : nil
                    )
                ])
            }
        }
        return fixture
    }

    // MARK: - Funnels

    private static let steps =
        #", "date_range": "all", "steps": [["is", "event:page", ["/"]], "#
        + #"["is", "event:page", ["/price"]], ["is", "event:goal", ["Signup"]]]"#

    private func reached(_ sheet: Sheet) -> [Double?] {
        (sheet.json["steps"]?.array ?? []).map { step in
            guard case .object(let members) = step, case .number(let count) = members["visitors"]
            else { return nil }
            return count
        }
    }

    @Test func `steps count in their order and within one visit`() throws {
        let fixture = try fixture([
            [(0, "/"), (1, "/price"), (2, "!")],
            // In the wrong order.
            [(0, "!"), (1, "/price"), (2, "/")],
            // In two visits.
            [(0, "/"), (60, "/price")],
            // Something between, and a second round.
            [(0, "/"), (1, "/x"), (2, "/price"), (90, "/"), (91, "/price"), (92, "!")],
        ])
        #expect(try reached(sheet(.funnel, Self.steps, in: fixture)) == [4, 2, 2])
        // Within two hours the third visitor has done both.
        #expect(
            try reached(sheet(.funnel, Self.steps + #", "window_hours": 2"#, in: fixture))
                == [4, 3, 2]
        )
        let table = try sheet(.funnel, Self.steps, in: fixture)
        #expect(table.csv.hasPrefix("step,filter,visitors,of_first,of_previous\r\n1,"))
        #expect(table.table(width: 120).contains("█"))
    }

    @Test func `one event is one step`() throws {
        let fixture = try fixture([[(0, "/")], [(0, "/"), (1, "/")]])
        let twice =
            #", "date_range": "all", "steps": [["is", "event:page", ["/"]], "#
            + #"["contains", "event:page", ["/"]]]"#
        #expect(try reached(sheet(.funnel, twice, in: fixture)) == [2, 1])
    }

    @Test(.tags(.privacy)) func `few who took a step, or did not, are kept back`() throws {
        var lives = [[(minute: Int, path: String)]](repeating: [(0, "/"), (1, "/price")], count: 6)
        lives.append([(0, "/")])
        lives[0].append((2, "!"))
        let fixture = try fixture(lives)
        // Six of seven took the second step: the one who did not is not told.
        let found = try sheet(.funnel, Self.steps, in: fixture, minVisitors: 5)
        #expect(reached(found) == [7, nil, nil])
        #expect(try reached(sheet(.funnel, Self.steps, in: fixture)) == [7, 6, 1])
    }

    // MARK: - Retention

    @Test func `a cohort is who first came in a week`() throws {
        let day = 24 * 60
        let fixture = try fixture([
            [(0, "/"), (7 * day, "/"), (14 * day, "/")], [(1 * day, "/"), (14 * day, "/")],
            [(7 * day, "/")],
        ])
        let now = ReportsFixture.noon + Int64(16 * day) * 60_000
        let found = try sheet(.retention, #", "date_range": "28d""#, in: fixture, nowMs: now)
        #expect(
            found.rows.map { $0.prefix(5).map { "\($0)" } }.filter { $0[1] != "number(0.0)" } == [
                [
                    #"text("2026-11-23")"#, "number(2.0)", "share(100.0)", "share(50.0)",
                    "share(100.0)",
                ],
                [#"text("2026-11-30")"#, "number(1.0)", "share(100.0)", "share(0.0)", "none"],
            ]
        )
        #expect(found.table(width: 120).contains("█"))
    }

    @Test(.tags(.privacy)) func `few who came back, or did not, are kept back`() throws {
        let day = 24 * 60
        var lives = [[(minute: Int, path: String)]](
            repeating: [(0, "/"), (7 * day, "/")],
            count: 6
        )
        lives.append([(0, "/")])
        lives.append([(7 * day, "/")])
        let now = ReportsFixture.noon + Int64(8 * day) * 60_000
        let found = try sheet(
            .retention,
            #", "date_range": "14d""#,
            in: fixture(lives),
            minVisitors: 5,
            nowMs: now
        )
        let cohorts = found.rows.filter { $0[1] != .number(0) }
        #expect(cohorts.count == 1)
        #expect(cohorts[0][1] == .number(7) && cohorts[0][3] == .hidden)
    }

    // MARK: - Journeys

    @Test func `journeys tell the pages before and after within the visit`() throws {
        let fixture = try fixture([
            [(0, "/"), (1, "!"), (2, "/price"), (3, "/buy")], [(0, "/price")],
            [(0, "/"), (40, "/price"), (41, "/price")],
        ])
        let found = try sheet(
            .journeys,
            #", "date_range": "all", "page": "/price""#,
            in: fixture
        )
        #expect(
            found.csv.split(separator: "\r\n") == [
                "way,page,visitors,pageviews,share", "from,(entry),2,2,50", "from,/,1,1,25",
                "from,/price,1,1,25", "to,(exit),2,2,50", "to,/buy,1,1,25", "to,/price,1,1,25",
            ]
        )
    }

    @Test(.tags(.privacy)) func `journeys join pages of few`() throws {
        var lives = [[(minute: Int, path: String)]](
            repeating: [(0, "/"), (1, "/price")],
            count: 6
        )
        lives.append([(0, "/rare"), (1, "/price")])
        let found = try sheet(
            .journeys,
            #", "date_range": "all", "page": "/price""#,
            in: fixture(lives),
            minVisitors: 5
        )
        #expect(!found.csv.contains("/rare") && found.csv.contains("from,(other),7,7"))
        let alone = try sheet(
            .journeys,
            #", "date_range": "all", "page": "/rare""#,
            in: fixture(lives),
            minVisitors: 5
        )
        #expect(alone.rows.isEmpty && alone.json["visitors"] == .null)
    }

    // MARK: - The last 30 minutes

    @Test func `realtime is the last 30 minutes`() throws {
        let fixture = try fixture([[(-31, "/old"), (-2, "/new")], [(-29, "/"), (0, "/new")]])
        let found = try sheet(.realtime, "", in: fixture)
        #expect(found.json["visitors"] == .number(2))
        #expect(found.json["pageviews"] == .number(3))
        let minutes = found.json["minutes"]?.array ?? []
        #expect(minutes.count == 30)
        #expect(minutes.first == .number(1) && minutes.last == .number(1))
        #expect(found.csv.contains("page,/new,2"))
        #expect(!found.csv.contains("/old"))
    }

    @Test(.tags(.privacy)) func `a minute of few is kept back, with another of them`() throws {
        var lives = [[(minute: Int, path: String)]](repeating: [(-3, "/")], count: 6)
        lives += [[(minute: Int, path: String)]](repeating: [(-2, "/")], count: 7)
        lives.append([(0, "/secret")])
        let found = try sheet(.realtime, "", in: fixture(lives), minVisitors: 5)
        let minutes = found.json["minutes"]?.array ?? []
        #expect(minutes[29] == .null && minutes[26] == .null && minutes[27] == .number(7))
        #expect(!found.csv.contains("/secret"))
        let few = try sheet(.realtime, "", in: fixture([[(0, "/")]]), minVisitors: 5)
        #expect(few.json["visitors"] == .null)
        #expect((few.json["minutes"]?.array ?? []).allSatisfy { $0 == .null })
    }

    // MARK: - Terminals

    @Test func `tables fit a narrow terminal as well as they can`() throws {
        let fixture = try fixture([[(0, "/"), (1, "/price"), (2, "!")], [(0, "/")]])
        let funnel = try sheet(.funnel, Self.steps, in: fixture)
        let wide = funnel.table(width: 120)
        #expect(wide.contains("event:page is /price ") && wide.contains("████"))
        let plain = funnel.table(width: nil)
        #expect(!plain.contains("█"))
        // The last column stands below, with the labels again; a long label is cut.
        let tiny = funnel.table(width: 40).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(tiny.prefix(11).allSatisfy { $0.count <= 40 }, "\(tiny)")
        #expect(tiny[5] == "" && tiny[2].hasPrefix("   1  event:page is /     "), "\(tiny)")
        let widest = plain.split(separator: "\n").map(\.count).max() ?? 0
        let some = funnel.table(width: widest + 10).split(separator: "\n")
        #expect(some.allSatisfy { $0.count <= widest + 10 } && some.contains { $0.contains("█") })
        let now = ReportsFixture.noon + 20 * 7 * 86_400_000
        let retention = try sheet(.retention, #", "date_range": "12mo""#, in: fixture, nowMs: now)
        // Nothing before the first week in which somebody came.
        #expect(retention.rows.first?[0] == .text("2026-11-23") && retention.rows.count == 21)
        // The sparklines have all weeks.
        let narrow = retention.table(width: 60).split(separator: "\n")
        #expect(narrow.prefix(23).allSatisfy { $0.count <= 60 })
        #expect(narrow.last == "Columns up to +1 of +20; --format csv has all.", "\(narrow)")
        #expect(retention.table(width: nil).contains("+20"))
    }

    // MARK: - Wrong

    @Test(
        arguments: [
            (SheetRequest.Kind.funnel, "", "date_range"),
            (.funnel, #", "date_range": "7d""#, "steps"),
            (.funnel, #", "date_range": "7d", "steps": [["is", "event:page", ["/"]]]"#, "steps"),
            (
                .funnel,
                #", "date_range": "7d", "steps": [["is", "event:page", ["/"]], ["is", "x", ["/"]]]"#,
                "steps[1][1]"
            ),
            (.journeys, #", "date_range": "7d""#, "page"),
            (.journeys, #", "date_range": "7d", "page": "/", "limit": 0"#, "limit"),
            (.retention, #", "date_range": "7d", "page": "/""#, "page"),
            (.realtime, #", "date_range": "7d""#, "date_range"),
            (.consent, #", "date_range": "7d", "by": "city""#, "by"),
        ]
    ) func `what is wrong is named`(
        kind: SheetRequest.Kind,
        members: String,
        field: String
    ) throws {
        let fixture = try ReportsFixture()
        let error = #expect(throws: QueryError.self) { try sheet(kind, members, in: fixture) }
        #expect(error?.field == field, "\(error?.message ?? "")")
    }
}
