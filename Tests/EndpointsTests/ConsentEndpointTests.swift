import CollectorTesting
import Consent
import JSON
import Observability
import Storage
import Testing
import Usage

@testable import Endpoints

@Suite struct ConsentEndpointTests {
    private let house: House
    private let client: Client

    init() throws {
        house = try House()
        client = house.connect()
    }

    private func choose(
        _ mechanism: String,
        _ choices: String = "{}",
        headers: [String] = [],
        more: String = ""
    ) -> Client.Answer {
        house.choose(client, mechanism, choices, headers: headers, more: more)
    }

    private func facts(_ answer: Client.Answer) throws -> TokenFacts {
        let token = try #require(answer.json["token"].string)
        return try #require(house.collector.keys.tokenKeys.verify(token))
    }

    private static let grants: [(String, String, Choices)] = [
        ("accept_all", "{}", .all),
        ("accept_all", #"{"analytics":true,"essential":true}"#, .all),
        ("reject_all", "{}", []),
        ("reject_all", #"{"analytics":false,"essential":true}"#, []),
        ("save", #"{"analytics":true}"#, .analytics),
        (
            "save", #"{"analytics":true,"functional":true,"marketing":false}"#,
            [.analytics, .functional]
        ),
        ("save", "{}", []),
        ("withdraw", "{}", []),
        ("gpc", "{}", []),
        ("api", #"{"marketing":true}"#, .marketing),
    ]

    @Test(arguments: grants)
    func `each mechanism records what it grants and answers with it`(
        mechanism: String,
        asked: String,
        granted: Choices
    ) throws {
        let answer = choose(mechanism, asked)
        #expect(answer.status == 201)
        #expect(answer.json.keys == ["choices", "expires", "record", "token"])
        #expect(answer.json["choices"]["essential"] == .bool(true))
        for category in Category.optional {
            let isGranted = answer.json["choices"][category.rawValue]
            #expect(isGranted == .bool(granted.grants(category)))
        }
        let record = try house.record(answer)
        #expect(record.choices == granted && record.mechanism.rawValue == mechanism)
        #expect(record.atMs == House.noonMs && record.site == House.site)
        #expect(record.noticeVersion == "1" && record.language == "en")
        #expect(record.expiresMs == Instant.milliseconds("2027-05-24T12:00:00Z"))
        #expect(answer.json["expires"].string == "2027-05-24T12:00:00.000Z")
        #expect((record.consentID == nil) == granted.isEmpty)
        #expect(try facts(answer).choices == granted)
        #expect(try facts(answer).grant?.consentID == record.consentID)
        #expect(house.collector.metrics.choices[mechanism].value == 1)
    }

    @Test func `the cookie is set in exactly this form`() throws {
        let answer = choose("accept_all")
        let token = try #require(answer.json["token"].string)
        // From 24 November noon to 24 May noon: 181 days.
        #expect(
            answer["Set-Cookie"]
                == "assent=\(token); Path=/; Max-Age=\(181 * 86_400); SameSite=Lax; Secure"
        )
        #expect(answer["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(answer["Access-Control-Allow-Credentials"] == "true")
        #expect(answer["Cache-Control"] == "no-store")
    }

    @Test func `a site's cookie domain and months are its own`() throws {
        let house = try House(site: #"cookie_domain: "example.org", consent_months: 13,"#)
        let answer = house.choose(house.connect(), "reject_all")
        let cookie = try #require(answer["Set-Cookie"])
        #expect(cookie.hasSuffix("; SameSite=Lax; Secure; Domain=example.org"))
        #expect(answer.json["expires"].string == "2027-12-24T12:00:00.000Z")
    }

    @Test(.tags(.privacy)) func `who opted out in an opt-out place is not asked for a year`() throws
    {
        let house = try House(#"jurisdictions: { opt_out: ["US-CA"] }"#)
        let client = house.connect()
        func expiry(_ mechanism: String, _ choices: String, _ place: String) -> String? {
            let answer = client.ask(
                "POST",
                "/v1/consent",
                [House.origin, place],
                house.choice(mechanism, choices)
            )
            return answer.json["expires"].string
        }
        let halfAYear = "2027-05-24T12:00:00.000Z"
        let year = "2027-11-24T12:00:00.000Z"
        #expect(expiry("reject_all", "{}", House.california) == year)
        #expect(expiry("save", #"{"analytics":true,"marketing":false}"#, House.california) == year)
        #expect(expiry("accept_all", #"{"marketing":true}"#, House.california) == halfAYear)
        #expect(expiry("reject_all", "{}", House.berlin) == halfAYear)
    }

    @Test(.tags(.privacy)) func `a refusal has no id, and its token is everybody's of that day`()
        throws
    {
        let first = choose("reject_all", headers: [House.berlin])
        house.nowMs += 3_600_000
        let second = house.choose(house.connect(), "reject_all", headers: [House.california])
        #expect(first.json["token"] == second.json["token"])
        #expect(first.json["record"] != second.json["record"])
        #expect(try facts(first).grant == nil)
        #expect(try house.record(first).consentID == nil)
        house.nowMs += 86_400_000
        #expect(choose("reject_all").json["token"] != first.json["token"])
    }

    @Test(.tags(.privacy)) func `the record has the country and nothing of address or browser`()
        throws
    {
        let answer = choose(
            "accept_all",
            headers: [House.berlin],
            more: #","page":"https://example.org/welcome?email=a@example.org#top""#
        )
        let record = try house.record(answer)
        #expect(record.jurisdiction.country == "DE" && record.jurisdiction.region == "DE-BE")
        #expect(record.jurisdiction.model == .optIn)
        #expect(record.page == "/welcome")
        let text = record.canonicalText
        for secret in ["192.0.2.7", "127.0.0.1", "Mozilla", "Chrome", "Linux", "a@example.org"] {
            #expect(!text.contains(secret))
            #expect(house.folder.files(holding: Array(secret.utf8)) == [])
        }
        for entry in house.logged.entries {
            #expect(!"\(entry)".contains("192.0.2.7") && !"\(entry)".contains("Mozilla"))
        }
    }

    @Test func `a token continues its consent id, from the body or the cookie`() throws {
        let first = choose("save", #"{"analytics":true}"#)
        let token = try #require(first.json["token"].string)
        let id = try #require(house.record(first).consentID)
        house.nowMs += 1000
        let second = choose("save", #"{"functional":true}"#, more: #","token":"\#(token)""#)
        #expect(try house.record(second).consentID == id)
        #expect(try house.record(second).previous == house.record(first).sequence)
        house.nowMs += 1000
        let third = choose("accept_all", headers: ["Cookie: a=b; assent=\(token); c=d"])
        #expect(try house.record(third).consentID == id)
        #expect(try house.collector.ledger.records(of: id).count == 3)
        // Without any token somebody else begins.
        #expect(try house.record(choose("accept_all")).consentID != id)
    }

    @Test(.tags(.privacy)) func `a withdrawal keeps the id on record, and a new grant has another`()
        throws
    {
        let grant = choose("accept_all")
        let token = try #require(grant.json["token"].string)
        let id = try #require(house.record(grant).consentID)
        house.nowMs += 1000
        let withdrawal = choose("withdraw", more: #","token":"\#(token)""#)
        #expect(try house.record(withdrawal).consentID == id)
        #expect(try house.record(withdrawal).isWithdrawal)
        #expect(try facts(withdrawal).grant == nil)
        house.nowMs += 1000
        for old in [token, try #require(withdrawal.json["token"].string)] {
            let again = choose("accept_all", more: #","token":"\#(old)""#)
            let newID = try #require(house.record(again).consentID)
            #expect(newID != id)
        }
    }

    @Test(.tags(.privacy)) func `an erased visitor's token begins anew under another id`() throws {
        let grant = choose("accept_all")
        let token = try #require(grant.json["token"].string)
        let id = try #require(house.record(grant).consentID)
        _ = try house.collector.ledger.erase(id, atMs: house.nowMs)
        let again = choose("accept_all", more: #","token":"\#(token)""#)
        #expect(again.status == 201)
        #expect(try house.record(again).consentID != id)
    }

    @Test(arguments: [
        ("accept_all", #"{"analytics":false}"#, "choices.analytics"),
        ("reject_all", #"{"analytics":true}"#, "choices.analytics"),
        ("withdraw", #"{"marketing":true}"#, "choices.marketing"),
        ("gpc", #"{"analytics":true}"#, "choices.analytics"),
        ("gpc", #"{"marketing":true}"#, "choices.marketing"),
        ("save", #"{"essential":false}"#, "choices.essential"),
        ("save", #"{"tracking":true}"#, "choices"),
        ("save", #"{"analytics":1}"#, "choices.analytics"),
        ("save", "[]", "choices"),
        ("click", "{}", "mechanism"),
    ])
    func `a choice that contradicts itself is refused with the field`(
        mechanism: String,
        choices: String,
        field: String
    ) {
        let before = house.collector.ledger.count
        let answer = choose(mechanism, choices)
        #expect(answer.status == 400 && answer.error == "malformed")
        #expect(answer.field == field)
        #expect(answer["Access-Control-Allow-Origin"] == "https://example.org")
        #expect(house.collector.ledger.count == before)
    }

    @Test(arguments: [
        ("", ""), ("[]", ""), ("{", ""), (#"{"notice":"a"}"#, "site"),
        (#"{"site":"example.org"}"#, "notice"), (#"{"site":1}"#, "site"),
        (#"{"site":"example.org","more":1}"#, "more"),
    ])
    func `a body that is no choice is refused with the field`(body: String, field: String) {
        let answer = client.ask("POST", "/v1/consent", [House.origin], body)
        #expect(answer.status == 400)
        #expect(answer.field == (field.isEmpty ? nil : field))
    }

    @Test(arguments: [
        (#","language":"fr""#, "language"), (#","language":1"#, "language"),
        (#","at":"2026-11-24T11:00:00Z""#, "at"), (#","ip":"192.0.2.9""#, "at"),
        (#","at":true"#, "at"), (#","at":1.5"#, "at"), (#","page":[]"#, "page"),
    ])
    func `a member that is wrong, or another's, is refused with the field`(
        more: String,
        field: String
    ) {
        let answer = choose("accept_all", more: more)
        #expect(answer.status == 400 && answer.field == field)
    }

    @Test func `an outdated notice is refused with the current one's hash`() throws {
        let old = house.choice("accept_all")
        try house.install(version: "2")
        let answer = client.ask("POST", "/v1/consent", [House.origin], old)
        #expect(answer.status == 409 && answer.error == "outdated_notice")
        #expect(answer.json["error"]["notice"].string == house.hash)
    }

    @Test func `an unknown site and a foreign origin are refused`() {
        let unknown = house.choice("accept_all", site: "nobody.example", hash: house.hash)
        #expect(client.ask("POST", "/v1/consent", [], unknown).status == 404)
        let foreign = client.ask(
            "POST",
            "/v1/consent",
            ["Origin: https://evil.example"],
            house.choice("accept_all")
        )
        #expect(foreign.status == 403 && foreign.error == "wrong_origin")
    }

    @Test(.tags(.privacy)) func `the signal denies marketing whatever is asked`() throws {
        for (mechanism, choices) in [
            ("accept_all", "{}"), ("save", #"{"analytics":true,"marketing":true}"#),
            ("accept_all", #"{"marketing":false}"#),
        ] {
            let answer = choose(mechanism, choices, headers: ["Sec-GPC: 1"])
            #expect(answer.status == 201)
            #expect(answer.json["choices"]["marketing"] == .bool(false))
            #expect(answer.json["choices"]["analytics"] == .bool(true))
            #expect(try house.record(answer).gpc)
        }
    }

    @Test(.tags(.privacy)) func `a signal takes marketing away and prolongs nothing`() throws {
        let grant = choose("accept_all")
        let token = try #require(grant.json["token"].string)
        house.nowMs += 90 * 86_400_000
        let kept = #"{"analytics":true,"functional":true}"#
        let signal = choose("gpc", kept, headers: ["Sec-GPC: 1"], more: #","token":"\#(token)""#)
        #expect(signal.status == 201)
        let record = try house.record(signal)
        #expect(record.choices == [.analytics, .functional])
        #expect(record.expiresMs == (try house.record(grant).expiresMs))
        // What is over cannot be kept by a signal.
        house.nowMs += 180 * 86_400_000
        let over = choose("gpc", kept, headers: ["Sec-GPC: 1"], more: #","token":"\#(token)""#)
        #expect(over.status == 400)
    }

    @Test(.tags(.privacy)) func `a site for minors grants nothing`() throws {
        let answer = client.ask(
            "POST",
            "/v1/consent",
            ["Origin: https://kids.example"],
            house.choice("accept_all", site: "kids.example")
        )
        #expect(answer.status == 201)
        #expect(try house.record(answer).choices == [])
        #expect(try facts(answer).grant == nil)
        let notice = client.ask("GET", "/v1/notice?site=kids.example")
        #expect(notice.json["audience"].string == "minors")
    }

    @Test(.tags(.privacy)) func `a record is linked to the notice that was shown`() throws {
        let notice = client.ask("GET", "/v1/notice?site=example.org", [House.origin])
        let shown = try #require(notice.json["shown"].string)
        house.nowMs += 90_000
        let linked = try house.record(choose("accept_all", more: #","shown":"\#(shown)""#))
        #expect(linked.shown?.atMs == House.noonMs)
        #expect(linked.shown?.nonce == house.collector.keys.tokenKeys.verifyShown(shown)?.nonce)
        for other in [
            "", #","shown":"\#(shown.altered)""#, #","shown":"x""#, #","shown":null"#,
        ] {
            let answer = choose("accept_all", more: other)
            #expect(answer.status == 201)
            #expect(try house.record(answer).shown == nil)
        }
        house.nowMs += 8 * 86_400_000
        #expect(try house.record(choose("accept_all", more: #","shown":"\#(shown)""#)).shown == nil)
    }

    @Test func `a token of another site begins nothing here`() throws {
        let kids = ConsentID.random()
        let token = house.collector.keys.tokenKeys.sign(
            TokenFacts(
                siteTag: ConsentToken.siteTag("kids.example"),
                choices: .analytics,
                noticeMaterial: 1,
                issuedMs: house.nowMs,
                expiresMs: house.nowMs + 1000,
                grant: TokenFacts.Grant(consentID: kids, sequence: 1)
            )
        )
        let answer = choose("accept_all", more: #","token":"\#(token)""#)
        #expect(try house.record(answer).consentID != kids)
    }

    @Test func `a trusted sender tells when and where a choice was made`() throws {
        let key = try house.key(.ingest)
        let answer = choose(
            "accept_all",
            headers: [key, House.berlin],
            more: #","at":"2026-11-01T12:00:00+01:00","ip":"198.51.100.9""#
        )
        #expect(answer.status == 201)
        let record = try house.record(answer)
        #expect(record.atMs == Instant.milliseconds("2026-11-01T11:00:00Z"))
        #expect(record.jurisdiction.country == "US")
        #expect(record.expiresMs == Instant.milliseconds("2027-05-01T11:00:00Z"))
        let later = choose("accept_all", headers: [key], more: #","at":\#(house.nowMs + 1)"#)
        #expect(later.status == 400 && later.field == "at")
        let nowhere = choose("accept_all", headers: [key], more: #","ip":"somewhere""#)
        #expect(nowhere.status == 400 && nowhere.field == "ip")
    }

    @Test func `a wrong key is refused, and one for something else`() throws {
        #expect(choose("accept_all", headers: ["Authorization: Bearer x"]).status == 401)
        for role in [AccessRole.marketing, .privacy] {
            #expect(choose("accept_all", headers: [try house.key(role)]).status == 403)
        }
        let elsewhere = try house.key(.ingest, site: "kids.example")
        #expect(choose("accept_all", headers: [elsewhere]).status == 403)
    }

    @Test func `other methods are answered as they should be`() {
        #expect(client.ask("OPTIONS", "/v1/consent", [House.origin]).status == 204)
        let delete = client.ask("DELETE", "/v1/consent", [House.origin])
        #expect(delete.status == 405 && delete["Allow"]?.contains("POST") == true)
    }
}
