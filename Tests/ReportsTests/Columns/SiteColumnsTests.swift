import CollectorTesting
import Storage
import Testing
import TimeZones
import Usage

@testable import Reports

@Suite struct SiteColumnsTests {
    private let memory = ColumnMemory { () throws(StorageError) in
        throw .impossible(what: "no scratch here", hint: "")
    }

    private struct Visit: Hashable {
        let visitor: UInt64
        let start: Int64
        let duration: Int64
        let pageviews: Int64
        let events: Int64
        let entry: Int64
        let exit: Int64
        let source: Int64
    }

    private func visits(of columns: SiteColumns) -> Set<Visit> {
        let visits = columns.visits
        return Set(
            (0..<visits.count).filter { visits.events[$0] > 0 }.map { row in
                Visit(
                    visitor: columns.visitors.pseudonym(of: visits.visitor.code(row)),
                    start: visits.start[row],
                    duration: visits.duration[row],
                    pageviews: visits.pageviews[row],
                    events: visits.events[row],
                    entry: visits.entryPage[row],
                    exit: visits.exitPage[row],
                    source: visits.context.source[row]
                )
            }
        )
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `visits are the same however many rows are put in at a time`(seed: UInt64) {
        let together = SiteColumns(memory)
        let single = SiteColumns(memory)
        for columns in [together, single] {
            for name in ["a", "b", "c"] {
                _ = columns.code(of: Source(name: name, referrer: nil))
            }
        }
        var random = SeededGenerator(seed: seed)
        for number in 1...12_000 {
            // Late now and then, and in both orders with its engagement.
            let late = number % 7 == 0 ? Int64.random(in: 0...4_000_000, using: &random) : 0
            let row = SiteColumns.Row(
                visitor: UInt64.random(in: 1...300, using: &random),
                time: 1_790_000_000_000 + Int64(number) * 7_000 - late,
                hash: UInt64(number),
                page: UInt32.random(in: 1...9, using: &random),
                name: 2,
                context: Context(source: UInt32.random(in: 0...3, using: &random)),
                isPageview: number % 5 != 0
            )
            let isEarly = number % 11 == 0
            for columns in [together, single] {
                if columns === single { columns.flush() }
                if !isEarly { columns.add(row) }
                if columns === single { columns.flush() }
                columns.addEngagement(
                    visitor: row.visitor,
                    pageview: row.hash,
                    engagedMs: Int32(number % 50_000),
                    scroll: UInt8(number % 101)
                )
                if columns === single { columns.flush() }
                if isEarly { columns.add(row) }
            }
        }
        together.flush()
        single.flush()
        let expected = visits(of: single)
        #expect(expected.count > 1000)
        #expect(visits(of: together) == expected)
        let (left, right) = (together.events, single.events)
        #expect(left.count == right.count)
        #expect((0..<left.count).allSatisfy { left.engaged[$0] == right.engaged[$0] })
        #expect((0..<left.count).allSatisfy { left.depth[$0] == right.depth[$0] })
    }

    @Test(.tags(.privacy)) func `a visitor who was removed and comes again is somebody else`() {
        let columns = SiteColumns(memory)
        let now: Int64 = 1_790_000_000_000
        columns.add(SiteColumns.Row(visitor: 7, time: now, hash: 1))
        columns.remove(visitor: 7)
        #expect(columns.visitors.ordinal(of: 7) == nil)
        // As if it were the same visit.
        columns.add(SiteColumns.Row(visitor: 7, time: now + 60_000, hash: 2))
        columns.flush()
        let visits = visits(of: columns)
        #expect(visits.map(\.start) == [now + 60_000] && visits.map(\.events) == [1])
        #expect(columns.firstMs == now + 60_000)
    }

    @Test(.tags(.privacy)) func `engaged time that waits for its pageview goes with the visitor`() {
        let columns = SiteColumns(memory)
        for number in 0..<5_000 as Range<UInt64> {
            columns.addEngagement(visitor: 7, pageview: number, engagedMs: 500, scroll: 9)
        }
        columns.flush()
        let before = columns.otherByteCount
        columns.remove(visitor: 7)
        #expect(columns.otherByteCount < before - 100_000)
    }

    @Test(.tags(.privacy))
    func `a visitor who is removed is as one who never came`() throws {
        let removed = SiteColumns(memory)
        let never = SiteColumns(memory)
        var random = SeededGenerator(seed: 9)
        let source = [removed, never].map { $0.code(of: Source(name: "a", referrer: nil)) }[0]
        for number in 1...9_000 {
            let late = number % 9 == 0 ? Int64.random(in: 0...9_000_000, using: &random) : 0
            let row = SiteColumns.Row(
                visitor: UInt64.random(in: 1...40, using: &random),
                time: 1_790_000_000_000 + Int64(number) * 20_000 - late,
                hash: UInt64(number),
                page: 0,
                context: Context(source: source)
            )
            for columns in [removed, never] where columns === removed || row.visitor > 3 {
                columns.add(row)
                if number % 50 == 0 {
                    columns.addEngagement(
                        visitor: row.visitor,
                        pageview: row.hash + 1,
                        engagedMs: 500,
                        scroll: 9
                    )
                }
            }
        }
        for visitor in 1...3 as ClosedRange<UInt64> {
            removed.remove(visitor: visitor)
        }
        removed.remove(visitor: 77)
        never.flush()
        #expect(visits(of: removed) == visits(of: never))
        #expect(removed.firstMs == never.firstMs)
        for metrics in ["\"visitors\"", "\"visitors\", \"visits\", \"pageviews\""] {
            for by in ["", "\"time:day\"", "\"visit:source\"", "\"event:page\""] {
                let query = try QueryParser.parse(
                    Array(
                        """
                        {"site_id": "example.org", "date_range": ["2026-09-01", "2026-12-31"],
                        "metrics": [\(metrics)], "dimensions": [\(by)]}
                        """.utf8
                    )
                )
                let answers = [removed, never].map {
                    ReportAnswer(
                        query,
                        columns: $0,
                        zone: .utc,
                        nowMs: 1_790_000_000_000,
                        minVisitors: 1
                    ).rows.map { ($0.dimensions, $0.metrics) }
                }
                #expect(answers[0].map(\.0) == answers[1].map(\.0))
                #expect(answers[0].map(\.1) == answers[1].map(\.1))
            }
        }
    }
}
