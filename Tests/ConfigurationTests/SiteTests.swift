import CollectorTesting
import Consent
import Testing
import TimeZones

@testable import Configuration

@Suite struct SiteTests {
    @Test(arguments: [
        "https://example.org", "http://localhost", "http://localhost:8080",
        "https://example.org:8443",
        "https://*.example.org", "https://*.example.org:8443", "http://127.0.0.1:8080",
        "http://[::1]:8080", "https://xn--bcher-kva.example", "https://a-b.c1.example",
    ])
    func `an origin as browsers send it is taken`(_ text: String) {
        #expect(Origin(text) != nil)
    }

    @Test(
        arguments: [
            ("https://example.org/", "https://example.org"),
            ("https://Example.ORG", "https://example.org"),
            ("example.org", "https://example.org"),
            ("https://example.org:443", "https://example.org"),
            ("http://example.org:80", "http://example.org"),
            ("https://example.org/a?b#c", "https://example.org"),
            ("https://*.org", nil), ("https://*", nil), ("https://a.*.org", nil),
            ("https://*.192.0.2.1", nil),
            ("ftp://example.org", nil), ("https://", nil), ("https://bücher.example", nil),
            ("https://user@example.org", nil), ("https://example.org:0", nil),
            ("https://example.org:65536", nil), ("https://exa mple.org", nil),
            ("null", "https://null"),
            ("https://-a.example", nil), ("https://a..example", nil), ("https://[::1", nil),
            ("https://1.2.3", nil), ("https://*.example.org:443", "https://*.example.org"),
        ] as [(String, String?)]
    )
    func `another form is refused, with the right one where it is clear`(
        _ text: String,
        _ corrected: String?
    ) {
        #expect(Origin(text) == nil)
        #expect(Origin.corrected(text) == corrected)
        let found = faults(in: "{sites: [{id: 'a', origins: ['\(text)']}]}")
        #expect(found.map(\.path) == ["sites[0].origins[0]"])
    }

