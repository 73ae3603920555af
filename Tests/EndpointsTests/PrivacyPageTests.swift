import CollectorTesting
import JSON
import Testing

@testable import Endpoints

/// The visitor's own page, as a browser meets it at `stats.example.org`.
@Suite struct PrivacyPageTests {
    private static let own = "Origin: https://stats.example.org"
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    @Test(
        .tags(.privacy),
        arguments: ["/privacy?site=example.org", "/privacy/?site=example.org&lang=de", "/privacy"]
    )
    func `the page is there without a redirect that loses the site`(_ target: String) {
        let page = client.ask("GET", target)
        #expect(page.status == 200)
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        let policy = page["Content-Security-Policy"] ?? ""
        #expect(policy.contains("require-trusted-types-for 'script'"))
        #expect(!policy.contains("unsafe"))
        for file in ["/privacy/privacy.js", "/privacy/privacy.css", "/assent.js"] {
            #expect(page.text.contains(file))
            #expect(client.ask("GET", file).status == 200)
        }
    }

    @Test func `the demo's pages stay with the demo`() {
        #expect(client.ask("GET", "/demo/").status == 404)
    }

    @Test(.tags(.privacy)) func `a visitor agrees, opts out of sale and withdraws there`() throws {
        let offered = client.ask("GET", "/v1/notice?site=example.org", [Self.own])
        #expect(offered.status == 200)

        func post(_ body: String) -> Client.Answer {
            client.ask("POST", "/v1/consent", [Self.own], body)
        }
        let granted = post(house.choice("save", #"{"analytics":true,"marketing":true}"#))
        #expect(granted.status == 201, "\(granted.text)")
        let token = try #require(granted.json["token"].string)
        let optOut = post(
            house.choice(
                "save",
                #"{"analytics":true,"marketing":false}"#,
                more: #","token":"\#(token)""#
            )
        )
        #expect(optOut.status == 201)
        let state = client.ask(
            "GET",
            "/v1/consent?site=example.org",
            ["Authorization: Consent \(token)"]
        )
        #expect(state.json["choices"]["analytics"]["granted"] == .bool(true))
        #expect(state.json["choices"]["marketing"]["granted"] == .bool(false))
        #expect(state.json["mechanism"].string == "save")
        #expect(state.json["record"].string == optOut.json["record"].string)

        let withdrawn = post(house.choice("withdraw", more: #","token":"\#(token)""#))
        #expect(withdrawn.status == 201)
        let after = client.ask(
            "GET",
            "/v1/consent?site=example.org",
            ["Authorization: Consent \(token)"]
        )
        #expect(after.json["choices"]["analytics"]["reason"].string == "withdrawn")
        #expect(after.json["mechanism"].string == "withdraw")
    }

    @Test(.tags(.privacy)) func `after a refusal nothing names a record`() throws {
        let refused = client.ask(
            "POST",
            "/v1/consent",
            [Self.own],
            house.choice("reject_all")
        )
        let token = try #require(refused.json["token"].string)
        let state = client.ask(
            "GET",
            "/v1/consent?site=example.org",
            ["Cookie: assent=\(token)"]
        )
        #expect(state.json["since"].string != nil)
        for member in ["consent_id", "record", "mechanism"] {
            #expect(state.json[member].string == nil, "\(member)")
        }
    }

    @Test(
        .tags(.privacy),
        arguments: ["https://evil.example", "https://stats.example.org.evil.example", "null"]
    )
    func `pages of other sites may not choose for a visitor`(_ origin: String) {
        let answer = client.ask(
            "POST",
            "/v1/consent",
            ["Origin: \(origin)"],
            house.choice("save", #"{"analytics":true}"#)
        )
        #expect(answer.status == 403)
        #expect(answer["Access-Control-Allow-Origin"] == nil)
    }

    @Test(.tags(.privacy)) func `the page sends no usage in the site's name`() {
        let answer = client.ask(
            "POST",
            "/v1/events",
            [Self.own],
            #"{"site":"example.org","events":[{"type":"pageview","id":"AAAAAAAAAAAAAAAAAAAAAA","url":"https://example.org/"}]}"#
        )
        #expect(answer.status == 403)
    }
}
