import CollectorTesting
import Consent
import JSON
import Storage
import Testing

@testable import Endpoints

@Suite struct ConsentLogEndpointTests {
    private let house: House
    private let client: Client
    private let key: String

    init() throws {
        house = try House()
        client = house.connect()
        key = try house.key(.privacy)
    }

    private func log(_ query: String = "", _ key: String? = nil) -> Client.Answer {
        client.ask("GET", "/v1/consent-log\(query)", [key ?? self.key])
    }

    private func sequences(_ query: String) -> [Int?] {
        log(query).json["records"].array?.map { $0["sequence"].number } ?? [nil]
    }

    /// Three choices of three days: all, analytics, none.
    private func choose() throws -> [ConsentRecord] {
        var records: [ConsentRecord] = []
        for (mechanism, choices) in [
            ("accept_all", "{}"), ("save", #"{"analytics":true}"#), ("reject_all", "{}"),
        ] {
            records.append(try house.record(house.choose(client, mechanism, choices)))
            house.nowMs += 86_400_000
        }
        return records
    }

    @Test func `the log is for the roles privacy and admin`() throws {
        #expect(client.ask("GET", "/v1/consent-log").status == 401)
        #expect(log("", "Authorization: Bearer x").status == 401)
        #expect(log("", "Authorization: Basic eA==").status == 401)
        for (role, status) in [
            (AccessRole.privacy, 200), (.admin, 200), (.marketing, 403), (.ingest, 403),
        ] {
            #expect(log("", try house.key(role)).status == status)
        }
        #expect(client.ask("POST", "/v1/consent-log", [key]).status == 405)
    }

    @Test func `a key for one site sees that site`() throws {
        _ = try choose()
        let elsewhere = try house.key(.privacy, site: "kids.example")
        #expect(log("", elsewhere).json["records"].array == [])
        #expect(log("?site=example.org", elsewhere).status == 403)
        let here = try house.key(.privacy, site: House.site)
        #expect(log("", here).json["records"].array?.count == 3)
    }

    @Test func `records come from the newest, page by page, as the ledger hashes them`() throws {
        let records = try choose()
        #expect(
            log().json["records"].array
                == records.reversed().compactMap { JSONValue.decode(Array($0.canonicalText.utf8)) }
        )
        #expect(log().json["next"] == .null)
        let first = log("?limit=2").json
        let sequence = records.map { Int($0.sequence) }
        #expect(
            first["records"].array?.map { $0["sequence"].number } == [sequence[2], sequence[1]]
        )
        let cursor = try #require(first["next"].string)
        #expect(sequences("?limit=2&cursor=\(cursor)") == [sequence[0]])
    }

    @Test func `each filter restricts`() throws {
        let records = try choose()
        let sequence = records.map { Optional(Int($0.sequence)) }
        let id = try #require(records[1].consentID).text
        let tables: [(String, [Int])] = [
            ("site=example.org", [2, 1, 0]), ("site=kids.example", []),
            ("from=2026-11-25", [2, 1]), ("to=2026-11-25", [1, 0]),
            ("from=2026-11-25&to=2026-11-25", [1]), ("id=\(id)", [1]),
            ("mechanism=reject_all", [2]), ("mechanism=gpc", []), ("category=analytics", [1, 0]),
            ("category=marketing", [0]), ("category=marketing&mechanism=save", []),
        ]
        for (query, expected) in tables {
            #expect(sequences("?\(query)") == expected.map { sequence[$0] }, "\(query)")
        }
    }

    @Test(arguments: [
        ("site=nobody.example", 404, "site"), ("from=yesterday", 400, "from"),
        ("to=2026-02-30", 400, "to"), ("id=x", 400, "id"), ("mechanism=click", 400, "mechanism"),
        ("category=tracking", 400, "category"), ("limit=0", 400, "limit"),
        ("limit=1001", 400, "limit"), ("limit=x", 400, "limit"), ("cursor=x", 400, "cursor"),
        ("format=xml", 400, "format"),
    ])
    func `a filter that is none is refused with its name`(query: String, status: Int, field: String)
    {
        let answer = log("?\(query)")
        #expect(answer.status == status && answer.field == field)
    }

    @Test func `the log is given as csv and as lines too`() throws {
        let records = try choose()
        let csv = log("?format=csv&limit=2")
        #expect(csv["Content-Type"] == "text/csv; charset=utf-8")
        #expect(csv["Assent-Cursor"] != nil)
        let lines = csv.text.split(separator: "\r\n")
        #expect(lines.count == 3 && lines[0].hasPrefix("sequence,record,time,site,consent_id"))
        #expect(lines[1].contains(records[2].id.text) && lines[2].contains(records[1].id.text))
        let jsonl = log("?format=jsonl")
        #expect(jsonl["Content-Type"] == "application/jsonl")
        #expect(
            try jsonl.text.split(separator: "\n").map { try ConsentRecord.parse(Array($0.utf8)) }
                == records.reversed()
        )
    }

    @Test func `rates tell how choices went, and no id`() throws {
        let records = try choose()
        let token = house.collector.keys.tokenKeys.sign(records[0].tokenFacts)
        _ = house.choose(client, "withdraw", more: #","token":"\#(token)""#)
        let marketing = try house.key(.marketing)
        let privacy = try house.key(.privacy)
        let answer = client.ask("GET", "/v1/consent-rates?site=example.org", [privacy])
        #expect(answer.status == 200)
        #expect(answer.json["meta"]["min_visitors"].number == 1)
        let rates = try #require(answer.json["rates"].array)
        let outcomes = rates.map { "\($0["day"].string ?? "") \($0["outcome"].string ?? "")" }
        #expect(
            outcomes.sorted() == [
                "2026-11-24 granted", "2026-11-25 partial", "2026-11-26 refused",
                "2026-11-27 withdrawn",
            ]
        )
        #expect(rates.allSatisfy { $0["count"].number == 1 })
        let id = try #require(records[0].consentID).text
        #expect(!answer.text.contains(id))
        #expect(client.ask("GET", "/v1/consent-rates?site=example.org").status == 401)
        let ingest = try house.key(.ingest)
        #expect(client.ask("GET", "/v1/consent-rates?site=example.org", [ingest]).status == 403)
        #expect(client.ask("GET", "/v1/consent-rates", [marketing]).field == "site")
        let narrow = "/v1/consent-rates?site=example.org&from=2026-11-25&to=2026-11-26"
        #expect(client.ask("GET", narrow, [privacy]).json["rates"].array?.count == 2)
        // One of each day is nobody's business.
        let few = client.ask("GET", "/v1/consent-rates?site=example.org", [marketing])
        #expect(few.json["rates"].array == [] && few.json["meta"]["guarded"] == .bool(true))
        #expect(few.json["meta"]["hidden_groups"].number == 4)
    }
}
