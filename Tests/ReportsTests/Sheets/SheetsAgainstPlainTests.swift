import CollectorTesting
import JSON
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

/// Funnels and retention of many visits, on two threads and with late events, against plain counting.
@Suite struct SheetsAgainstPlainTests {
    private struct Event: Sendable {
        let row: Int
        let visitor: UInt64
        let timeMs: Int64
        let page: Int
        let source: Int
    }

    private struct MadeUp {
        let columns: SiteColumns
        let events: [Event]
        /// By visit its events in order; a visitor's visits stand beside each other.
        let visits: [[Event]]

        init(_ memory: ColumnMemory, events count: Int, lateEach: Int) {
            let columns = SiteColumns(memory)
            self.columns = columns
            var random = SeededGenerator(seed: UInt64(lateEach))
            let pages = (0..<6).map {
                columns.code(of: Page(host: "example.org", path: "/\($0)"))
            }
            let sources = (0..<3).map {
                columns.code(of: Source(name: "s\($0).example", referrer: nil))
            }
            var events: [Event] = []
            for row in 0..<count {
                let late =
                    row % lateEach == 0 ? Int64.random(in: 0...7_200_000, using: &random) : 0
                let number = (row / 2000 * 7 + Int.random(in: 0..<40, using: &random)) % 300
                let event = Event(
                    row: row,
                    visitor: UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15,
                    timeMs: LargeSite.firstMs + Int64(row) * 25_000 - late,
                    page: Int.random(in: 0..<6, using: &random),
                    source: Int.random(in: 0..<3, using: &random)
                )
                events.append(event)
                columns.add(
                    SiteColumns.Row(
                        visitor: event.visitor,
                        time: event.timeMs,
                        hash: UInt64(row) + 1,
                        page: pages[event.page],
                        context: Context(source: sources[event.source])
                    )
                )
                if row % 5000 == 0 { memory.makeRoom() }
            }
            columns.flush()
            memory.makeRoom()
            self.events = events
            var visits: [[Event]] = []
            for life in Dictionary(grouping: events, by: \.visitor).values {
                let inOrder = life.sorted { ($0.timeMs, $0.row) < ($1.timeMs, $1.row) }
                for event in inOrder {
                    if let visit = visits.last, let first = visit.first, let last = visit.last,
                        first.visitor == event.visitor,
                        VisitRule.continues(
                            startMs: first.timeMs,
                            lastMs: last.timeMs,
                            atMs: event.timeMs
                        )
                    {
                        visits[visits.count - 1].append(event)
                    } else {
                        visits.append([event])
                    }
                }
            }
            self.visits = visits
        }

        func view(_ members: String, _ kind: SheetRequest.Kind) throws -> (SheetView, SheetRequest)
        {
            let request = try SheetRequest.parse(
                kind,
                Array("{\"site_id\": \"example.org\"\(members)}".utf8),
                grammars: [:]
            )
            let view = SheetView(
                columns: columns,
                zone: .utc,
                base: request.base,
                nowMs: ms("2026-12-31T00:00:00Z"),
                minVisitors: 1,
                memory: nil
            )
            return (view, request)
        }
    }

    private static func inMemory() -> ColumnMemory {
        ColumnMemory { () throws(StorageError) in throw .impossible(what: "full", hint: "") }
    }

    /// How many of `lives` take the steps, which are pages, in their order within a window.
    private func reached(
        _ lives: [[Event]],
        _ steps: [(Event) -> Bool],
        windowMs: Int64 = .max
    ) -> [Int] {
        var reached = steps.map { _ in Set<UInt64>() }
        for life in lives {
            for (start, first) in life.enumerated() where steps[0](first) {
                var step = 0
                for event in life[start...]
                where step < steps.count && steps[step](event)
                    && event.timeMs - first.timeMs <= windowMs
                {
                    reached[step].insert(event.visitor)
                    step += 1
                }
            }
        }
        return reached.map(\.count)
    }

