import CollectorTesting
import TimeZones
import Usage

@testable import Reports

/// Events of a few sites at times that matter: gaps of about 30 minutes, days on which clocks change,
/// the turn of the year; in the order in which they arrive, which is not that of their times.
struct RandomUsage {
    static let zones = [
        "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
        "America/St_Johns", "Pacific/Auckland",
    ]
    /// Days around which things happen.
    private static let starts = [
        "2025-12-29T00:00:00Z", "2026-03-07T00:00:00Z", "2026-03-27T00:00:00Z",
        "2026-04-03T00:00:00Z", "2026-10-23T00:00:00Z", "2026-11-20T00:00:00Z",
    ].map { ms($0) }
    static let lastMs = ms("2026-11-23T00:00:00Z")

    let sites: [String]
    let zones: [String: TimeZone]
    private(set) var events: [UsageEvent] = []
    private var random: SeededGenerator
    private var nextID: UInt64 = 1

    init(seed: UInt64, sites count: Int = 2, visitors: Int = 60) throws {
        var random = SeededGenerator(seed: seed)
        sites = (0..<count).map { "site\($0).example" }
        var zones: [String: TimeZone] = [:]
        for site in sites {
            zones[site] = try TimeZone.named(Self.zones.randomElement(using: &random) ?? "UTC")
        }
        self.zones = zones
        self.random = random
        for site in sites {
            let interned = Interned(site)
            for visitor in 1...UInt64(visitors) { visit(interned, by: visitor) }
        }
        // Half of the time in order, half of it with late arrivals.
        events.sort { $0.timeMs < $1.timeMs }
        if Bool.random(using: &self.random) { events.shuffle(using: &self.random) }
    }

