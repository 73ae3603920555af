import CollectorTesting
import Consent
import JSON
import Testing

@testable import Endpoints

@Suite struct ConsentStateEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    private func state(_ headers: [String]) -> Client.Answer {
        client.ask("GET", "/v1/consent?site=example.org", [House.origin] + headers)
    }

    private func reason(_ headers: [String], _ category: String = "analytics") -> String? {
        let choice = state(headers).json["choices"][category]
        return choice["granted"] == .bool(true) ? "granted" : choice["reason"].string
    }

    @Test func `the choice in force is told by cookie or header, with since when`() throws {
        let answer = house.choose(client, "save", #"{"analytics":true}"#)
        let token = try #require(answer.json["token"].string)
        for header in ["Cookie: assent=\(token)", "Authorization: Consent \(token)"] {
            let state = state([header])
            #expect(state.status == 200)
            #expect(state.json["choices"]["essential"]["granted"] == .bool(true))
            #expect(state.json["choices"]["analytics"] == .object(["granted": .bool(true)]))
            #expect(state.json["choices"]["marketing"]["reason"].string == "no_consent")
            #expect(state.json["since"].string == "2026-11-24T12:00:00.000Z")
            #expect(state.json["expires"].string == "2027-05-24T12:00:00.000Z")
            let id = try house.record(answer).consentID?.text
            #expect(state.json["consent_id"].string == id)
        }
    }

    @Test(.tags(.privacy)) func `each reason for no is told`() throws {
        #expect(reason([]) == "no_consent")
        #expect(reason(["Cookie: assent=nonsense"]) == "bad_token")
        let all = try house.token(client, granting: "analytics", "marketing")
        let cookie = "Cookie: assent=\(all)"
        #expect(reason([cookie]) == "granted")
        #expect(reason([cookie, "Sec-GPC: 1"], "marketing") == "gpc")
        #expect(reason([cookie, "Sec-GPC: 1"]) == "granted")
        try house.install(version: "2")
        #expect(reason([cookie]) == "outdated_notice")
        try house.install()
        house.nowMs += 200 * 86_400_000
        #expect(reason([cookie]) == "expired")
        let fresh = try house.token(client, granting: "analytics")
        house.nowMs += 1
        _ = house.choose(client, "withdraw", more: #","token":"\#(fresh)""#)
        #expect(reason(["Cookie: assent=\(fresh)"]) == "withdrawn")
    }

    @Test(.tags(.privacy)) func `a refusal tells no id`() throws {
        let token = try #require(house.choose(client, "reject_all").json["token"].string)
        let state = state(["Cookie: assent=\(token)"])
        #expect(state.json["consent_id"] == .null)
        #expect(state.json["since"].string == "2026-11-24T00:00:00.000Z")
        #expect(state.json["choices"]["analytics"]["reason"].string == "no_consent")
    }

    @Test func `an unknown site and a foreign origin are refused`() {
        #expect(client.ask("GET", "/v1/consent").status == 404)
        let foreign = client.ask(
            "GET",
            "/v1/consent?site=example.org",
            ["Origin: https://evil.example"]
        )
        #expect(foreign.status == 403)
        #expect(client.ask("HEAD", "/v1/consent?site=example.org").status == 200)
    }
}
