import CollectorTesting
import JSON
import Observability
import Storage
import Testing

@testable import Endpoints

@Suite struct QueryEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    private func query(
        _ key: String?,
        _ more: String = "",
        site: String = House.site
    ) -> Client.Answer {
        client.ask(
            "POST",
            "/api/v2/query",
            key.map { [$0] } ?? [],
            #"{"site_id":"\#(site)","date_range":"7d","metrics":["visitors"]\#(more)}"#
        )
    }

    /// Six visitors of one page, two of another.
    private func visit() throws {
        for number in 0..<8 {
            let token = try house.token(client, granting: "analytics")
            let page = number < 6 ? "/many" : "/few"
            let view = Sent.pageview(number, url: "https://example.org\(page)")
            #expect(house.beacon(client, [view], token: token).json["stored"].number == 1)
        }
        house.nowMs += 86_400_000
    }

    @Test func `reports are for the roles marketing, privacy and admin`() throws {
        #expect(query(nil).status == 401)
        for (role, status) in [
            (AccessRole.marketing, 200), (.privacy, 200), (.admin, 200), (.ingest, 403),
        ] {
            #expect(query(try house.key(role)).status == status)
        }
        #expect(client.ask("GET", "/api/v2/query", [try house.key(.admin)]).status == 405)
    }

    @Test func `a key for one site asks about that site`() throws {
        #expect(query(try house.key(.marketing, site: House.site)).status == 200)
        let answer = query(try house.key(.marketing, site: "kids.example"))
        #expect(answer.status == 403 && answer.field == "site_id")
    }

    @Test func `a key for another site is told nothing of this one's goals and properties`() throws
    {
        let house = try House(site: "properties: [\"secret\"], goals: [{ event: \"secret\" }]")
        let client = house.connect()
        let key = try house.key(.marketing, site: "kids.example")
        for (path, more) in [
            ("/api/v2/query", #""metrics":["visitors"],"dimensions":["event:props:x"]"#),
            ("/api/v2/query", #""metrics":["visitors"],"filters":[["is","event:goal",["x"]]]"#),
            ("/v1/reports/retention", #""filters":[["is","event:goal",["x"]]]"#),
        ] {
            func ask(_ key: String) -> Client.Answer {
                client.ask(
                    "POST",
                    path,
                    [key],
                    #"{"site_id":"example.org","date_range":"7d",\#(more)}"#
                )
            }
            let answer = ask(key)
            #expect(answer.status == 403 && answer.field == "site_id", "\(answer.text)")
            #expect(!answer.text.contains("secret"))
            #expect(ask(try house.key(.marketing)).text.contains("secret"))
        }
        let entries = house.logged.entries.map { "\($0)" }.filter { $0.contains("refused") }
        #expect(entries.count == 3)
    }

    @Test func `an unknown site is not found, and what is no query is refused`() throws {
        let key = try house.key(.admin)
        let nobody = query(key, #","dimensions":["event:goal"]"#, site: "nobody.example")
        #expect(
            nobody.status == 404 && nobody.text.contains("there is example.org, "),
            "\(nobody.text)"
        )
        let wrong = query(key, #","more":1"#)
        #expect(wrong.status == 400 && wrong.field == "more")
        #expect(client.ask("POST", "/api/v2/query", [key], "{").status == 400)
    }

    @Test(.tags(.privacy)) func `marketing sees no small group, and cannot ask for one`() throws {
        try visit()
        let key = try house.key(.marketing)
        let pages = #","dimensions":["event:page"]"#
        let hidden = query(key, pages)
        #expect(hidden.status == 200)
        #expect(!hidden.text.contains("/few"))
        let exact = query(key, pages + #","exact":true"#)
        #expect(exact.status == 403 && exact.field == "exact")
        for role in [AccessRole.privacy, .admin] {
            let answer = query(try house.key(role), pages + #","exact":true"#)
            #expect(answer.status == 200)
            let rows = answer.json["results"].array ?? []
            #expect(rows.map { $0["dimensions"].array } == [[.string("/many")], [.string("/few")]])
            #expect(rows.map { $0["metrics"].array } == [[.number(6)], [.number(2)]])
        }
    }

    @Test func `the log tells who asked what, and never the answer`() throws {
        try visit()
        let (id, key) = try house.collector.access.add(role: .admin, site: nil, atMs: 0)
        _ = query("Authorization: Bearer \(key)", #","dimensions":["event:page"]"#)
        let entry = try #require(
            house.logged.entries.map { "\($0)" }.last { $0.contains("report") }
        )
        #expect(entry.contains(id) && entry.contains("event:page"))
        #expect(!entry.contains("/many") && !entry.contains(key))
    }

    @Test func `goals and properties of the configuration are words of the grammar`() throws {
        let house = try House(
            site: """
                properties: ["plan"], goals: [{ event: "signup" }, { page: "/a" }],
                week_starts: "sunday"
                """
        )
        let client = house.connect()
        let token = try house.token(client, granting: "analytics")
        let sent = [
            Sent.pageview(1), Sent.event(2, name: "signup", #","props":{"plan":"pro","step":1}"#),
        ]
        #expect(house.beacon(client, sent, token: token).json["stored"].number == 2)
        func rows(_ dimension: String) throws -> [[JSONValue]?] {
            let answer = client.ask(
                "POST",
                "/api/v2/query",
                [try house.key(.admin)],
                """
                {"site_id":"example.org","date_range":"day","metrics":["events"],"exact":true,
                "dimensions":["\(dimension)"],"filters":[["is","event:goal",["signup","/a"]]]}
                """
            )
            #expect(answer.status == 200, "\(answer.text)")
            return (answer.json["results"].array ?? []).map { $0["dimensions"].array }
        }
        #expect(try rows("event:goal") == [[.string("/a")], [.string("signup")]])
        #expect(try rows("event:props:plan") == [[.string("(none)")], [.string("pro")]])
        #expect(try rows("time:week") == [[.string("2026-11-22")]])
    }

    private func sheet(_ kind: String, _ key: String, _ more: String = "") -> Client.Answer {
        client.ask(
            "POST",
            "/v1/reports/\(kind)",
            [key],
            #"{"site_id":"example.org"\#(more)}"#
        )
    }

    @Test func `the other reports have the same keys, limits and log`() throws {
        try visit()
        house.nowMs -= 86_400_000
        let key = try house.key(.marketing)
        let seven = #","date_range":"7d""#
        let steps = #","steps":[["is","event:page",["/many"]],["is","event:page",["/few"]]]"#
        #expect(sheet("funnel", key, seven + steps).json["steps"].array?.count == 2)
        #expect(sheet("retention", key, seven).json["cohorts"].array?.count == 1)
        #expect(sheet("journeys", key, seven + #","page":"/many""#).json["visitors"].number == 6)
        let realtime = sheet("realtime", try house.key(.privacy))
        #expect(realtime.json["visitors"].number == 8)
        #expect(!realtime.text.contains("/few"))
        let consent = sheet("consent", key, seven + #","by":"country""#)
        #expect(consent.json["rows"].array?.first?["granted"]["analytics"].number == 8)
        #expect(consent.json["rows"].array?.first?["visitors"].number == 8)
        #expect(consent.json["rows"].array?.first?["ignored"].number == 0)
        #expect(sheet("consent", key, seven + #","exact":true"#).status == 403)
        #expect(sheet("funnel", key, seven).field == "steps")
        #expect(sheet("retention", try house.key(.ingest), seven).status == 403)
        let entries = house.logged.entries.map { "\($0)" }.filter { $0.contains("retention") }
        #expect(entries.count == 1)
    }

    @Test(.tags(.privacy)) func `a marketing key may ask so many times a minute`() throws {
        let house = try House("reports: { queries_per_minute: 3 }")
        let client = house.connect()
        let body = #"{"site_id":"example.org","date_range":"7d","metrics":["visitors"]}"#
        func ask(_ key: String) -> Client.Answer {
            client.ask("POST", "/api/v2/query", [key], body)
        }
        let (one, other) = (try house.key(.marketing), try house.key(.marketing))
        #expect((0..<4).map { _ in ask(one).status } == [200, 200, 200, 429])
        #expect(ask(one)["retry-after"] == "60")
        #expect(ask(other).status == 200)
        let admin = try house.key(.admin)
        #expect((0..<5).allSatisfy { _ in ask(admin).status == 200 })
        house.nowMs += 60_000
        #expect(ask(one).status == 200)
    }
}
