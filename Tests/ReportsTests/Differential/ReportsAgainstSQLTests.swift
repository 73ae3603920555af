import CollectorTesting
import SQLite
import Testing
import TimeZones
import Usage

@testable import Reports

/// Reports equal a plain SQL evaluation of the same events, also where days were counted before more
/// of their events came, and where nothing changed since the question was asked last.
@Suite struct ReportsAgainstSQLTests {
    /// 10 sites twice over, 100 shapes of queries each.
    private static let shapes = 100

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func `any query is answered as SQL over the same events answers it`(seed: UInt64) throws {
        let usage = try RandomUsage(seed: seed)
        let fixture = try ReportsFixture(zones: usage.zones)
        let plain = try PlainSQL(usage.events, zones: usage.zones.mapValues(\.identifier))
        var random = SeededGenerator(seed: seed ^ 0xA55E)
        let firstMs = usage.events.filter { $0.kind != .engagement }.map(\.timeMs).min() ?? 0
        let nows = [ReportsFixture.noon, ms("2026-04-06T03:10:00Z"), ms("2026-10-25T01:20:00Z")]
        var questions: [(nowMs: Int64, query: RandomQuery)] = []
        for site in usage.sites {
            let ofSite = usage.events.filter { $0.site.value == site && $0.kind != .engagement }
            for _ in 0..<Self.shapes {
                let nowMs = nows.randomElement(using: &random) ?? ReportsFixture.noon
                let query = RandomQuery(
                    site: site,
                    zone: usage.zones[site]?.identifier ?? "",
                    nowMs: nowMs,
                    firstMs: ofSite.map(\.timeMs).min() ?? firstMs,
                    using: &random
                )
                questions.append((nowMs, query))
            }
        }
        func answer(_ nowMs: Int64, _ query: RandomQuery) throws -> ReportAnswer {
            try fixture.answer(query.json, nowMs: nowMs, grammar: RandomUsage.grammar)
        }
        // What comes later is about the same days, in part about the same visits.
        let most = usage.events.count * 3 / 4
        try fixture.store(Array(usage.events[..<most]), commitRows: 400)
        for (nowMs, query) in questions { _ = try answer(nowMs, query) }
        try fixture.store(Array(usage.events[most...]), commitRows: 400)
        for (number, (nowMs, query)) in questions.enumerated() {
            let found = try answer(nowMs, query)
            let expected = try rows(of: query, in: plain)
            let page = expected.dropFirst(query.offset).prefix(query.limit)
            let context = "seed \(seed), query \(number), now \(nowMs): \(query.json)"
            try #require(found.totalRows == expected.count, "\(context)\n\(query.sql)")
            try #require(found.rows == Array(page), "\(context)\n\(query.sql)")
            try #require(try answer(nowMs, query) == found, "asked again: \(context)")
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