    private mutating func visit(_ site: Interned<String>, by visitor: UInt64) {
        var clock =
            pick(Self.starts) + Int64.random(in: 0..<(5 * 86_400_000), using: &random)
        var pageviews: [UInt64] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let (source, campaign, device, location) = (source, campaign, device, location)
            for _ in 0..<pick([1, 1, 1, 2, 3, 5, 9]) {
                clock += pick([0, 1, 60_000, 400_000, 1_799_998, 1_799_999])
                guard clock < Self.lastMs else { return }
                let isPageview = Int.random(in: 0..<4, using: &random) > 0
                append(
                    isPageview ? .pageview : .event,
                    site,
                    visitor,
                    clock,
                    source: source,
                    campaign: campaign,
                    device: device,
                    location: location
                )
                if isPageview { pageviews.append(nextID - 1) }
                while Int.random(in: 0..<3, using: &random) == 0 {
                    // Sometimes of an event or of nothing that was ever stored.
                    let about = pageviews.randomElement(using: &random) ?? nextID + 7
                    append(
                        .engagement,
                        site,
                        visitor,
                        clock + Int64.random(in: 0...3_000_000, using: &random),
                        pageview: pick([about, about, about, nextID - 1, 999_999])
                    )
                }
            }
            clock += pick([1_800_000, 1_800_001, 7_200_000, 86_400_000, 3 * 86_400_000])
        }
    }

    private mutating func append(
        _ kind: UsageEvent.Kind,
        _ site: Interned<String>,
        _ visitor: UInt64,
        _ timeMs: Int64,
        source: Source? = nil,
        campaign: Campaign? = nil,
        device: Device? = nil,
        location: Location? = nil,
        pageview: UInt64? = nil
    ) {
        let hasPage = kind == .pageview || Bool.random(using: &random)
        let day = zones[site.value]?.day(ofMs: timeMs) ?? 0
        events.append(
            .example(
                kind: kind,
                site: site,
                id: nextID,
                visitor: visitor,
                timeMs: timeMs,
                day: day,
                host: pick(["example.org", "www.example.org", ""]),
                path: hasPage ? pick(Self.paths) : nil,
                source: source,
                campaign: campaign,
                device: device,
                location: location,
                name: kind == .event ? pick(["signup", "Download", "(not set)", nil]) : nil,
                properties: kind == .engagement ? [] : pick(Self.properties),
                pageview: pageview,
                engagedMs: kind == .engagement
                    ? Int32.random(in: 0...90_000, using: &random) : 0,
                scroll: kind == .engagement ? UInt8.random(in: 0...100, using: &random) : 0
            )
        )
        nextID += 1
    }

    // MARK: - Values

    static let paths = [
        "/", "/a", "/A", "/about?x=1", "/blog/ä", "/blog/'quoted'", "/z,\"x\"", "/日本",
    ]
    private static let properties: [[Property]] = [
        [], [], [Property(name: "plan", value: .string("free"))],
        [Property(name: "plan", value: .string("Pro plan"))],
        [
            Property(name: "step", value: .number(3)), Property(name: "plan", value: .number(12)),
        ], [Property(name: "step", value: .string("free"))],
        [Property(name: "plan", value: .string("(none)"))],
    ]
    /// What the reports of the sites know beside the grammar.
    static let grammar = SiteGrammar(
        goals: [
            Goal(name: "Signup", trigger: .event("signup")),
            Goal(name: "Read a", trigger: .page("/a*")),
            Goal(name: "Blog", trigger: .page("/blog/**")),
            Goal(name: "Half", trigger: .scroll(percent: 50, page: nil)),
            Goal(name: "a page", trigger: .scroll(percent: 90, page: "/a")),
        ],
        properties: ["plan"],
        weekStart: .sunday
    )
    /// The same goals on rows `e` of ``PlainSQL``.
    static let goals = [
        ("Signup", "e.kind = 2 AND e.name = 'signup'"),
        ("Read a", "e.kind = 1 AND e.page GLOB '/a*' AND INSTR(SUBSTR(e.page, 2), '/') = 0"),
        ("Blog", "e.kind = 1 AND e.page GLOB '/blog/*'"),
        ("Half", "e.kind = 1 AND e.depth >= 50"),
        ("a page", "e.kind = 1 AND e.page = '/a' AND e.depth >= 90"),
    ]

    static let texts = ["news", "News", "(not set)", "Zürich", "x y", "a'b", "100%", "_"]

    private mutating func pick<Value>(_ values: [Value]) -> Value { random.pick(values) }

    private mutating func text() -> String? {
        Int.random(in: 0..<3, using: &random) == 0 ? nil : pick(Self.texts)
    }

    private var source: Source? {
        mutating get {
            pick([
                nil, .direct, Source(name: "Google", referrer: "google.com/"),
                Source(name: "google", referrer: nil), Source(name: "Direct / None", referrer: nil),
                Source(name: "example.net", referrer: "example.net/ä"),
            ])
        }
    }

    private var campaign: Campaign? {
        mutating get {
            guard Bool.random(using: &random) else { return nil }
            return Campaign(
                source: text(),
                medium: text(),
                name: text(),
                term: text(),
                content: text()
            )
        }
    }

    private var device: Device? {
        mutating get {
            guard Int.random(in: 0..<6, using: &random) > 0 else { return nil }
            return Device(
                kind: pick(["Desktop", "Mobile", nil]),
                browser: pick(["Firefox", "Chrome", nil]),
                browserVersion: pick(["144", "9", nil]),
                system: pick(["Linux", "iOS", nil]),
                systemVersion: pick(["26", nil])
            )
        }
    }

    private var location: Location? {
        mutating get {
            guard Int.random(in: 0..<6, using: &random) > 0 else { return nil }
            return Location(
                country: pick(["DE", "FR", "CA", nil]),
                region: pick(["DE-BE", "Île-de-France", nil]),
                city: pick(["Berlin", "Zürich", nil]),
                timeZone: pick(["Europe/Berlin", nil])
            )
        }
    }
}

extension SeededGenerator {
    /// One of some values.
    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }
}
