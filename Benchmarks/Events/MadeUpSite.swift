import Usage

/// A site with pages, sources, devices and places of which few are frequent, and visitors who return.
struct MadeUpSite {
    /// A pageview or a custom event.
    struct Row {
        var number = 0
        var timeMs: Int64
        var visitor: UInt64
        var page: Int
        /// 0: a pageview.
        var name: Int
        var source: Int
        var campaign: Int
        var device: Int
        var location: Int
        var engagedMs: Int32
        /// One more than its place among ``plans`` of a custom event, among ``authors`` of a pageview;
        /// 0: none.
        var property = 0
    }

    static let names = ["pageview", "Signup", "Download", "Outbound Link", "Video"]
    /// What custom events tell under `plan`.
    static let plans = ["free", "team", "company"]
    /// What a third of the pageviews tells under `author`.
    static let authors = (0..<40).map { "author-\($0)" }

    private let days: Int
    private let firstDay: Int32
    private let visitsADay: Int
    private var day = 0
    private var random: Generator = Generator(state: 42)
    private var visitors = 0
    private var pending: [Row] = []
    private(set) var rows = 0

    let pages = (0..<5000).map { number in
        Interned(Page(host: "www.example.org", path: "/topic-\(number % 40)/page-\(number)"))
    }
    let sources = (0..<60).map { number in
        Interned(
            number == 0
                ? Source.direct
                : Source(name: "source-\(number).example", referrer: "source-\(number).example/")
        )
    }
    let campaigns = (0..<30).map { number in
        Interned(
            Campaign(
                source: "letter",
                medium: number % 2 == 0 ? "email" : "cpc",
                name: "campaign-\(number)",
                term: nil,
                content: nil
            )
        )
    }
    let devices = (0..<80).map { number in
        Interned(
            Device(
                kind: number % 3 == 0 ? "Mobile" : "Desktop",
                browser: ["Chrome", "Safari", "Firefox", "Edge"][number % 4],
                browserVersion: "\(120 + number / 4)",
                system: ["Windows", "iOS", "Android", "macOS", "Linux"][number % 5],
                systemVersion: "\(10 + number % 7)"
            )
        )
    }
    let locations = (0..<2000).map { number in
        Interned(
            Location(
                country: MadeUpSite.country(number),
                region: "region-\(number % 400)",
                city: "city-\(number)",
                timeZone: nil
            )
        )
    }
    private let names = names.map { Interned($0) }
    private let plans = plans.map { [Property(name: "plan", value: .string($0))] }
    private let authors = authors.map { [Property(name: "author", value: .string($0))] }
    private let id = Interned("bench")

    init(events: Int, days: Int, firstDay: Int32) {
        self.days = days
        self.firstDay = firstDay
        visitsADay = max(1, events * 100 / 392 / days)
    }

    private static func country(_ location: Int) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        let country = location % 60
        return String([letters[country / 26], letters[country % 26]])
    }

    /// The rows of the next day in order of time; nil after the last.
    mutating func nextDay() -> [Row]? {
        guard day < days else { return nil }
        let start = (Int64(firstDay) + Int64(day)) * 86_400_000
        for _ in 0..<visitsADay { visit(from: start) }
        day += 1
        let end = start + 86_400_000
        pending.sort { ($0.timeMs, $0.visitor) < ($1.timeMs, $1.visitor) }
        let cut = pending.firstIndex { $0.timeMs >= end } ?? pending.count
        var rows = Array(pending[..<cut])
        pending.removeFirst(cut)
        for index in rows.indices {
            rows[index].number = self.rows
            self.rows += 1
        }
        return rows
    }

    private mutating func visit(from start: Int64) {
        // A third are new, the others mostly of late.
        if visitors == 0 || random.below(10) < 3 { visitors += 1 }
        let visitor = visitors - 1 - random.skewed(visitors, by: 2)
        var time = start + Int64(random.below(86_400_000))
        let source = random.skewed(60, by: 3)
        let campaign = random.below(10) == 0 ? random.skewed(30, by: 2) + 1 : 0
        let device = random.skewed(80, by: 2)
        let location = random.skewed(2000, by: 3)
        let length = 1 + random.skewed(12, by: 3)
        for _ in 0..<length {
            var row = Row(
                timeMs: time,
                visitor: Generator(state: UInt64(visitor)).first,
                page: random.skewed(5000, by: 4),
                name: 0,
                source: source,
                campaign: campaign,
                device: device,
                location: location,
                engagedMs: Int32(random.below(90_000)),
                property: random.below(3) == 0 ? random.skewed(Self.authors.count, by: 2) + 1 : 0
            )
            pending.append(row)
            time += Int64(5_000 + random.below(240_000))
            if random.below(12) == 0 {
                row.timeMs += 1_000
                row.name = 1 + random.skewed(4, by: 2)
                row.engagedMs = 0
                row.property = random.below(Self.plans.count) + 1
                pending.append(row)
            }
        }
    }

    /// What the collector stores of a row.
    func event(of row: Row) -> UsageEvent {
        var properties: [Property] = []
        if row.property > 0 { properties = (row.name == 0 ? authors : plans)[row.property - 1] }
        return UsageEvent(
            kind: row.name == 0 ? .pageview : .event,
            site: id,
            id: EventID(high: 1, low: UInt64(row.number)),
            visitor: VisitorID(row.visitor),
            timeMs: row.timeMs,
            day: Int32(row.timeMs / 86_400_000),
            record: UInt64(row.visitor % 1_000_000),
            page: pages[row.page],
            source: sources[row.source],
            campaign: row.campaign == 0 ? nil : campaigns[row.campaign - 1],
            device: devices[row.device],
            location: locations[row.location],
            name: row.name == 0 ? nil : names[row.name],
            properties: properties
        )
    }

    /// How long a page was read, where it was.
    func engagement(of row: Row) -> UsageEvent? {
        guard row.engagedMs > 0 else { return nil }
        return UsageEvent(
            kind: .engagement,
            site: id,
            id: EventID(high: 2, low: UInt64(row.number)),
            visitor: VisitorID(row.visitor),
            timeMs: row.timeMs,
            day: Int32(row.timeMs / 86_400_000),
            record: UInt64(row.visitor % 1_000_000),
            page: pages[row.page],
            source: sources[row.source],
            device: devices[row.device],
            location: locations[row.location],
            pageview: EventID(high: 1, low: UInt64(row.number)),
            engagedMs: row.engagedMs,
            scroll: UInt8(row.engagedMs % 101)
        )
    }

    /// splitmix64.
    struct Generator {
        var state: UInt64

        var first: UInt64 {
            var copy = self
            return copy.next()
        }

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }

        mutating func below(_ bound: Int) -> Int { Int((next() >> 33) % UInt64(bound)) }

        /// Below `bound`; small numbers are the more frequent the larger `power` is.
        mutating func skewed(_ bound: Int, by power: Int) -> Int {
            let share = Double(next() >> 11) / Double(1 << 53)
            var product = share
            for _ in 1..<power { product *= share }
            return min(bound - 1, Int(product * Double(bound)))
        }
    }
}
