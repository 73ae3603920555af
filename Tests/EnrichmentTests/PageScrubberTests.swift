import CollectorTesting
import Testing
import Usage

@testable import Enrichment

@Suite struct PageScrubberTests {
    private let scrubber = PageScrubber()

    private func path(_ path: String) -> String? {
        scrubber.scrub(url: "https://example.org" + path)?.page.path
    }

    @Test(arguments: [
        ("https://example.org/a", "example.org", "/a"),
        ("http://Example.ORG:8080/a", "example.org", "/a"),
        ("HTTPS://example.org", "example.org", "/"),
        ("https://example.org?x=1", "example.org", "/"),
        ("https://user:secret@example.org/a", "example.org", "/a"),
        ("https://jane@example.org@example.net/a", "example.net", "/a"),
        ("https://example.org./a#part", "example.org", "/a"), ("/a/b?c#d", "", "/a/b"),
        ("https://[2001:DB8::1]:443/a", "[2001:db8::1]", "/a"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", "/"),
        ("http://127.0.0.1:8080/demo/", "127.0.0.1", "/demo/"),
        ("https://example.org\\@example.net/", "example.org", "/@example.net/"),
    ])
    func `host and path remain of a URL`(url: String, host: String, path: String) {
        #expect(scrubber.scrub(url: url)?.page == Page(host: host, path: path))
    }

    @Test(arguments: [
        "", "a", "example.org/a", "//example.net/a", "javascript:alert(1)", "data:text/html,x",
        "file:///etc/passwd", "about:blank", "mailto:jane@example.org", "ftp://example.org/",
        "https://", "https:///a", "https://ex ample.org/", "https://ex%61mple.org/",
        "https://exa_mple\u{E9}.org/", "https://[::1/", "https://[x]/", "https:/example.org",
        "https://example.org/a\u{0}b", "https://example.org/a\nb", "https://example.org/a%00b",
        "https://example.org/a%0Ab", "https://example.org/a%250Ab", "https://example.org/a%C2%85",
        "https://example.org/%2525252525252541", "https://\(String(repeating: "a", count: 254))/",
        "https://example.org/" + String(repeating: "a/", count: 5000),
    ])
    func `anything else is no page`(url: String) {
        #expect(scrubber.scrub(url: url) == nil)
    }

    @Test(
        .tags(.privacy),
        arguments: [
            // E-mail addresses in every dress.
            ("/user/jane@example.org", "/user/[email]"),
            ("/user/jane%40example.org/x", "/user/[email]/x"),
            ("/user/jane%2540example.org", "/user/[email]"),
            ("/user/jane.doe+tag@mail.example.co.uk", "/user/[email]"),
            ("/u/email=jane@example.org&x", "/u/[email]&x"),
            ("/u/j\u{FC}rgen@m\u{FC}ller.example", "/u/[email]"),
            ("/u/jane\u{FF20}example.org", "/u/[email]"),
            ("/u/jane\u{200B}@exa\u{AD}mple.org", "/u/[email]"),
            ("/u/%22jane doe%22@example.org", "/u/[email]"), ("/u/jane@[192.0.2.1]", "/u/[email]"),
            ("/u/jane%40example.org%FF", "/u/[email]"), ("/u/a@b@c", "/u/[email]"),
            ("/u/jane@", "/u/[email]"),
            ("/@handle", "/@handle"),
            // Numbers.
            ("/patient/123456", "/patient/[number]"), ("/patient/12345", "/patient/[number]"),
            ("/patient/1234", "/patient/1234"), ("/call/+49 30 1234567", "/call/[number]"),
            ("/call/%2B49-30-123-4567", "/call/[number]"),
            ("/call/(030) 123-4567", "/call/[number]"),
            ("/call/0664.123.4567", "/call/[number]"), ("/mrn-0012345-x", "/mrn-[number]-x"),
            ("/n/\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}", "/n/[number]"),
            ("/n/\u{FF11}\u{FF12}\u{FF13}\u{FF14}\u{FF15}", "/n/[number]"),
            ("/born/1980-05-12", "/born/[number]"), ("/born/12.05.1980", "/born/[number]"),
            ("/ip/192.0.2.17", "/ip/[number]"),
            ("/iban/DE89 3704 0044 0532 0130 00", "/iban/DE[number]"),
            ("/2026/11/24/news-2026", "/2026/11/24/news-2026"),
            ("/2026-11-24-news", "/2026-11-24-news"),
            ("/report-2024-2025", "/report-2024-2025"),
            ("/top-10-tips-for-2024", "/top-10-tips-for-2024"),
            ("/2026-11-24 5551234", "/2026-11-24 [number]"),
            // Tokens.
            ("/reset/550e8400-e29b-41d4-a716-446655440000", "/reset/[token]"),
            ("/reset/550E8400E29B41D4A716446655440000", "/reset/[token]"),
            ("/t/d41d8cd98f00b204e9800998ecf8427e.pdf", "/t/[token]"),
            ("/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N", "/t/[token]"),
            ("/t/dGhpcyBpcyBhIHNlY3JldCB0b2tlbg==", "/t/[token]"), ("/t/X7K9Q2ZB", "/t/[token]"),
            ("/t/sk_live_4eC39HqLyjWDarjtT1zdp7dc", "/t/[token]"),
            ("/t/deadbeefdeadbeef", "/t/[token]"),
            ("/t/\(String(repeating: "x", count: 60))", "/t/[token]"),
            ("/a;jsessionid=1A2B3C4D/b;x", "/a/b"), ("/a%3Bjsessionid=1A2B3C4D", "/a"),
            // What reads like words stays.
            ("/how-to-build-a-house", "/how-to-build-a-house"),
            ("/covid19-vaccination", "/covid19-vaccination"),
            ("/JavaScriptGuideForBeginners", "/JavaScriptGuideForBeginners"), ("/h1n1", "/h1n1"),
            ("/rechtsschutzversicherung-vergleich", "/rechtsschutzversicherung-vergleich"),
            ("/%C3%BCber-uns", "/\u{FC}ber-uns"), ("/\u{FC}ber-uns", "/\u{FC}ber-uns"),
            ("/caf%E9", "/caf\u{FFFD}"),
            ("/100%", "/100%25"), ("/a%3Fb%23c", "/a%3Fb%23c"), ("/index.html", "/index.html"),
            // One spelling.
            ("/a/../b/./c", "/b/c"), ("/../../a", "/a"), ("/a/%2e%2E/b", "/b"), ("//a///b", "/a/b"),
            ("/a%2F..%2Fb", "/b"), ("/a/", "/a/"), ("/a/..", "/"), ("/.", "/"), ("/a\\b", "/a/b"),
            ("/a/%20/b", "/a/b"),
        ]
    )
    func `a path keeps nothing that may be somebody's`(sent: String, kept: String) {
        #expect(path(sent) == kept)
    }

    @Test(.tags(.privacy)) func `a query is dropped but for what the site allows, scrubbed`() {
        let url =
            "https://example.org/s?page=about&q=jane@example.org&Id=12345678&empty=&gclid=x&b=%26"
        #expect(scrubber.scrub(url: url)?.page.path == "/s")
        let allowing = PageScrubber(allowedParameters: [
            "q", "page", "id", "b", "empty", "gclid", "utm_source",
        ])
        #expect(
            allowing.scrub(url: url)?.page.path == "/s?q=[email]&page=about&id=[number]&b=%26"
        )
    }

