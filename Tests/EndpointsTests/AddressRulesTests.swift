import CollectorTesting
import JSON
import Testing

@testable import Endpoints

@Suite struct RateTests {
    @Test func `an address has so many requests a minute, and others are not concerned`() throws {
        let house = try House("limits: { requests_per_minute_per_address: 3 }")
        let client = house.connect()
        func status(_ headers: [String]) -> Client.Answer {
            house.beacon(client, [Sent.pageview(1)], headers: headers)
        }
        for _ in 0..<3 { #expect(status([House.berlin]).status == 202) }
        let refused = status([House.berlin])
        #expect(refused.status == 429 && refused.error == "over_limit")
        #expect(refused["Retry-After"] == "60")
        #expect(refused["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(status([House.california]).status == 202)
        house.nowMs += 60_000
        #expect(status([House.berlin]).status == 202)
        for _ in 0..<3 { #expect(house.choose(client, "reject_all").status == 201) }
        #expect(house.choose(client, "reject_all").status == 429)
        // A reload gives both another limit.
        try house.install("limits: { requests_per_minute_per_address: 5 }", version: "2")
        for _ in 0..<5 { #expect(house.choose(client, "reject_all").status == 201) }
        #expect(house.choose(client, "reject_all").status == 429)
    }
}

@Suite struct ClientAddressTests {
    @Test(arguments: [
        (["X-Forwarded-For: 192.0.2.7"], "DE"),
        (["X-Forwarded-For: 198.51.100.7, 192.0.2.7"], "DE"),
        (["X-Forwarded-For: 198.51.100.7", "X-Forwarded-For: 192.0.2.7"], "DE"),
        (["X-Forwarded-For: 192.0.2.7, 127.0.0.1"], "DE"),
        (["Forwarded: for=192.0.2.7"], "DE"),
        (["Forwarded: for=198.51.100.7;proto=https, for=\"192.0.2.7:4711\""], "DE"),
        (["X-Forwarded-For: 192.0.2.7", "Forwarded: for=198.51.100.7"], nil),
        (["X-Forwarded-For: nonsense"], nil), ([], nil),
    ])
    func `a trusted proxy names the client by its last hop`(
        headers: [String],
        country: String?
    ) throws {
        let house = try House()
        let answer = house.connect().ask("GET", "/v1/notice?site=example.org", headers)
        #expect(answer.json["country"].string == country)
    }

    @Test(.tags(.privacy)) func `anybody else names nobody`() throws {
        let house = try House(proxies: "\"203.0.113.1\"")
        for header in [House.berlin, "Forwarded: for=192.0.2.7", "X-Real-IP: 192.0.2.7"] {
            let answer = house.connect().ask("GET", "/v1/notice?site=example.org", [header])
            #expect(answer.json["country"] == .null)
        }
    }
}