    @Test(.tags(.privacy)) func `only the site's own origins may speak for it`() throws {
        let site = try #require(
            try Configuration.parse(
                text: """
                    {sites: [{id: "a", origins: [
                        "https://example.org", "https://*.example.net:8443", "http://localhost:3000",
                    ]}]}
                    """
            ).site("a")
        )
        for origin in [
            "https://example.org", "https://a.example.net:8443", "https://a.b.example.net:8443",
            "http://localhost:3000",
        ] {
            #expect(site.allows(origin: origin), "\(origin)")
        }
        for origin in [
            "http://example.org", "https://www.example.org", "https://example.org:444",
            "https://example.org.evil.example", "https://evilexample.org",
            "https://example.net:8443",
            "https://.example.net:8443", "https://a.example.net", "https://evilexample.net:8443",
            "https://evil.example/.example.net:8443", "https://a@b.example.net:8443",
            "https://a..example.net:8443", "http://a.example.net:8443", "null", "", "https://",
            "https://a.example.net:8443/", "https://example.org ",
        ] {
            #expect(!site.allows(origin: origin), "\(origin)")
        }
        #expect(site.hosts == ["example.org", "*.example.net", "localhost"])
    }

    @Test func `an origin without TLS is warned of unless it is this machine`() throws {
        let configuration = try Configuration.parse(
            text: """
                {sites: [{id: "a", origins: [
                    "http://example.org", "http://localhost", "http://a.localhost:1",
                    "http://127.0.0.1:1", "http://[::1]:1", "https://example.org"]}]}
                """
        )
        #expect(configuration.warnings.filter { $0.contains("origin http://") }.count == 1)
        #expect(configuration.warnings.contains { $0.contains("http://example.org") })
    }

    @Test func `what is not given has a default`() throws {
        let site = try #require(try configuration().site("example.org"))
        #expect(site.name == "example.org")
        #expect(site.timeZone.identifier == "UTC")
        #expect(site.mode == .auto)
        #expect(site.audience == .general)
        #expect(site.scrub == Configuration.Scrub())
        #expect(site.excludedAddresses.isEmpty)
        #expect(site.cookieDomain == nil)
        #expect(site.consentMonths == 6)
        #expect(site.properties == nil)
        #expect(try configuration().site("example.net") == nil)
    }

    @Test func `what is given is taken`() throws {
        let configuration = try configuration(
            site: """
                name: "Clinic", timezone: "America/New_York", mode: "opt-in", audience: "minors",
                scrub: {allow_query_parameters: ["q"], deny_patterns: ["/p/*"], allow_patterns: ["/n"]},
                excluded_addresses: ["192.0.2.0/24"], cookie_domain: "example.org",
                consent_months: 13, properties: ["plan", "step"],
                """
        )
        let site = try #require(configuration.site("example.org"))
        #expect(site.name == "Clinic")
        #expect(site.timeZone.identifier == "America/New_York")
        #expect(site.mode == .optIn)
        #expect(site.audience == .minors)
        #expect(site.scrub.allowQueryParameters == ["q"])
        #expect(site.scrub.denyPatterns == ["/p/*"])
        #expect(site.scrub.allowPatterns == ["/n"])
        #expect(site.excludedAddresses == ["192.0.2.0/24"])
        #expect(site.cookieDomain == "example.org")
        #expect(site.consentMonths == 13)
        #expect(site.properties == ["plan", "step"])
    }

    @Test(arguments: [
        "mode: 'none'", "mode: 'opt_in'", "audience: 'adults'", "timezone: ''", "timezone: 'Mars'",
        "timezone: '../etc/passwd'", "consent_months: 0", "consent_months: 14",
        "cookie_domain: '.example.org'", "cookie_domain: 'org'", "cookie_domain: 'Example.org'",
        "excluded_addresses: ['office']", "scrub: {deny_patterns: ['p']}", "properties: 'plan'",
        "scrub: {deny_patterns: ['/']}", "scrub: {allow_patterns: ['/a?b']}", "name: 'a\\nb'",
        "scrub: {allow_query_parameters: [1]}", "gpc: false", "notice: 'other'", "name: '  '",
    ])
    func `what is wrong is refused`(_ site: String) {
        let found = faults(site: site)
        #expect(found.count == 1)
        #expect(found.first?.line == 5)
    }

    @Test(arguments: ["a", "A.b_c-9", String(repeating: "x", count: 64)])
    func `an id of letters, digits and dots is taken`(_ id: String) throws {
        let text = "{sites: [{id: '\(id)', origins: ['https://example.org']}]}"
        #expect(try Configuration.parse(text: text).site(id)?.id == id)
    }

    @Test(arguments: ["", "a b", "a/b", "ä", String(repeating: "x", count: 65), "a\\u0000"])
    func `another id is refused`(_ id: String) {
        let found = faults(in: "{sites: [{id: '\(id)', origins: ['https://example.org']}]}")
        #expect(found.map(\.path) == ["sites[0].id"])
    }

    @Test func `two sites do not share an id`() {
        let found = faults(
            in: """
                {sites: [{id: "a", origins: ["https://a.example"]},
                {id: "b", origins: ["https://b.example"]},
                {id: "a", origins: ["https://c.example"]}]}
                """
        )
        #expect(
            found.map(\.description) == [
                "assent.json5:3: sites[2].id: the id \"a\" stands here again"
            ]
        )
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("mode: 'auto'", nil, nil, ConsentModel.optIn), ("mode: 'auto'", "US", "CA", .optOut),
            ("mode: 'auto'", "US", "US-CA", .optOut), ("mode: 'auto'", "US", nil, .optIn),
            ("mode: 'auto'", "US", "WA", .optIn), ("mode: 'auto'", "GB", nil, .optOut),
            ("mode: 'auto'", "DE", "CA", .optIn), ("mode: 'opt-in'", "GB", nil, .optIn),
            ("mode: 'opt-out'", nil, nil, .optOut),
        ] as [(String, String?, String?, ConsentModel)]
    )
    func `an unknown place asks first`(
        _ mode: String,
        _ country: String?,
        _ region: String?,
        _ model: ConsentModel
    ) throws {
        let configuration = try configuration(
            "jurisdictions: {opt_out: ['US-CA', 'GB']}",
            site: mode
        )
        let site = try #require(configuration.sites.first)
        #expect(configuration.model(for: site, country: country, region: region) == model)
    }

    private func goals(_ text: String) throws -> [Configuration.Site.Goal] {
        try Configuration.parse(
            text: """
                { sites: [{ id: "a", origins: ["https://example.org"], goals: [\(text)] }] }
                """
        ).sites[0].goals
    }

    @Test func `a goal is an event, a page, or how far pages are read`() throws {
        let goals = try goals(
            """
            { name: "Signup", event: "signup" }, { page: "/thanks/**" }, { scroll: 75 },
            { page: "/a", scroll: 50 }
            """
        )
        #expect(
            goals.map(\.name) == ["Signup", "/thanks/**", "Scroll 75 %", "Scroll 50 % of /a"]
        )
    }

    @Test(
        arguments: [
            ("{ name: \"x\" }", "goals[0]: expected \"event\", or \"page\", \"scroll\" or both"),
            ("{ event: \"x\", page: \"/\" }", "goals[0]: expected \"event\""),
            ("{ page: \"x\" }", "goals[0].page: expected a path"),
            ("{ scroll: 101 }", "goals[0].scroll: expected 1 to 100"),
            ("{ event: \"x\" }, { event: \"x\" }", "goals: goals[1] has the name of an earlier"),
        ]
    ) func `another goal is refused`(text: String, message: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try goals(text) }
        #expect(
            "\(error.map { "\($0)" } ?? "")".contains(message),
            "\(error.map { "\($0)" } ?? "")"
        )
    }

    @Test func `weeks begin on Monday unless the site says otherwise`() throws {
        let text = "{ sites: [{ id: \"a\", origins: [\"https://example.org\"] }] }"
        #expect(try Configuration.parse(text: text).sites[0].weekStart == .monday)
    }
}