    @Test func `campaign parameters are told apart from the page`() throws {
        let url =
            "https://example.org/?utm_source=News&utm_medium=e-mail&utm_campaign=spring+sale&utm_term=a%20b&utm_content=top"
        let clean = try #require(scrubber.scrub(url: url))
        #expect(clean.page.path == "/")
        #expect(
            clean.campaign
                == Campaign(
                    source: "News",
                    medium: "e-mail",
                    name: "spring sale",
                    term: "a b",
                    content: "top"
                )
        )
        #expect(scrubber.scrub(url: "https://example.org/?utm_source=&x=1")?.campaign == nil)
        let twice = scrubber.scrub(url: "https://example.org/?utm_source=a&UTM_SOURCE=b")
        #expect(twice?.campaign?.source == "a")
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("gclid=Cj0KCQiA", "google", "cpc"), ("msclkid=abc", "bing", "cpc"),
            ("fbclid=IwAR0", "facebook", nil),
            ("gclid=x&utm_medium=paid", "google", "paid"), ("gclid=x&utm_source=mine", "mine", nil),
        ] as [(String, String, String?)]
    )
    func `of a click id only its presence remains`(
        query: String,
        source: String,
        medium: String?
    ) throws {
        let clean = try #require(scrubber.scrub(url: "https://example.org/?" + query))
        #expect(
            clean.campaign
                == Campaign(source: source, medium: medium, name: nil, term: nil, content: nil)
        )
        #expect(clean.page.path == "/")
    }

    @Test(.tags(.privacy)) func `campaign values are scrubbed and bounded`() throws {
        let long = String(repeating: "ab ", count: 200)
        let url =
            "https://example.org/?utm_source=jane%40example.org&utm_term=+49+30+1234567&utm_content=\(long)&utm_campaign=a%00b"
        let campaign = try #require(scrubber.scrub(url: url)?.campaign)
        #expect(campaign.source == "[email]")
        #expect(campaign.term == "[number]")
        #expect(campaign.name == nil)
        #expect(campaign.content?.count == 128)
    }

    @Test func `long and deep paths are cut`() throws {
        let deep = try #require(path(String(repeating: "/ab", count: 100)))
        #expect(deep == String(repeating: "/ab", count: 32) + "/[removed]")
        let long = try #require(
            path(String(repeating: "/" + String(repeating: "ab-", count: 50), count: 30))
        )
        #expect(long.utf8.count <= 2048 + 10)
        #expect(long.hasSuffix("/[removed]"))
    }
}