    private static let filters = ["", #", "filters": [["is_not", "event:page", ["/4"]]]"#]

    /// Whether an event passes one of ``filters``.
    private func passes(_ event: Event, _ filter: String) -> Bool {
        !filter.contains("page") || event.page != 4
    }

    @Test(arguments: [(150_000, 50), (150_000, 3), (9000, 2)])
    func `funnels are those of plain counting`(events: Int, lateEach: Int) throws {
        let site = MadeUp(Self.inMemory(), events: events, lateEach: lateEach)
        let steps: [(String, (Event) -> Bool)] = [
            (#"["is", "event:page", ["/0"]]"#, { $0.page == 0 }),
            (#"["is", "event:page", ["/0", "/1"]]"#, { $0.page <= 1 }),
            (#"["is", "event:page", ["/2"]]"#, { $0.page == 2 }),
            (#"["is", "event:page", ["/3"]]"#, { $0.page == 3 }),
            (#"["is_not", "event:page", ["/3"]]"#, { $0.page != 3 }),
        ]
        let list = steps.map(\.0).joined(separator: ", ")
        for filter in Self.filters {
            let members = ", \"date_range\": \"all\", \"steps\": [\(list)]\(filter)"
            let visits = site.visits.map { visit in visit.filter { passes($0, filter) } }
            let (view, request) = try site.view(members, .funnel)
            guard case .funnel(let asked, let labels, _) = request.question else { return }
            let found = view.funnel(asked, labels, windowMs: nil).rows.map { $0[2] }
            let expected = reached(visits, steps.map(\.1))
            #expect(found == expected.map { .number(Double($0)) }, "\(filter)")
            #expect(expected[4] > 0 && expected[4] < expected[0], "\(expected)")

            let window: Int64 = 3_600_000
            let lives = Dictionary(
                grouping: site.events.filter { passes($0, filter) },
                by: \.visitor
            ).values.map {
                $0.sorted { ($0.timeMs, $0.row) < ($1.timeMs, $1.row) }
            }
            let timed = view.funnel(asked, labels, windowMs: window).rows.map { $0[2] }
            #expect(
                timed
                    == reached(lives, steps.map(\.1), windowMs: window).map {
                        .number(Double($0))
                    },
                "\(filter)"
            )
        }
    }

    @Test(arguments: [(150_000, 50), (150_000, 3)])
    func `retention is that of plain counting`(events: Int, lateEach: Int) throws {
        let site = MadeUp(Self.inMemory(), events: events, lateEach: lateEach)
        // The last is of the visit, whose first event tells it.
        let filters = Self.filters + [#", "filters": [["is", "visit:source", ["s1.example"]]]"#]
        for filter in filters {
            let visits =
                filter.contains("source") ? site.visits.filter { $0[0].source == 1 } : site.visits
            var weeks: [UInt64: Set<Int32>] = [:]
            for event in visits.joined() where passes(event, filter) {
                let week = CivilDate(days: Instant.utcDay(event.timeMs)).weekStart(
                    on: WeekStart.monday.weekday
                )
                weeks[event.visitor, default: []].insert(week.days)
            }
            var expected: [String: [Int]] = [:]
            for seen in weeks.values {
                guard let first = seen.min() else { continue }
                let label = CivilDate(days: first).description
                for week in seen {
                    var counts = expected[label] ?? []
                    let offset = Int(week - first) / 7
                    while counts.count <= offset { counts.append(0) }
                    counts[offset] += 1
                    expected[label] = counts
                }
            }
            let (view, _) = try site.view(", \"date_range\": \"all\"" + filter, .retention)
            let cohorts = view.retention().rows.filter { $0[1] != .number(0) }
            #expect(cohorts.count == expected.count && cohorts.count > 1)
            for cohort in cohorts {
                guard case .text(let label) = cohort[0] else { continue }
                let counts = try #require(expected[label])
                #expect(cohort[1] == .number(Double(counts[0])))
                for (offset, count) in counts.enumerated() {
                    try #require(
                        cohort[2 + offset] == .share(count, of: counts[0]),
                        "\(label) +\(offset) \(filter)"
                    )
                }
            }
        }
    }

    @Test func `columns that are mostly on disk give the same sheets`() throws {
        let folder = try TemporaryFolder()
        let memory = ColumnMemory { () throws(StorageError) in
            try ScratchFile(directory: folder.path)
        }
        memory.limit = 3 << 20
        let whole = MadeUp(Self.inMemory(), events: 100_000, lateEach: 20)
        let short = MadeUp(memory, events: 100_000, lateEach: 20)
        #expect(!short.columns.isInMemory)
        let steps =
            #", "date_range": "all", "steps": [["is", "event:page", ["/0"]], ["is", "event:page", ["/2"]]]"#
        func sheets(_ site: MadeUp) throws -> [[[Sheet.Cell]]] {
            let (funnel, request) = try site.view(steps, .funnel)
            guard case .funnel(let asked, let labels, _) = request.question else { return [] }
            return [
                funnel.funnel(asked, labels, windowMs: nil).rows,
                funnel.funnel(asked, labels, windowMs: 7_200_000).rows,
                try site.view(", \"date_range\": \"all\"", .retention).0.retention().rows,
            ]
        }
        #expect(try sheets(whole) == sheets(short))
        #expect(memory.takeFailure() == nil)
    }
}
