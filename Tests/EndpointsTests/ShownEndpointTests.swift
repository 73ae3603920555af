import CollectorTesting
import JSON
import PrivacyOffice
import Storage
import Testing

@testable import Endpoints

@Suite struct ShownEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    private func proof(_ headers: [String] = []) throws -> String {
        let answer = client.ask("GET", "/v1/notice?site=example.org", [House.origin] + headers)
        return try #require(answer.json["shown"].string)
    }

    private func show(
        _ proof: String,
        site: String = House.site,
        headers: [String] = []
    ) -> Client.Answer {
        client.ask(
            "POST",
            "/v1/shown",
            (headers.isEmpty ? [House.agent] : headers) + [House.origin],
            #"{"site":"\#(site)","shown":"\#(proof)"}"#
        )
    }

    private func counts() throws -> [ShownCount] {
        try house.collector.ledger.shown(site: House.site, days: Int32.min...Int32.max)
    }

    @Test func `a banner that was shown and one that was answered are counted`() throws {
        let first = try proof()
        let answer = show(first, headers: [House.agent, House.berlin])
        #expect(answer.status == 204 && answer.text.isEmpty)
        #expect(show(try proof()).status == 204)
        let more = #","shown":"\#(first)","asked":true"#
        #expect(
            house.choose(client, "reject_all", headers: [House.berlin], more: more).status == 201
        )
        let found = try counts()
        #expect(found.map(\.group.country) == [nil, "DE"])
        #expect(found.map(\.shown) == [1, 1] && found.map(\.answered) == [0, 1])
        #expect(found.map(\.ignored) == [1, 0])
        #expect(found.allSatisfy { $0.group.noticeVersion == "1" && $0.group.day == 20_781 })
    }

    @Test func `a notice given out once is counted once`() throws {
        let proof = try proof()
        for _ in 0..<3 { #expect(show(proof).status == 204) }
        #expect(try counts().map(\.shown) == [1])
    }

    @Test func `a choice made elsewhere answers no banner`() throws {
        let proof = try proof()
        _ = show(proof)
        #expect(house.choose(client, "save", more: #","shown":"\#(proof)""#).status == 201)
        #expect(house.choose(client, "save", more: #","asked":true"#).status == 201)
        #expect(try counts().map(\.answered) == [0])
        #expect(house.choose(client, "save", more: #","asked":1"#).field == "asked")
    }

    @Test(.tags(.privacy)) func `nothing of the visitor is kept by being asked`() throws {
        let answer = show(try proof(), headers: [House.agent, House.berlin])
        #expect(answer["Set-Cookie"] == nil)
        #expect(house.collector.ledger.count == 1, "the notice's own entry and no other")
        #expect(try house.rows().isEmpty)
        #expect(try counts().count == 1)
    }

    @Test func `what searches for pages is not counted`() throws {
        let bot = "User-Agent: Mozilla/5.0 (compatible; Googlebot/2.1)"
        #expect(show(try proof(), headers: [bot]).status == 204)
        #expect(try counts().isEmpty)
    }

    @Test func `only the proof of the notice in force counts`() throws {
        let old = try proof()
        #expect(show("x").field == "shown")
        #expect(show(old + "A").field == "shown")
        #expect(show(old, site: "kids.example").status == 403)
        #expect(show(old, site: "nobody.example").status == 404)
        #expect(client.ask("POST", "/v1/shown", [House.origin], "{}").status == 400)
        #expect(client.ask("GET", "/v1/shown").status == 405)
        let foreign = "Origin: https://other.example"
        let body = #"{"site":"example.org","shown":"\#(old)"}"#
        #expect(client.ask("POST", "/v1/shown", [foreign], body).status == 403)
        house.nowMs += 8 * 86_400_000
        #expect(show(old).field == "shown")
        #expect(try counts().isEmpty)
    }

    @Test func `what cannot be counted is not acknowledged and may be told again`() throws {
        let proof = try proof()
        try house.failing("shown", in: "consent.db") {
            #expect(show(proof).status == 503)
        }
        #expect(show(proof).status == 204)
        #expect(try counts().map(\.shown) == [1])
    }

    @Test func `the rates tell how often the banner was shown and ignored`() throws {
        let first = try proof()
        _ = show(first)
        _ = show(try proof())
        _ = house.choose(client, "accept_all", more: #","shown":"\#(first)","asked":true"#)
        let privacy = try house.key(.privacy)
        let answer = client.ask("GET", "/v1/consent-rates?site=example.org", [privacy])
        let banners = try #require(answer.json["banners"].array)
        #expect(banners.count == 1)
        #expect(banners[0]["day"].string == "2026-11-24")
        #expect(banners[0]["shown"].number == 2 && banners[0]["answered"].number == 1)
        #expect(banners[0]["ignored"].number == 1 && banners[0]["granted"].number == 1)
        #expect(banners[0]["device"].string == "Desktop")
        let later = "/v1/consent-rates?site=example.org&from=2026-11-25&to=2026-11-26"
        #expect(client.ask("GET", later, [privacy]).json["banners"].array == [])
        let turned = "/v1/consent-rates?site=example.org&from=2026-11-26&to=2026-11-25"
        #expect(client.ask("GET", turned, [privacy]).field == "to")
    }

    @Test func `the latest numbers are known and older ones forgotten`() {
        var nonces = RecentNonces()
        func isNew(_ nonce: UInt64) -> Bool { nonces.insert(nonce) }
        let capacity = UInt64(RecentNonces.capacity)
        #expect(isNew(0))
        #expect(!isNew(0))
        #expect((1..<capacity).filter { !isNew($0) }.isEmpty)
        #expect(!isNew(0), "it is still in the older half")
        #expect((0..<capacity).filter { !isNew(1_000_000 + $0) }.isEmpty)
        #expect(isNew(0))
    }
}
