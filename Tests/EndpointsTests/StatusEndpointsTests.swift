import CollectorTesting
import Consent
import Glibc
import JSON
import Storage
import Testing
import Usage

@testable import Endpoints

@Suite struct StatusEndpointsTests {
    @Test(.tags(.privacy)) func `health tells when usage is kept longer than promised`() throws {
        let house = try House()
        let client = house.connect()
        #expect(client.ask("GET", "/health").text == #"{"status":"ok"}"#)
        let token = try house.token(client, granting: "analytics")
        _ = house.beacon(client, [Sent.pageview(1)], token: token)
        #expect(client.ask("GET", "/health").status == 200)
        // Stored on 24 November 2026: to be gone on the 25th two years later, a fault on the 27th.
        for (day, status) in [("2028-11-26", 200), ("2028-11-27", 503)] {
            house.nowMs = try #require(Instant.milliseconds("\(day)T12:00:00Z"))
            #expect(client.ask("GET", "/health").status == status)
        }
        let overdue = client.ask("GET", "/health").json
        #expect(overdue["status"].string == "overdue")
        #expect(
            overdue["sites"].array
                == [
                    .object([
                        "site": .string("example.org"), "oldest_row": .string("2026-11-24"),
                    ])
                ]
        )
        #expect(client.ask("HEAD", "/health").status == 503)
    }

    @Test func `ready tells whether a choice and a beacon could be committed`() throws {
        let house = try House()
        let client = house.connect()
        #expect(client.ask("GET", "/ready").text == #"{"status":"ready"}"#)
        #expect(client.ask("POST", "/ready").status == 405)

        let broken = try House()
        #expect(unsafe mkdir(broken.folder.file("usage-202611.db"), 0o700) == 0)
        let answer = broken.connect().ask("GET", "/ready")
        #expect(answer.status == 503 && answer.json["status"].string == "unavailable")
        #expect(answer.json["reason"].string?.contains("usage-202611.db") == true)
        #expect(unsafe rmdir(broken.folder.file("usage-202611.db")) == 0)
        #expect(broken.connect().ask("GET", "/ready").status == 200)
    }

    @Test func `the well-known file says that GPC is respected`() throws {
        let house = try House()
        let answer = house.connect().ask("GET", "/.well-known/gpc.json")
        #expect(answer.status == 200 && answer["Content-Type"] == "application/json")
        #expect(answer.text == #"{"gpc":true,"lastUpdate":"2026-01-31"}"#)
        #expect(answer["Access-Control-Allow-Origin"] == "*")
    }

    @Test func `metrics are for this machine and who holds an admin key`() throws {
        let house = try House()
        let client = house.connect()
        let answer = client.ask("GET", "/metrics")
        #expect(answer.status == 200 && answer["Cache-Control"] == "no-store")
        #expect(answer["Content-Type"]?.hasPrefix("text/plain") == true)
        #expect(answer.text.contains("assent_events_total{outcome=\"withheld\",reason=\"gpc\"} 0"))
        // Forwarded is not from here, whatever it claims.
        for header in [
            House.berlin, "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: ::1",
            "X-Forwarded-For: nonsense", "Forwarded: for=127.0.0.1",
        ] {
            #expect(client.ask("GET", "/metrics", [header]).status == 401, "\(header)")
            for role in AccessRole.allCases {
                let status = client.ask("GET", "/metrics", [header, try house.key(role)]).status
                #expect(status == (role == .admin ? 200 : 403))
            }
        }
        // Two fields that contradict each other make no client local either.
        let both = ["X-Forwarded-For: 198.51.100.7", "Forwarded: for=192.0.2.7"]
        #expect(client.ask("GET", "/metrics", both).status == 401)
    }

    @Test func `behind a proxy that is not configured nobody is on this machine`() throws {
        for proxies in ["", "\"203.0.113.1\""] {
            let house = try House(proxies: proxies)
            let client = house.connect()
            #expect(client.ask("GET", "/metrics").status == 200)
            #expect(client.ask("GET", "/metrics", [House.berlin]).status == 401)
        }
    }

    @Test func `the metrics listener serves metrics and nothing else`() throws {
        let house = try House(listen: ["127.0.0.1:0", "127.0.0.1:0"])
        let client = Client(house.addresses[1])
        #expect(client.ask("GET", "/metrics", [House.berlin]).status == 200)
        for path in ["/health", "/assent.js", "/v1/notice?site=example.org", "/v1/consent-log"] {
            #expect(client.ask("GET", path).status == 404)
        }
        #expect(client.ask("POST", "/v1/events", [], Sent.body([], token: nil)).status == 404)
        #expect(house.connect().ask("GET", "/health").status == 200)
    }

    @Test(.tags(.privacy)) func `metrics count by outcome and name nobody`() throws {
        let house = try House()
        let client = house.connect()
        let token = try house.token(client, granting: "analytics")
        let secret = "https://example.org/secret-page"
        _ = house.beacon(client, [Sent.pageview(1, url: secret)], token: token)
        _ = house.beacon(client, [Sent.pageview(2, url: secret)])
        let text = client.ask("GET", "/metrics").text
        #expect(text.contains("assent_events_total{outcome=\"stored\",reason=\"\"} 1"))
        #expect(text.contains("assent_events_total{outcome=\"withheld\",reason=\"no_consent\"} 1"))
        #expect(text.contains("assent_choices_total{mechanism=\"save\"} 1"))
        #expect(!text.contains("secret-page") && !text.contains(token))
    }

    @Test(arguments: ["/", "/v1", "/v1/events/", "/v2/events", "/console", "/..%2fetc", "/demo/"])
    func `nothing is at an unknown path`(path: String) throws {
        let house = try House()
        let answer = house.connect().ask("GET", path)
        #expect(answer.status == 404 && answer.error == "not_found")
    }
}