@Suite struct PathPatternTests {
    private func path(_ path: String, deny: [String] = [], allow: [String] = []) -> String? {
        PageScrubber(
            deny: deny.compactMap { PathPattern($0) },
            allow: allow.compactMap { PathPattern($0, matchesCase: true) }
        ).scrub(url: "https://example.org" + path)?.page.path
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("/patient/*", "/patient/jane-doe", "/patient/[removed]"),
            ("/patient/*", "/patient/jane-doe/letters/", "/patient/[removed]/"),
            ("/patient/*", "/PATIENT/jane", "/PATIENT/[removed]"),
            ("/patient/*", "//patient/./x/../jane", "/patient/[removed]"),
            ("/patient/*", "/p%61tient%2Fjane", "/patient/[removed]"),
            ("/patient/*", "/a/../patient/jane", "/patient/[removed]"),
            ("/patient/*", "/patient\\jane", "/patient/[removed]"),
            ("/patient/*", "/patient", "/patient"),
            ("/patient/*", "/patients/jane", "/patients/jane"),
            ("/*/letters", "/jane/letters", "/[removed]/letters"),
            ("/rooms/*/notes/*", "/rooms/4/notes/x/y", "/rooms/[removed]/notes/[removed]"),
            ("/dr-*", "/dr-house", "/[removed]"), ("/dr-*-info", "/dr-house-info", "/[removed]"),
            ("/dr-*-info", "/dr-house-infos", "/dr-house-infos"),
            ("/secret", "/secret", "/[removed]"),
            ("/secret", "/secret/more", "/secret/more"), ("/a*b*c/x", "/aXbYbZc/x", "/[removed]/x"),
            ("/\u{FC}ber/*", "/%C3%9Cber/jane", "/\u{DC}ber/[removed]"),
        ]
    )
    func `a denied part of a path is removed`(pattern: String, sent: String, kept: String) {
        #expect(path(sent, deny: [pattern]) == kept)
    }

    @Test(.tags(.privacy)) func `a denied page says so and keeps no parameter`() throws {
        let deny = try #require(PathPattern("/patient/*"))
        let scrubber = PageScrubber(allowedParameters: ["tab"], deny: [deny])
        let clean = try #require(scrubber.scrub(url: "https://example.org/patient/jane?tab=jane"))
        #expect(clean.isDenied)
        #expect(clean.page.path == "/patient/[removed]")
        #expect(scrubber.scrub(url: "https://example.org/x?tab=1")?.isDenied == false)
    }

    @Test(.tags(.privacy))
    func `an allowed path keeps numbers but no e-mail address, and deny wins`() {
        #expect(path("/product/123456", allow: ["/product/*"]) == "/product/123456")
        #expect(path("/Product/123456", allow: ["/product/*"]) == "/Product/[number]")
        #expect(path("/product/jane@example.org", allow: ["/product/*"]) == "/product/[email]")
        let both = path("/product/123456", deny: ["/product/*"], allow: ["/product/*"])
        #expect(both == "/product/[removed]")
    }

    @Test(arguments: [
        "", "patient/*", "/", "//", "/a?b", "/a#b", "/" + String(repeating: "a", count: 512),
    ])
    func `what is no pattern is refused`(text: String) {
        #expect(PathPattern(text) == nil)
    }

    @Test func `a pattern of stars takes no time`() throws {
        let pattern = "/" + String(repeating: "*a", count: 200) + "b"
        #expect(path("/" + String(repeating: "a", count: 2000), deny: [pattern])?.isEmpty == false)
    }
}
