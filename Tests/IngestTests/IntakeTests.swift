import CollectorTesting
import Consent
import Enrichment
import Testing
import Usage

@testable import Ingest

@Suite struct IntakeTests {
    private let desk: Desk

    init() throws { desk = try Desk() }

    private static let tagged =
        "https://example.org/a?utm_source=news&utm_campaign=spring&gclid=Cj0KCQiA"

    private func one(
        _ event: String,
        rules: SiteRules = Desk.rules(),
        granting choices: Choices? = .all,
        gpc: Bool = false,
        client: String = "192.0.2.1",
        agent: String = Sent.agent,
        isTrusted: Bool = false
    ) throws -> Outcome {
        let outcomes = try desk.outcomes(
            Sent.body(event),
            rules: rules,
            gate: Desk.gate(granting: choices, gpc: gpc),
            client: client,
            agent: agent,
            isTrusted: isTrusted
        )
        return try #require(outcomes.first)
    }

    @Test func `a permitted pageview is stored, scrubbed and enriched`() throws {
        let more =
            #","referrer":"https://www.google.com/","title":" Hello  jane@example.org","screen":[1440,900],"ago_ms":1000"#
        let stored = try #require(
            try one(Sent.pageview(1, url: "https://Example.org:443/user/123456?q=1", more)).stored
        )
        #expect(stored.kind == .pageview)
        #expect(stored.site.value == "example.org")
        #expect(stored.timeMs == Desk.nowMs - 1000)
        #expect(stored.day == Instant.utcDay(Desk.nowMs - 1000))
        #expect(stored.record == 5)
        #expect(stored.visitor == VisitorID(7))
        #expect(stored.page?.value == Page(host: "example.org", path: "/user/[number]"))
        #expect(stored.title?.value == "Hello [email]")
        #expect(stored.source?.value == Source(name: "Google", referrer: "google.com"))
        #expect(stored.device?.value.browser == "Chrome")
        #expect(stored.location?.number == Desk.place.number)
        #expect(stored.screen?.value == "1440x900")
        #expect(stored.campaign == nil)
    }

    @Test(
        .tags(.privacy),
        arguments: [nil, [], [.functional], [.marketing], [.functional, .marketing]] as [Choices?]
    )
    func `without a grant for analytics the address is not looked up and nothing is read`(
        choices: Choices?
    ) throws {
        for event in [Sent.pageview(1, url: Self.tagged), Sent.event(1)] {
            let outcome = try one(event, granting: choices)
            #expect(outcome.word == "no_consent")
        }
        // Neither is the user agent: a bot without consent is withheld, not refused.
        #expect(try one(Sent.pageview(), granting: choices, agent: "curl/8.0").word == "no_consent")
        #expect(desk.located.isEmpty)
        #expect(desk.pseudonyms == 0)
    }

    @Test(.tags(.privacy)) func `a campaign is stored only with marketing, and not under GPC`()
        throws
    {
        let event = Sent.pageview(1, url: Self.tagged)
        let all = try #require(try one(event).stored)
        #expect(all.campaign?.value.name == "spring")
        #expect(all.source?.value.name == "news")
        for (choices, gpc) in [
            (Choices.analytics, false), (.all, true), ([.analytics, .functional], false),
        ] {
            let stored = try #require(try one(event, granting: choices, gpc: gpc).stored)
            #expect(stored.campaign == nil)
            #expect(stored.source?.value == .direct)
            #expect(stored.page?.value.path == "/a")
        }
    }

    @Test(.tags(.privacy)) func `an event of another category needs that category`() throws {
        for (category, word) in [
            ("analytics", "no_consent"), ("functional", "stored"), ("marketing", "no_consent"),
            ("essential", "malformed"), ("other", "malformed"), ("", "malformed"),
        ] {
            let event = Sent.event(1, name: "play", #","category":"\#(category)""#)
            #expect(try one(event, granting: .functional).word == word, "\(category)")
        }
        let event = Sent.event(1, name: "play", #","category":"marketing""#)
        #expect(try one(event, granting: .all, gpc: true).word == "gpc")
    }

    @Test(.tags(.privacy)) func `names, properties and titles are scrubbed`() throws {
        let props = #","props":{"who jane@example.org":"jane@example.org","n":1.5,"id":"123456"}"#
        let stored = try #require(try one(Sent.event(1, name: "call +49 30 1234567", props)).stored)
        #expect(stored.name?.value == "call [number]")
        #expect(stored.properties.map(\.name) == ["who [email]", "n", "id"])
        #expect(
            stored.properties.map(\.value) == [
                .string("[email]"), .number(1.5), .string("[number]"),
            ]
        )
    }

    @Test(.tags(.privacy)) func `the title of a denied page is not stored`() throws {
        let deny = try #require(PathPattern("/patient/*"))
        let rules = Desk.rules(scrubber: PageScrubber(deny: [deny]))
        let event = Sent.pageview(
            1,
            url: "https://example.org/patient/jane",
            #","title":"Jane Doe""#
        )
        let stored = try #require(try one(event, rules: rules).stored)
        #expect(stored.page?.value.path == "/patient/[removed]")
        #expect(stored.title == nil)
    }

    @Test(.tags(.privacy)) func `a page for minors stores nothing`() throws {
        #expect(try one(Sent.pageview(), rules: Desk.rules(isForMinors: true)).word == "no_consent")
        #expect(desk.located.isEmpty)
    }

    @Test func `bots, excluded addresses and broken members are refused`() throws {
        #expect(try one(Sent.pageview(), agent: "curl/8.0").word == "bot")
        #expect(try one(Sent.pageview(), agent: "").word == "bot")
        let excluded = Desk.rules(excluded: [try #require(AddressBlock("192.0.2.0/24"))])
        #expect(try one(Sent.pageview(), rules: excluded).word == "excluded")
        #expect(try one(Sent.pageview(), rules: excluded, client: "198.51.100.1").word == "stored")
        #expect(try one(Sent.pageview(1, url: "javascript:x")).word == "malformed")
        #expect(try one(#"{"type":"pageview","id":"short","url":"/"}"#).word == "malformed")
        #expect(try one("{}").word == "malformed")
        let read = #"{"type":"engagement","id":"\#(Sent.id(1))","pageview":"x","engaged_ms":1}"#
        #expect(try one(read).word == "malformed")
    }

    @Test func `engagement is stored with its pageview, bounded to a day`() throws {
        let read =
            #"{"type":"engagement","id":"\#(Sent.id(2))","pageview":"\#(Sent.id(1))","engaged_ms":9e12,"scroll":70}"#
        let stored = try #require(try one(read).stored)
        #expect(stored.kind == .engagement)
        #expect(stored.pageview != nil && stored.pageview != stored.id)
        #expect(stored.engagedMs == 86_400_000)
        #expect(stored.scroll == 70)
        #expect(stored.page == nil)
    }

    @Test func `what a page kept for more than a day is too old`() throws {
        #expect(try one(Sent.pageview(1, url: "/", #","ago_ms":86400001"#)).word == "too_old")
        // Older than the consent, which was given an hour ago.
        #expect(try one(Sent.pageview(1, url: "/", #","ago_ms":86400000"#)).word == "no_consent")
        #expect(try one(Sent.pageview(1, url: "/", #","ago_ms":3600000"#)).word == "stored")
        #expect(try one(Sent.pageview(1, url: "/", #","ago_ms":3600001"#)).word == "no_consent")
    }

    @Test(.tags(.privacy), arguments: [#","at":1"#, #","ip":"192.0.2.9""#, #","user_agent":"x""#])
    func `only a trusted sender says time, address and browser`(more: String) throws {
        #expect(try one(Sent.pageview(1, url: "/", more)).word == "malformed")
    }

    @Test func `a trusted sender is not the visitor`() throws {
        let bare = try #require(try one(Sent.pageview(), agent: "curl/8.0", isTrusted: true).stored)
        #expect(bare.device == nil && bare.location == nil)
        #expect(desk.located.isEmpty)
        let more = #","ip":"2001:db8::9","user_agent":"\#(Sent.agent)""#
        let full = try #require(
            try one(Sent.pageview(1, url: "/", more), agent: "x", isTrusted: true).stored
        )
        #expect(full.device?.value.browser == "Chrome")
        #expect(desk.located == [ClientAddress("2001:db8::9")])
        #expect(
            try one(Sent.pageview(1, url: "/", #","ip":"x""#), isTrusted: true).word == "malformed"
        )
        let bot = #","user_agent":"Googlebot/2.1 (x)""#
        #expect(try one(Sent.pageview(1, url: "/", bot), isTrusted: true).word == "bot")
    }

    @Test func `trusted times are not in the future and not before the retention`() throws {
        func word(_ at: String) throws -> String {
            try one(Sent.pageview(1, url: "/", #","at":\#(at)"#), isTrusted: true).word
        }
        #expect(try word("\(Desk.nowMs + 1)") == "malformed")
        #expect(try word(#""2026-11-24T12:00:00.001Z""#) == "malformed")
        #expect(try word(#""2026-11-24""#) == "malformed")
        // No record was in force then, but the time itself is taken.
        #expect(try word(#""2024-11-24T00:00:00Z""#) == "no_consent")
        #expect(try word(#""2024-11-23T23:59:59Z""#) == "too_old")
    }

    @Test(.tags(.privacy)) func `what one site or campaign made is never given to another`() throws
    {
        // Numbers of shared values are close together, so scopes of caches must not be sums of them.
        let rules = (0..<40).map { _ in Desk.rules() }
        for round in 0..<40 {
            let event = Sent.pageview(round, url: "https://example.org/?utm_source=s\(round)")
            let tagged = try #require(try one(event, rules: rules[round]).stored)
            #expect(tagged.source?.value.name == "s\(round)")
            for rules in rules {
                let plain = try #require(
                    try one(Sent.pageview(), rules: rules, granting: .analytics).stored
                )
                #expect(plain.source?.value == .direct)
                #expect(plain.site.number == rules.site.number)
            }
        }
    }

    @Test func `texts that visitors share are worked out once`() throws {
        let rules = Desk.rules()
        let first = try #require(try one(Sent.pageview(1, url: Self.tagged), rules: rules).stored)
        let second = try #require(try one(Sent.pageview(2, url: Self.tagged), rules: rules).stored)
        #expect(first.page?.number == second.page?.number)
        #expect(first.device?.number == second.device?.number)
        #expect(first.campaign?.number == second.campaign?.number)
        #expect(first.source?.number == second.source?.number)
        #expect(desk.pseudonyms == 1)
    }
}
