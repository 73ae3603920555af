import CollectorTesting
import Storage
import Synchronization
import TimeZones
import Usage

@testable import Reports

/// A usage log on disk and the reports over it, for one test.
final class ReportsFixture {
    /// 2026-11-24 at noon UTC, as examples of events are.
    static let noon: Int64 = 1_795_521_600_000

    let folder: TemporaryFolder
    let zones: [String: TimeZone]
    private(set) var store: UsageStore
    private(set) var reports: UsageReports

    init(zones: [String: TimeZone] = [ExampleSite.id: .utc], memoryMB: Int = 64) throws {
        folder = try TemporaryFolder()
        self.zones = zones
        store = try Self.open(folder)
        reports = UsageReports(store: store, sites: zones, memoryMB: memoryMB)
    }

    private static func open(_ folder: TemporaryFolder) throws -> UsageStore {
        try UsageStore(
            directory: folder.path,
            keys: try KeyRing(dataDirectory: folder.path),
            durability: .relaxed,
            clock: { noon }
        )
    }

    /// Closes the log and opens it as a new process would.
    func restart() throws {
        store.close()
        store = try Self.open(folder)
        reports = UsageReports(store: store, sites: zones, memoryMB: 64)
    }

    /// Appends and commits; a commit for each `commitRows` events.
    func store(_ events: [UsageEvent], commitRows: Int = .max) throws {
        let writer = store.makeWriter()
        for event in events {
            guard writer.append(event) == .stored else { throw NotStored() }
            if writer.pendingRows >= commitRows { try writer.commit() }
        }
        try writer.commit()
    }

    private struct NotStored: Error {}

    func answer(
        _ query: String,
        minVisitors: Int = 1,
        nowMs: Int64 = noon,
        grammar: SiteGrammar = SiteGrammar(),
        isGuarded: Bool = false
    ) throws -> ReportAnswer {
        let parsed = try parse(query, grammar)
        do {
            return try reports.answer(
                parsed,
                minVisitors: minVisitors,
                nowMs: nowMs,
                isGuarded: isGuarded
            )
        } catch  where error.code == .unavailable {
            // Who asks is not told why; a test wants to know.
            try reports.refreshLoaded()
            throw error
        }
    }

    private func parse(_ query: String, _ grammar: SiteGrammar) throws -> ReportQuery {
        try QueryParser.parse(Array(query.utf8), grammars: zones.mapValues { _ in grammar })
    }

    /// Rows as text: labels, then metrics.
    func rows(
        of metrics: String,
        by dimensions: String = "",
        _ range: String = "\"all\"",
        filters: String = "[]",
        site: String = ExampleSite.id,
        nowMs: Int64 = noon,
        grammar: SiteGrammar = SiteGrammar()
    ) throws -> [String] {
        func list(_ names: String) -> String {
            "[" + names.split(separator: " ").map { "\"\($0)\"" }.joined(separator: ",") + "]"
        }
        let query = """
            {"site_id": "\(site)", "date_range": \(range), "metrics": \(list(metrics)),
            "dimensions": \(list(dimensions)), "filters": \(filters)}
            """
        return try answer(query, nowMs: nowMs, grammar: grammar).rows.map(\.text)
    }
}

extension ReportAnswer.Row {
    /// "label label | 1 2.5 -".
    var text: String {
        let numbers = metrics.map { value in
            value.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? "-"
        }
        return (dimensions + (dimensions.isEmpty ? [] : ["|"]) + numbers).joined(separator: " ")
    }
}

extension TimeZone {
    static func named(_ name: String) throws -> TimeZone {
        guard let zone = TimeZone(identifier: name) else { throw NoSuchZone(name: name) }
        return zone
    }

    private struct NoSuchZone: Error { let name: String }
}

/// ms since 1970 UTC of a time such as "2026-11-24T12:00:00Z".
func ms(_ text: String) -> Int64 { Instant.milliseconds(text) ?? .min }
