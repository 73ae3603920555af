import CollectorTesting
import Storage
import TimeZones
import Usage

@testable import Reports

/// Columns of many events without a log, and the same events to count plainly.
struct LargeSite {
    static let firstMs: Int64 = 1_790_000_000_000
    static let paths = 70_000

    struct Event {
        let visitor: UInt64
        let timeMs: Int64
        let page: Int
        let source: Int
    }

    let columns: SiteColumns
    let events: [Event]

    init(_ memory: ColumnMemory, events count: Int = 200_000, seed: UInt64 = 5) {
        let columns = SiteColumns(memory)
        self.columns = columns
        var random = SeededGenerator(seed: seed)
        let pages = (0..<Self.paths).map {
            columns.code(of: Page(host: "example.org", path: "/\($0)"))
        }
        let sources = (0..<300).map {
            columns.code(of: Source(name: "s\($0).example", referrer: nil))
        }
        var events: [Event] = []
        for number in 0..<count {
            // Some late, each page at least once.
            let late = number % 1000 == 0 ? Int64.random(in: 0...86_400_000, using: &random) : 0
            let event = Event(
                visitor: UInt64.random(in: 1...20_000, using: &random) &* 0x9E37_79B9_7F4A_7C15,
                timeMs: Self.firstMs + Int64(number) * 20_000 - late,
                page: number < Self.paths
                    ? number : Int.random(in: 0..<Self.paths, using: &random),
                source: Int.random(in: 0..<300, using: &random)
            )
            events.append(event)
            columns.add(
                SiteColumns.Row(
                    visitor: event.visitor,
                    time: event.timeMs,
                    hash: UInt64(number) + 1,
                    page: pages[event.page],
                    context: Context(source: sources[event.source])
                )
            )
            if number % 3 == 0 {
                columns.addEngagement(
                    visitor: event.visitor,
                    pageview: UInt64(number) + 1,
                    engagedMs: Int32(number % 60_000),
                    scroll: UInt8(number % 101)
                )
            }
            if number % 5000 == 0 { memory.makeRoom() }
        }
        columns.flush()
        memory.makeRoom()
        self.events = events
    }

    /// The answer to a query with these parts, of everything; groups under `minVisitors` are hidden.
    func answer(
        _ parts: String,
        grammar: SiteGrammar = SiteGrammar(),
        minVisitors: Int = 1
    ) throws -> ReportAnswer {
        let text = """
            {"site_id": "example.org", "date_range": ["2026-09-01", "2026-12-31"], \(parts)}
            """
        return ReportAnswer(
            try QueryParser.parse(Array(text.utf8), grammars: ["example.org": grammar]),
            columns: columns,
            zone: .utc,
            nowMs: Self.firstMs,
            minVisitors: minVisitors
        )
    }

    /// Visitors by what `key` says of an event.
    func visitors<Key: Hashable>(_ key: (Event) -> Key?) -> [Key: Set<UInt64>] {
        events.reduce(into: [:]) { groups, event in
            if let key = key(event) { groups[key, default: []].insert(event.visitor) }
        }
    }
}
