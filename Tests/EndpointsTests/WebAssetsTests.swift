import CollectorTesting
import JSON
import Testing

@testable import Endpoints

@Suite struct WebAssetsTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    @Test func `the client is served for five minutes, and as unchanged when it is known`() throws {
        let answer = client.ask("GET", "/assent.js")
        #expect(answer.status == 200 && answer["Cache-Control"] == "public, max-age=300")
        #expect(answer["Content-Type"]?.hasPrefix("text/javascript") == true)
        #expect(answer["Access-Control-Allow-Origin"] == "*")
        #expect(answer["Vary"] == "Accept-Encoding")
        #expect(answer["X-Content-Type-Options"] == "nosniff")
        #expect(answer["Content-Encoding"] == nil && answer.body.count > 1000)
        let tag = try #require(answer["ETag"])
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = client.ask("GET", "/assent.js", ["If-None-Match: \(known)"])
            #expect(again.status == 304 && again.body.isEmpty && again["ETag"] == tag)
        }
        #expect(client.ask("GET", "/assent.js", ["If-None-Match: \"x\""]).status == 200)
    }

    @Test(arguments: [
        ("br", "br"), ("gzip", "gzip"), ("gzip, deflate, br", "br"), ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.5", "gzip"), ("br;q=0", nil), ("identity", nil), ("zstd", nil), ("brx", nil),
    ])
    func `the form is what the browser accepts`(accepted: String, coding: String?) {
        let plain = client.ask("GET", "/assent.js")
        let answer = client.ask("GET", "/assent.js", ["Accept-Encoding: \(accepted)"])
        #expect(answer.status == 200 && answer["Content-Encoding"] == coding)
        #expect((answer.body.count < plain.body.count) == (coding != nil))
        #expect((answer["ETag"] == plain["ETag"]) == (coding == nil))
    }

    @Test func `the versioned client never changes`() throws {
        let path = try #require(house.collector.assets.clientPath)
        let answer = client.ask("GET", path)
        #expect(answer["Cache-Control"] == "public, max-age=31536000, immutable")
        #expect(answer.body == client.ask("GET", "/assent.js").body)
    }

    @Test func `other methods are answered as they should be`() {
        let head = client.ask("HEAD", "/assent.js")
        #expect(head.status == 200 && head.body.isEmpty)
        #expect(head["Content-Length"] == client.ask("GET", "/assent.js")["Content-Length"])
        let post = client.ask("POST", "/assent.js")
        #expect(post.status == 405 && post["Allow"] == "GET, HEAD")
    }

    @Test func `the demo is served only where it is asked for`() throws {
        for path in ["/demo", "/demo/", "/demo/activity", "/demo/report"] {
            #expect(client.ask("GET", path).status == 404)
        }
        let demoHouse = try House(isDemo: true)
        let demo = demoHouse.connect()
        let redirect = demo.ask("GET", "/demo")
        #expect(redirect.status == 308 && redirect["Location"] == "/demo/")
        let page = demo.ask("GET", "/demo/")
        #expect(page.status == 200 && page["Content-Type"]?.hasPrefix("text/html") == true)
        let policy = try #require(page["Content-Security-Policy"])
        #expect(policy.contains("default-src 'none'"))
        #expect(policy.contains("require-trusted-types-for 'script'"))
        #expect(!policy.contains("unsafe"))
        #expect(demo.ask("GET", "/demo/activity").json["recent"].array == [])
        #expect(demo.ask("GET", "/demo/report").json["min_visitors"].number == 5)
    }
}
