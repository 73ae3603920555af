import CollectorTesting
import Consent
import Crypto
import JSON
import Storage
import Testing

@testable import Endpoints

@Suite struct NoticeEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    private func notice(_ query: String = "", _ headers: [String] = []) -> Client.Answer {
        client.ask("GET", "/v1/notice?site=example.org\(query)", [House.origin] + headers)
    }

    @Test func `the answer holds what the page shows and the hash of it`() throws {
        let answer = notice("", [House.berlin])
        #expect(answer.status == 200)
        #expect(answer["Content-Type"] == "application/json")
        #expect(answer["Cache-Control"] == "no-store")
        let json = answer.json
        for name in ["site", "version", "hash", "language", "categories", "texts", "shown"] {
            #expect(json[name] != .null, "\(name)")
        }
        #expect(json["hash"].string == house.hash)
        #expect(json["model"].string == "opt-in")
        #expect(json["country"].string == "DE")
        #expect(json["gpc"] == .bool(false))
        let categories = try #require(json["categories"].array)
        #expect(
            categories.map { $0["id"].string }
                == ["essential", "functional", "analytics", "marketing"]
        )
        #expect(categories.map { $0["required"] == .bool(true) } == [true, false, false, false])
        #expect(json["texts"]["reject_all"].string == "Reject all")
        #expect(json["texts"]["accept_all"].string == "Accept all")
    }

    @Test(arguments: [
        ("&lang=de", "", "de"), ("&lang=de-AT", "", "de"), ("&lang=DE", "", "de"),
        ("&lang=fr", "", "en"), ("", "", "en"), ("", "de", "de"), ("", "de-CH, en;q=0.5", "de"),
        ("", "fr, en;q=0.4, de;q=0.9", "de"), ("", "fr", "en"), ("&lang=en", "de", "en"),
        ("", "*", "en"), ("", ";;,,q=", "en"),
    ])
    func `the language is the one asked for, else the one that fits best`(
        query: String,
        accept: String,
        language: String
    ) {
        let answer = notice(query, accept.isEmpty ? [] : ["Accept-Language: \(accept)"])
        #expect(answer.json["language"].string == language)
    }

    @Test func `a page of another origin is refused, and a server without one is not`() {
        #expect(notice()["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(notice()["Access-Control-Allow-Credentials"] == "true")
        #expect(notice()["Vary"] == "Origin")
        for origin in ["https://evil.example", "http://example.org", "null"] {
            let answer = client.ask(
                "GET",
                "/v1/notice?site=example.org",
                ["Origin: \(origin)"]
            )
            #expect(answer.status == 403 && answer.error == "wrong_origin")
            #expect(answer["Access-Control-Allow-Origin"] == nil)
        }
        #expect(client.ask("GET", "/v1/notice?site=example.org").status == 200)
    }

    @Test(arguments: ["/v1/notice", "/v1/notice?site=", "/v1/notice?site=nobody.example"])
    func `a site that is not here is not found`(target: String) {
        let answer = client.ask("GET", target)
        #expect(answer.status == 404 && answer.error == "unknown_site" && answer.field == "site")
    }

    @Test func `the shown token proves this notice, language and minute`() throws {
        let shown = try #require(notice("&lang=de").json["shown"].string)
        let facts = try #require(house.collector.keys.tokenKeys.verifyShown(shown))
        let site = try #require(house.collector.snapshot.site(House.site))
        #expect(facts.language == "de" && facts.issuedMs == House.noonMs)
        #expect(
            facts.proves(
                siteTag: ConsentToken.siteTag(House.site),
                noticeHash: site.noticeHash,
                nowMs: House.noonMs
            )
        )
        #expect(notice("&lang=de").json["shown"].string != shown)
    }

    @Test(arguments: [("1", true), ("0", false), ("true", false), ("1,1", false), ("", false)])
    func `only the exact signal counts`(value: String, gpc: Bool) {
        #expect(notice("", ["Sec-GPC: \(value)"]).json["gpc"] == .bool(gpc))
    }

    @Test func `of several signals any exact one counts`() {
        let answer = notice("", ["Sec-GPC: 0", "Sec-GPC: 1"])
        #expect(answer.json["gpc"] == .bool(true))
    }

    @Test func `other methods are answered as they should be`() {
        let head = client.ask("HEAD", "/v1/notice?site=example.org", [House.origin])
        #expect(head.status == 200 && head.body.isEmpty)
        let options = client.ask("OPTIONS", "/v1/notice?site=example.org", [House.origin])
        #expect(options.status == 204)
        #expect(options["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(options["Access-Control-Allow-Headers"] == "Authorization, Content-Type")
        let foreign = client.ask("OPTIONS", "/v1/notice", ["Origin: https://evil.example"])
        #expect(foreign["Access-Control-Allow-Origin"] == nil)
        let post = client.ask("POST", "/v1/notice?site=example.org", [House.origin], "{}")
        #expect(post.status == 405 && post["Allow"] == "GET, HEAD, OPTIONS")
    }

    @Test func `asking for a notice leaves no trace of who asked`() throws {
        let before = house.collector.ledger.count
        _ = notice("", [House.berlin])
        #expect(house.collector.ledger.count == before)
        #expect(try house.collector.usage.totalRows() == 0)
    }

    @Test(.tags(.privacy)) func `a notice in force or before it is found by its hash`() throws {
        let first = house.hash
        try house.install(version: "2")
        #expect(house.hash != first)
        for hash in [first, house.hash] {
            let answer = client.ask("GET", "/v1/notices?hash=\(hash)")
            #expect(answer.status == 200)
            // Anybody can check that this is what was shown.
            #expect(SHA256.hex(answer.body) == hash)
            #expect(answer["Cache-Control"]?.contains("immutable") == true)
        }
        let unknown = String(repeating: "0", count: 64)
        #expect(client.ask("GET", "/v1/notices?hash=\(unknown)").status == 404)
        for wrong in ["", "?hash=", "?hash=12", "?hash=" + String(repeating: "g", count: 64)] {
            let answer = client.ask("GET", "/v1/notices\(wrong)")
            #expect(answer.status == 400 && answer.field == "hash")
        }
    }
}

@Suite struct NoticeModelTests {
    @Test func `the model follows the place, and the strictest holds where it is unknown`() throws {
        let house = try House(#"jurisdictions: { opt_out: ["US-CA"] }"#)
        let client = house.connect()
        func model(_ headers: [String]) -> String? {
            client.ask("GET", "/v1/notice?site=example.org", headers).json["model"].string
        }
        #expect(model([House.california]) == "opt-out")
        #expect(model([House.berlin]) == "opt-in")
        #expect(model(["X-Forwarded-For: 203.0.113.9"]) == "opt-in")
    }

    @Test func `without a location file the country is unknown and all else works`() throws {
        let house = try House(hasLocations: false)
        let answer = house.connect().ask("GET", "/v1/notice?site=example.org", [House.berlin])
        #expect(answer.status == 200 && answer.json["country"] == .null)
        #expect(answer.json["model"].string == "opt-in")
    }
}
