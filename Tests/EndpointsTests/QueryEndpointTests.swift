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

    @Test func `an unknown site is not found, and what is no query is refused`() throws {
        let key = try house.key(.admin)
        #expect(query(key, site: "nobody.example").status == 404)
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
}
