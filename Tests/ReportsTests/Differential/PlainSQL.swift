import Foundation
import SQLite
import Usage

/// The same events as rows of an in-memory SQLite, visits derived by window functions: what reports
/// are held against.
///
/// Local times come from the Foundation library, not from the module that reports use.
final class PlainSQL {
    let database: Connection

    init(_ events: [UsageEvent], zones: [String: String]) throws {
        database = try Connection(.memory)
        try database.execute(
            """
            CREATE TABLE sent (
                n INTEGER PRIMARY KEY, site, id, visitor, kind, t, local, page, host, name,
                source, referrer, utm_source, utm_medium, utm_campaign, utm_term, utm_content,
                device, browser, browser_version, os, os_version, country, region, city,
                pageview, engaged, scroll, plan
            );
            """
        )
        try database.transaction { () throws(SQLiteError) in try insert(events, zones) }
        try database.execute(Self.derivation)
    }

    private static func text(_ property: Property) -> String {
        switch property.value {
        case .string(let text): text
        case .number(let number): "\(Int(number))"
        }
    }

    /// ms to add to UTC.
    static func offsetMs(_ zone: String, at ms: Int64) -> Int64 {
        let zone = Foundation.TimeZone(identifier: zone)
        let date = Date(timeIntervalSince1970: Double(ms) / 1000)
        return Int64(zone?.secondsFromGMT(for: date) ?? .min) * 1000
    }

    private func insert(
        _ events: [UsageEvent],
        _ zones: [String: String]
    ) throws(SQLiteError) {
        let insert = try database.prepare(
            "INSERT INTO sent VALUES (NULL" + String(repeating: ", ?", count: 28) + ")"
        )
        for event in events {
            let offset = Self.offsetMs(zones[event.site.value] ?? "", at: event.timeMs)
            try insert.bind(1, event.site.value)
            try insert.bind(2, Int64(event.id.low))
            try insert.bind(3, Int64(event.visitor.value))
            try insert.bind(4, Int64(event.kind.rawValue))
            try insert.bind(5, event.timeMs)
            try insert.bind(6, event.timeMs + offset)
            let page = event.page?.value
            let source = event.source?.value
            let campaign = event.campaign?.value
            let device = event.device?.value
            let location = event.location?.value
            let texts = [
                page?.path, page?.host == "" ? nil : page?.host,
                event.kind == .pageview ? "pageview" : event.name?.value,
                source?.name, source?.referrer,
                campaign?.source, campaign?.medium, campaign?.name, campaign?.term,
                campaign?.content,
                device?.kind, device?.browser, device?.browserVersion, device?.system,
                device?.systemVersion,
                location?.country, location?.region, location?.city,
            ]
            for (index, text) in texts.enumerated() { try insert.bind(7 + index, text) }
            try insert.bind(25, event.pageview.map { Int64($0.low) })
            try insert.bind(26, Int64(event.engagedMs))
            try insert.bind(27, Int64(event.scroll))
            try insert.bind(28, event.properties.first { $0.name == "plan" }.map(Self.text))
            try insert.run()
        }
    }

    /// The number of the first event in `order` of a visit among those that pass `test`.
    private static func first(_ order: String, where test: String = "1") -> String {
        """
        (SELECT i.n FROM numbered AS i
        WHERE i.site = of_visits.site AND i.visitor = of_visits.visitor
            AND i.visit = of_visits.visit AND \(test)
        ORDER BY \(order) LIMIT 1)
        """
    }

    private static let derivation = """
        CREATE INDEX sent_pageview ON sent(site, visitor, pageview);
        CREATE TABLE numbered AS
        WITH counted AS (
            SELECT *, LAG(t) OVER (PARTITION BY site, visitor ORDER BY t, n) AS previous
            FROM sent WHERE kind < 3
        )
        SELECT *,
            SUM(previous IS NULL OR t - previous >= 1800000)
                OVER (PARTITION BY site, visitor ORDER BY t, n) AS visit,
            IFNULL((
                SELECT SUM(report.engaged) FROM sent AS report
                WHERE report.kind = 3 AND counted.kind = 1 AND report.site = counted.site
                    AND report.visitor = counted.visitor AND report.pageview = counted.id
            ), 0) AS read,
            (
                SELECT MAX(report.scroll) FROM sent AS report
                WHERE report.kind = 3 AND counted.kind = 1 AND report.site = counted.site
                    AND report.visitor = counted.visitor AND report.pageview = counted.id
            ) AS depth
        FROM counted;
        CREATE INDEX numbered_visit ON numbered(site, visitor, visit, t, n);
        CREATE TABLE visit AS
        WITH of_visits AS (
            SELECT site, visitor, visit, MIN(t) AS t, MAX(t) AS last, COUNT(*) AS events,
                SUM(kind = 1) AS pageviews
            FROM numbered GROUP BY site, visitor, visit
        ), ends AS (
            SELECT of_visits.*,
                \(first("i.t, i.n")) AS first_n,
                \(first("i.t, i.n", where: "i.kind = 1")) AS entry_n,
                \(first("i.t DESC, i.n DESC", where: "i.kind = 1")) AS exit_n
            FROM of_visits
        )
        SELECT ends.site, ends.visitor, ends.visit, ends.t, f.local,
            ends.pageviews, ends.pageviews = 1 AND ends.events = 1 AS bounce,
            ends.last - ends.t + IFNULL(x.read, 0) AS duration,
            e.page AS entry_page, x.page AS exit_page,
            f.source, f.referrer, f.utm_source, f.utm_medium, f.utm_campaign, f.utm_term,
            f.utm_content, f.device, f.browser, f.browser_version, f.os, f.os_version,
            f.country, f.region, f.city
        FROM ends JOIN numbered AS f ON f.n = first_n
            LEFT JOIN numbered AS e ON e.n = entry_n LEFT JOIN numbered AS x ON x.n = exit_n;
        CREATE INDEX visit_number ON visit(site, visitor, visit);
        CREATE TABLE event AS
        SELECT n.n, n.site, n.visitor, n.kind, n.t, n.local, n.page, n.host, n.name,
            n.read, n.depth, n.plan, visit.rowid AS visit
        FROM numbered AS n JOIN visit
            ON visit.site = n.site AND visit.visitor = n.visitor AND visit.visit = n.visit
        """
}
