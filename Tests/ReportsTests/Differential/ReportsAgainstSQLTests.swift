import CollectorTesting
import SQLite
import Testing
import TimeZones
import Usage

@testable import Reports

/// Reports equal a plain SQL evaluation of the same events.
@Suite struct ReportsAgainstSQLTests {
    /// 10 sites twice over, 100 shapes of queries each.
    private static let shapes = 100

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `any query is answered as SQL over the same events answers it`(seed: UInt64) throws {
        let usage = try RandomUsage(seed: seed)
        let fixture = try ReportsFixture(zones: usage.zones)
        try fixture.store(usage.events, commitRows: 400)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        var random = SeededGenerator(seed: seed ^ 0xA55E)
        let firstMs = usage.events.filter { $0.kind != .engagement }.map(\.timeMs).min() ?? 0
        let nows = [ReportsFixture.noon, ms("2026-04-06T03:10:00Z"), ms("2026-10-25T01:20:00Z")]
        for site in usage.sites {
            let ofSite = usage.events.filter { $0.site.value == site && $0.kind != .engagement }
            for number in 0..<Self.shapes {
                let nowMs = nows.randomElement(using: &random) ?? ReportsFixture.noon
                let query = RandomQuery(
                    site: site,
                    zone: usage.zones[site]?.identifier ?? "",
                    nowMs: nowMs,
                    firstMs: ofSite.map(\.timeMs).min() ?? firstMs,
                    using: &random
                )
                let answer = try fixture.answer(
                    query.json,
                    nowMs: nowMs,
                    grammar: RandomUsage.grammar
                )
                let expected = try rows(of: query, in: plain)
                let page = expected.dropFirst(query.offset).prefix(query.limit)
                let context = "seed \(seed), query \(number), now \(nowMs): \(query.json)"
                try #require(answer.totalRows == expected.count, "\(context)\n\(query.sql)")
                try #require(answer.rows == Array(page), "\(context)\n\(query.sql)")
            }
        }
    }

    private func rows(of query: RandomQuery, in plain: PlainSQL) throws -> [ReportAnswer.Row] {
        try plain.database.prepare(query.sql).all { row in
            ReportAnswer.Row(
                dimensions: (0..<query.dimensions).map { row.text($0) },
                metrics: (0..<query.metrics).map { metric in
                    let column = query.dimensions + metric
                    return row.isNull(column) ? nil : row.double(column)
                }
            )
        }
    }
}
