import CollectorTesting
import Consent
import HTTPServer
import JSON
import Observability
import PrivacyOffice
import Storage
import Testing
import Usage

@testable import Endpoints

@Suite struct EventsEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House(site: #"excluded_addresses: ["203.0.113.0/24"],"#)
        client = house.connect()
    }

    private func beacon(
        _ events: String...,
        token: String? = nil,
        headers: [String] = []
    ) -> Client.Answer {
        house.beacon(client, events, token: token, headers: headers)
    }

    /// `stored`, or the one reason of an answer to one event.
    private func word(_ answer: Client.Answer) -> String {
        if answer.json["stored"].number == 1 { return "stored" }
        return answer.json["reasons"].keys.joined(separator: " ")
    }

    @Test func `a permitted pageview is stored with what it tells, and counted`() throws {
        let token = try house.token(client, granting: "analytics")
        let answer = beacon(
            Sent.pageview(
                1,
                url: "https://example.org/a?x=1",
                #","title":"T","referrer":"https://www.google.com/","screen":[400,800]"#
            ),
            token: token,
            headers: [House.berlin]
        )
        #expect(answer.status == 202)
        #expect(answer.text == #"{"stored":1,"withheld":0,"refused":0,"reasons":{}}"#)
        #expect(answer["Assent-Outcome"] == "stored=1, withheld=0, refused=0")
        #expect(answer["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(answer["Access-Control-Expose-Headers"] == "Assent-Outcome")
        let row = try #require(house.rows().first)
        #expect(row.page == Page(host: "example.org", path: "/a"))
        #expect(row.title == "T" && row.source?.name == "Google" && row.screen == "400x800")
        #expect(row.location?.country == "DE" && row.location?.city == "Köpenick")
        #expect(row.device?.browser == "Chrome" && row.timeMs == House.noonMs)
        let outcome = try house.enforcement
        #expect(outcome.rows == 1 && outcome.faults == [])
    }

    @Test(.tags(.privacy)) func `what has no consent is withheld and leaves nothing`() throws {
        let refusal = try #require(house.choose(client, "reject_all").json["token"].string)
        let comfort = try house.token(client, granting: "functional")
        let rows = house.folder.names
        for token in [nil, refusal, comfort] {
            let answer = beacon(
                Sent.pageview(1, url: "https://example.org/canary-page"),
                token: token,
                headers: [House.berlin]
            )
            #expect(
                answer.text == #"{"stored":0,"withheld":1,"refused":0,"reasons":{"no_consent":1}}"#
            )
            #expect(answer["Assent-Outcome"] == "stored=0, withheld=1, refused=0")
        }
        #expect(try house.collector.usage.totalRows() == 0)
        #expect(house.folder.names == rows)
        #expect(house.folder.files(holding: Array("canary-page".utf8)) == [])
    }

    @Test(.tags(.privacy)) func `each reason to withhold is told`() throws {
        let both = try house.token(client, granting: "analytics", "marketing")
        let view = Sent.pageview(1)
        #expect(word(beacon(view, token: "nonsense")) == "bad_token")
        #expect(word(beacon(view, token: both.altered)) == "bad_token")
        let marketing = Sent.event(2, #","category":"marketing""#)
        #expect(word(beacon(marketing, token: both, headers: ["Sec-GPC: 1"])) == "gpc")
        #expect(word(beacon(view, token: both, headers: ["Sec-GPC: 1"])) == "stored")
        #expect(word(beacon(marketing, token: both)) == "stored")
        try house.install(version: "2")
        #expect(word(beacon(Sent.pageview(3), token: both)) == "outdated_notice")
        try house.install()
        let half = try house.token(client, granting: "analytics")
        #expect(word(beacon(marketing, token: half)) == "no_consent")
        house.nowMs += 1
        _ = house.choose(client, "withdraw", more: #","token":"\#(half)""#)
        #expect(word(beacon(Sent.pageview(4), token: half)) == "withdrawn")
        house.nowMs += 200 * 86_400_000
        #expect(word(beacon(Sent.pageview(5), token: both)) == "expired")
        #expect(try house.rows().count == 2)
        #expect(try house.enforcement.faults == [])
    }

    @Test func `each reason to refuse is told`() throws {
        let token = try house.token(client, granting: "analytics")
        let bot = ["User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1)"]
        let answer = client.ask(
            "POST",
            "/v1/events",
            [House.origin] + bot,
            Sent.body([Sent.pageview(1)], token: token)
        )
        #expect(word(answer) == "bot")
        let office = ["X-Forwarded-For: 203.0.113.9"]
        #expect(word(beacon(Sent.pageview(1), token: token, headers: office)) == "excluded")
        for (event, reason) in [
            (Sent.pageview(1, #","ago_ms":86400001"#), "too_old"),
            (Sent.pageview(1, #","ago_ms":86400000"#), "no_consent"),
            (Sent.pageview(1, url: "not a url"), "malformed"),
            (#"{"type":"pageview","url":"https://example.org/"}"#, "malformed"),
            (#"{"type":"click","id":"\#(Sent.id(1))"}"#, "malformed"),
            (Sent.event(1, #","category":"essential""#), "malformed"),
            (Sent.pageview(1, #","ip":"192.0.2.1""#), "malformed"),
            (Sent.pageview(1, #","at":1"#), "malformed"),
            (Sent.pageview(1, #","user_agent":"x""#), "malformed"),
        ] {
            #expect(word(beacon(event, token: token)) == reason)
        }
        #expect(try house.collector.usage.totalRows() == 0)
    }

    @Test func `an id is stored once, in a batch, later and after a restart`() throws {
        let token = try house.token(client, granting: "analytics")
        let twice = beacon(Sent.pageview(1), Sent.pageview(1), token: token)
        #expect(twice.text == #"{"stored":1,"withheld":0,"refused":1,"reasons":{"duplicate":1}}"#)
        #expect(word(beacon(Sent.pageview(1), token: token)) == "duplicate")
        #expect(try house.rows().count == 1)
        // The same id of somebody else is another event.
        let other = try house.token(house.connect(), granting: "analytics")
        #expect(word(beacon(Sent.pageview(1), token: other)) == "stored")
    }

    @Test func `a batch is judged event by event, up to a hundred`() throws {
        let token = try house.token(client, granting: "analytics")
        let hundred = (1...100).map {
            Sent.event($0, $0 % 2 == 0 ? "" : #","category":"marketing""#)
        }
        let answer = house.beacon(client, hundred, token: token)
        #expect(
            answer.text == #"{"stored":50,"withheld":50,"refused":0,"reasons":{"no_consent":50}}"#
        )
        let more = house.beacon(client, hundred + [Sent.event(101)], token: token)
        #expect(more.status == 400 && more.field == "events")
        #expect(house.beacon(client, [], token: token).status == 400)
        #expect(try house.rows().count == 50)
    }

    @Test(arguments: [
        ("", nil), ("{", nil), ("[]", nil), (#"{"events":[]}"#, "site"),
        (#"{"site":"example.org"}"#, "events"), (#"{"site":"example.org","events":{}}"#, "events"),
        (#"{"site":"example.org","token":1,"events":[{}]}"#, "token"),
    ])
    func `what is no beacon is refused as a whole, with the field`(body: String, field: String?) {
        let answer = client.ask("POST", "/v1/events", [House.origin], body)
        #expect(answer.status == 400 && answer.error == "malformed" && answer.field == field)
        #expect(house.collector.metrics.refusedRequests.value == 1)
    }

    @Test func `the token comes from the body, else from the cookie`() throws {
        let token = try house.token(client, granting: "analytics")
        let cookie = ["Cookie: theme=dark; assent=\(token); x=y"]
        #expect(word(beacon(Sent.pageview(1), headers: cookie)) == "stored")
        #expect(word(beacon(Sent.pageview(2), token: "bad", headers: cookie)) == "bad_token")
        #expect(
            word(beacon(Sent.pageview(3), token: token, headers: ["Cookie: assent=x"])) == "stored"
        )
        #expect(
            word(beacon(Sent.pageview(4), headers: ["Cookie: notassent=\(token)"])) == "no_consent"
        )
        // An empty one is as if there were none.
        #expect(word(beacon(Sent.pageview(5), token: "", headers: cookie)) == "stored")
    }

    @Test(.tags(.privacy)) func `a token of one site permits nothing on another`() throws {
        let token = try house.token(client, granting: "analytics")
        let answer = client.ask(
            "POST",
            "/v1/events",
            ["Origin: https://kids.example", House.agent],
            Sent.body([Sent.pageview(1)], token: token, site: "kids.example")
        )
        #expect(answer.json["withheld"].number == 1)
        #expect(try house.collector.usage.totalRows() == 0)
    }

    @Test func `an unknown site and a foreign origin are refused`() throws {
        let unknown = Sent.body([Sent.pageview(1)], token: nil, site: "nobody.example")
        #expect(client.ask("POST", "/v1/events", [], unknown).status == 404)
        let answer = client.ask(
            "POST",
            "/v1/events",
            ["Origin: https://evil.example"],
            Sent.body([Sent.pageview(1)], token: nil)
        )
        #expect(answer.status == 403 && answer.error == "wrong_origin")
    }

    @Test(arguments: [
        "text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded",
    ])
    func `the type of the body is not asked`(type: String) throws {
        let token = try house.token(client, granting: "analytics")
        let answer = beacon(Sent.pageview(1), token: token, headers: ["Content-Type: \(type)"])
        #expect(word(answer) == "stored")
    }

    @Test(.tags(.privacy)) func `campaign and click ids need marketing`() throws {
        let url = "https://example.org/a?utm_source=news&utm_campaign=spring&gclid=abc123&ref=x"
        let analytics = try house.token(client, granting: "analytics")
        let both = try house.token(house.connect(), granting: "analytics", "marketing")
        _ = beacon(Sent.pageview(1, url: url), token: analytics)
        _ = beacon(Sent.pageview(2, url: url), token: both, headers: ["Sec-GPC: 1"])
        _ = beacon(Sent.pageview(3, url: url), token: both)
        let rows = try house.rows()
        #expect(rows.count == 3)
        #expect(rows.map { $0.campaign?.source } == [nil, nil, "news"])
        #expect(rows.map { $0.campaign?.name } == [nil, nil, "spring"])
        #expect(rows.allSatisfy { $0.page?.path == "/a" })
        #expect(house.folder.files(holding: Array("abc123".utf8)) == [])
    }

    @Test(.tags(.privacy)) func `no address and no user agent is in any file, log or metric`()
        throws
    {
        let token = try house.token(client, granting: "analytics")
        _ = beacon(Sent.pageview(1), token: token, headers: [House.berlin])
        _ = beacon(Sent.pageview(2), token: "bad", headers: [House.berlin])
        for secret in ["192.0.2.7", "Mozilla/5.0", "X11; Linux"] {
            #expect(house.folder.files(holding: Array(secret.utf8)) == [])
            #expect(!house.collector.registry.render().contains(secret))
        }
    }

    @Test func `other methods are answered as they should be`() {
        #expect(client.ask("OPTIONS", "/v1/events", [House.origin]).status == 204)
        let get = client.ask("GET", "/v1/events", [House.origin])
        #expect(get.status == 405 && get["Allow"] == "POST, OPTIONS")
    }

    @Test func `a body over the limit is refused`() {
        let body = String(repeating: " ", count: 70_000)
        #expect(client.ask("POST", "/v1/events", [House.origin], body).status == 413)
    }

    // MARK: - Trusted senders

    @Test func `a trusted sender tells time, address and browser of each event`() throws {
        let key = try house.key(.ingest, site: House.site)
        let token = try house.token(client, granting: "analytics")
        house.nowMs += 3_600_000
        let answer = beacon(
            Sent.pageview(
                1,
                #","at":"2026-11-24T12:30:00Z","ip":"198.51.100.9","user_agent":"Mozilla/5.0 (X11; "#
                    + #"Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0""#
            ),
            token: token,
            headers: [key, House.berlin]
        )
        #expect(word(answer) == "stored")
        let row = try #require(house.rows().first)
        #expect(row.timeMs == House.noonMs + 1_800_000)
        #expect(row.location?.country == "US" && row.device?.browser == "Firefox")
        // Its own address and browser are nobody's.
        #expect(
            word(beacon(Sent.pageview(2), token: token, headers: [key, House.berlin])) == "stored"
        )
        let own = try #require(house.rows().last)
        #expect(own.location == nil && own.device == nil)
        #expect(try house.enforcement.faults == [])
    }

    @Test(.tags(.privacy)) func `a trusted event needs consent at its time`() throws {
        let key = try house.key(.ingest)
        let token = try house.token(client, granting: "analytics")
        let granted = house.nowMs
        house.nowMs += 3_600_000
        _ = house.choose(client, "withdraw", more: #","token":"\#(token)""#)
        let withdrawn = house.nowMs
        house.nowMs += 3_600_000
        func sent(_ number: Int, at ms: Int64) -> String {
            word(beacon(Sent.pageview(number, #","at":\#(ms)"#), token: token, headers: [key]))
        }
        #expect(sent(1, at: granted - 1) == "no_consent")
        #expect(sent(2, at: granted) == "stored")
        #expect(sent(3, at: withdrawn - 1) == "stored")
        #expect(sent(4, at: withdrawn + 1) == "withdrawn")
        #expect(sent(5, at: house.nowMs + 1) == "malformed")
        #expect(sent(6, at: 1_000_000_000_000) == "too_old")
        #expect(try house.enforcement.faults == [])
    }

    @Test func `a wrong key is refused, and one for something else`() throws {
        let token = try house.token(client, granting: "analytics")
        func status(_ key: String) -> Int {
            beacon(Sent.pageview(1), token: token, headers: [key]).status
        }
        #expect(status("Authorization: Bearer assent_ingest_x") == 401)
        #expect(status(try house.key(.marketing)) == 403)
        #expect(status(try house.key(.privacy)) == 403)
        #expect(status(try house.key(.ingest, site: "kids.example")) == 403)
        #expect(status(try house.key(.ingest)) == 202)
        let (id, key) = try house.collector.access.add(role: .ingest, site: nil, atMs: 0)
        try house.collector.access.revoke(id, atMs: 1)
        #expect(status("Authorization: Bearer \(key)") == 401)
        #expect(try house.rows().count == 1)
    }

    // MARK: - Commits

    @Test(.tags(.privacy)) func `nothing is acknowledged that was not committed`() throws {
        let token = try house.token(client, granting: "analytics")
        #expect(word(beacon(Sent.pageview(1), token: token)) == "stored")
        let failed = try house.failing("log", in: "usage-202611.db") {
            beacon(Sent.pageview(2), token: token)
        }
        #expect(failed.status == 503 && failed.error == "unavailable")
        #expect(failed["Retry-After"] == "1")
        #expect(failed["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(try house.rows().count == 1)
        // It works again by itself, and the page's next try is no duplicate.
        #expect(word(beacon(Sent.pageview(2), token: token)) == "stored")
        #expect(try house.rows().count == 2)
        #expect(house.logged.entries.contains { "\($0)".contains("commits work again") })
    }

    @Test(.tags(.privacy)) func `no choice is acknowledged that was not committed`() throws {
        let before = house.collector.ledger.count
        let failed = try house.failing("checkpoint", in: "consent.db") {
            house.choose(client, "accept_all")
        }
        #expect(failed.status == 503 && failed["Retry-After"] == "1")
        #expect(failed["Set-Cookie"] == nil && failed.json["token"] == .null)
        #expect(house.collector.ledger.count == before)
        #expect(house.choose(client, "accept_all").status == 201)
        #expect(try house.collector.ledger.verify().isSound)
    }

    @Test(.tags(.privacy)) func `a withdrawal holds for a beacon of the same turn`() throws {
        let house = try House("limits: { requests_per_minute_per_address: 0 }")
        let (first, second) = (house.connect(), house.connect())
        house.stepClock(byMs: 2)
        for round in 0..<40 {
            let token = try house.token(first, granting: "analytics")
            let withdrawal = Client.request(
                "POST",
                "/v1/consent",
                [House.origin],
                house.choice("withdraw", more: #","token":"\#(token)""#)
            )
            let view = Client.request(
                "POST",
                "/v1/events",
                [House.origin, House.agent],
                Sent.body([Sent.pageview(round)], token: token)
            )
            first.send(withdrawal)
            second.send(view)
            #expect(first.answer(toHead: false).status == 201)
            #expect(second.answer(toHead: false).status == 202)
        }
        #expect(try house.enforcement.faults == [])
    }
}
