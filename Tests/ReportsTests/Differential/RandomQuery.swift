import CollectorTesting

@testable import Reports

/// A query of the API's grammar and the same question as SQL over the tables of ``PlainSQL``.
struct RandomQuery {
    let json: String
    /// Rows in order: labels, then metrics.
    let sql: String
    let dimensions: Int
    let metrics: Int
    let limit: Int
    let offset: Int

    init(
        site: String,
        zone: String,
        nowMs: Int64,
        firstMs: Int64,
        using random: inout SeededGenerator
    ) {
        let period = RandomPeriod(zone: zone, nowMs: nowMs, firstMs: firstMs, using: &random)
        let dimensions = Self.dimensions(period, &random)
        let metrics = Self.metrics(dimensions, &random)
        let filters = (0..<random.pick([0, 0, 1, 1, 2, 3])).map { _ in
            RandomFilter.random(period: period, using: &random)
        }
        let order = Self.order(metrics, dimensions, &random)
        let isByEvents =
            dimensions.contains(where: \.isEvent) || filters.contains(where: \.isOnEvents)
        limit = random.pick([10_000, 1, 3, 10, 1000])
        offset = random.pick([0, 0, 1, 5])
        self.dimensions = dimensions.count
        self.metrics = metrics.count
        var members = [
            "\"site_id\": \"\(site)\"", "\"date_range\": \(period.json)",
            "\"metrics\": \(Self.list(metrics.map(\.rawValue)))",
            "\"include\": {\"total_rows\": true}",
            "\"pagination\": {\"limit\": \(limit), \"offset\": \(offset)}",
        ]
        if !dimensions.isEmpty {
            members.append("\"dimensions\": \(Self.list(dimensions.map(\.rawValue)))")
        }
        if !filters.isEmpty {
            members.append("\"filters\": [\(filters.map(\.json).joined(separator: ", "))]")
        }
        if let order {
            let pairs = order.map { "[\"\($0.name)\", \"\($0.isAscending ? "asc" : "desc")\"]" }
            members.append("\"order_by\": [\(pairs.joined(separator: ", "))]")
        }
        json = "{" + members.shuffled(using: &random).joined(separator: ", ") + "}"
        sql = Self.sql(
            site,
            period,
            metrics,
            dimensions,
            filters,
            order ?? Self.usualOrder(metrics, dimensions),
            isByEvents: isByEvents
        )
    }

    private static let goal = Dimension.goal(RandomUsage.grammar.goals)

    private static func list(_ names: [String]) -> String {
        "[" + names.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
    }

    // MARK: - What is asked

    private static func dimensions(
        _ period: RandomPeriod,
        _ random: inout SeededGenerator
    ) -> [Dimension] {
        let count = random.pick([0, 1, 1, 1, 1, 2, 2, 3, 4])
        var dimensions: [Dimension] = []
        while dimensions.count < count {
            let dimension = random.pick(
                Dimension.allCases.filter { $0 != .channel && $0 != .week }
                    + [.property("plan"), .weekFrom(.sunday), goal, goal]
            )
            guard !dimensions.contains(dimension) else { continue }
            guard !dimension.isTime || !dimensions.contains(where: \.isTime) else { continue }
            guard dimension != .time || period.timeUnit != nil else { continue }
            dimensions.append(dimension)
        }
        return dimensions
    }

    private static func metrics(
        _ dimensions: [Dimension],
        _ random: inout SeededGenerator
    ) -> [Metric] {
        let possible = Metric.allCases.filter { metric in
            if metric.isOfReading { return dimensions.contains(.page) }
            if metric.isOfConversions { return dimensions.contains(where: \.isGoal) }
            if metric == .percentage { return !dimensions.isEmpty }
            return !metric.isVisitAverage || !dimensions.contains(where: \.isEvent)
        }
        let count = Int.random(in: 1...possible.count, using: &random)
        return Array(possible.shuffled(using: &random).prefix(count))
    }

    private typealias Order = [(name: String, isAscending: Bool)]

    private static func order(
        _ metrics: [Metric],
        _ dimensions: [Dimension],
        _ random: inout SeededGenerator
    ) -> Order? {
        guard Bool.random(using: &random) else { return nil }
        let names = (metrics.map(\.rawValue) + dimensions.map(\.rawValue)).shuffled(using: &random)
        return names.prefix(Int.random(in: 0...names.count, using: &random)).map { name in
            (name, Bool.random(using: &random))
        }
    }

    /// Time from the earliest, then the first metric from the largest.
    private static func usualOrder(_ metrics: [Metric], _ dimensions: [Dimension]) -> Order {
        var order: Order = []
        if let time = dimensions.first(where: \.isTime) { order.append((time.rawValue, true)) }
        if let metric = metrics.first { order.append((metric.rawValue, false)) }
        return order
    }

    // MARK: - The same as SQL

    /// Each event with each goal it is.
    private static let goals = """
        JOIN (
            \(RandomUsage.goals.map { "SELECT '\($0.0)' AS goal" }.joined(separator: " UNION ALL "))
        ) AS goal ON CASE goal.goal
            \(RandomUsage.goals.map { "WHEN '\($0.0)' THEN \($0.1)" }.joined(separator: " "))
        END
        """

    private static func sql(
        _ site: String,
        _ period: RandomPeriod,
        _ metrics: [Metric],
        _ dimensions: [Dimension],
        _ filters: [RandomFilter],
        _ order: Order,
        isByEvents: Bool
    ) -> String {
        func labels(_ basis: String) -> String {
            dimensions.enumerated()
                .map { ", \($1.sql(basis, timeUnit: period.timeUnit)) AS d\($0)" }.joined()
        }
        func passes(_ basis: String, _ filters: [RandomFilter] = filters) -> String {
            ([period.sql(basis)] + filters.map { $0.sql(site) }).map { "(\($0))" }
                .joined(separator: " AND ")
        }
        let groups = dimensions.indices.map { "d\($0)" }.joined(separator: ", ")
        let groupBy = dimensions.isEmpty ? "" : "GROUP BY \(groups)"
        let some = groups.isEmpty ? "" : "\(groups), "
        // Events without a page or a host are in no group of pages or hosts.
        let named = dimensions.compactMap { dimension -> String? in
            switch dimension {
            case .page: "page IS NOT NULL"
            case .hostname: "host IS NOT NULL"
            default: nil
            }
        }
        let visits =
            isByEvents
            ? "SELECT DISTINCT \(some)visit, bounce, duration, pageviews FROM grouped"
            : """
            SELECT v.rowid AS visit, v.bounce, v.duration, v.pageviews\(labels("v"))
            FROM visit AS v WHERE v.site = '\(site)' AND \(passes("v"))
            """
        let columns =
            "visitor, kind, page, host, visit, read, depth, bounce, duration, pageviews"
            + dimensions.enumerated()
            .map { ", \($1.isGoal ? "goal.goal" : "e.d\($0)") AS d\($0)" }.joined()
        let goals = dimensions.contains(where: \.isGoal) ? Self.goals : ""
        let match = ["1"] + dimensions.indices.map { "e.d\($0) = v.d\($0)" }
        let matchReading = ["1"] + dimensions.indices.map { "e.d\($0) = r.d\($0)" }
        let outputs =
            dimensions.indices.map { "e.d\($0) AS \"\(dimensions[$0].rawValue)\"" }
            + metrics.map { "\($0.sql(dimensions)) AS \"\($0.rawValue)\"" }
        let orders =
            order.map { "IFNULL(\"\($0.name)\", 0) \($0.isAscending ? "ASC" : "DESC")" }
            + dimensions.map { "\"\($0.rawValue)\"" }
        return """
            WITH selected AS MATERIALIZED (
                SELECT e.visitor, e.kind, e.page, e.host, e.name, e.visit, e.read, e.depth,
                    v.bounce, v.duration, v.pageviews\(labels("e"))
                FROM event AS e JOIN visit AS v ON v.rowid = e.visit
                WHERE e.site = '\(site)' AND \(passes("e"))
            ), grouped AS MATERIALIZED (
                SELECT \(columns) FROM selected AS e \(goals)
                WHERE \((["1"] + named).joined(separator: " AND "))
            ), whole AS MATERIALIZED (
                SELECT DISTINCT e.visitor\(labels("e"))
                FROM event AS e JOIN visit AS v ON v.rowid = e.visit
                WHERE e.site = '\(site)'
                    AND \(passes("e", filters.filter { !$0.isOnConversions }))
            ), events AS MATERIALIZED (
                SELECT \(some)COUNT(DISTINCT visitor) AS visitors, COUNT(*) AS events,
                    IFNULL(SUM(kind = 1), 0) AS pageviews
                FROM grouped \(groupBy)
            ), visits AS MATERIALIZED (
                SELECT \(some)COUNT(*) AS visits, SUM(bounce) AS bounces,
                    SUM(duration) AS duration, SUM(pageviews) AS pages
                FROM (\(visits)) \(groupBy)
            ), readings AS MATERIALIZED (
                SELECT \(some)SUM(read) AS engaged, COUNT(*) AS readings, SUM(depth) AS depths,
                    COUNT(depth) AS scrolled
                FROM (
                    SELECT \(some)visit, SUM(read) AS read, MAX(depth) AS depth
                    FROM grouped WHERE kind = 1 GROUP BY \(some)visit
                ) \(groupBy)
            )
            SELECT \(outputs.joined(separator: ", "))
            FROM events AS e LEFT JOIN visits AS v ON \(match.joined(separator: " AND "))
                LEFT JOIN readings AS r ON \(matchReading.joined(separator: " AND "))
            \(orders.isEmpty ? "" : "ORDER BY " + orders.joined(separator: ", "))
            """
    }
}

extension Metric {
    /// From `e`, the sums of a group's events, and `v`, those of its visits.
    fileprivate func sql(_ dimensions: [Dimension]) -> String {
        switch self {
        case .visitors: "e.visitors"
        case .visits: "IFNULL(v.visits, 0)"
        case .pageviews: "e.pageviews"
        case .events: "e.events"
        case .bounceRate: "IFNULL(ROUND(CAST(v.bounces AS REAL) / v.visits * 100), 0)"
        case .visitDuration: "IFNULL(ROUND(CAST(v.duration AS REAL) / v.visits / 1000), 0)"
        case .viewsPerVisit: "IFNULL(ROUND(CAST(v.pages AS REAL) / v.visits * 100) / 100, 0)"
        case .timeOnPage: "ROUND(CAST(r.engaged AS REAL) / NULLIF(r.readings, 0) / 1000)"
        case .scrollDepth: "ROUND(CAST(r.depths AS REAL) / NULLIF(r.scrolled, 0))"
        case .conversionRate: Self.share("SELECT COUNT(DISTINCT visitor) FROM whole")
        case .groupConversionRate:
            Self.share(
                "SELECT COUNT(DISTINCT w.visitor) FROM whole AS w WHERE 1"
                    + dimensions.indices.filter { !dimensions[$0].isGoal }
                    .map { " AND w.d\($0) = e.d\($0)" }.joined()
            )
        case .percentage: Self.share("SELECT COUNT(DISTINCT visitor) FROM selected")
        }
    }

    private static func share(_ whole: String) -> String {
        "IFNULL(ROUND(CAST(e.visitors AS REAL) / (\(whole)) * 1000) / 10, 0)"
    }
}

extension Dimension {
    /// The label of a row; `basis` is "e" for events joined with their visits, "v" for visits.
    func sql(_ basis: String, timeUnit: Dimension? = nil) -> String {
        let local = "\(basis).local / 1000, 'unixepoch'"
        switch self {
        case .time: return timeUnit?.sql(basis) ?? "NULL"
        case .hour: return "STRFTIME('%Y-%m-%d %H:00:00', \(local))"
        case .day: return "DATE(\(local))"
        case .week: return "DATE(\(local), 'weekday 0', '-6 days')"
        case .weekFrom: return "DATE(\(local), 'weekday 6', '-6 days')"
        case .month: return "DATE(\(local), 'start of month')"
        case .page: return "IFNULL(e.page, '(not set)')"
        case .hostname: return "IFNULL(e.host, '(not set)')"
        case .name: return "IFNULL(e.name, '(not set)')"
        case .goal: return "NULL"
        case .property(let key): return "IFNULL(e.\(key), '(none)')"
        case .countryName:
            return """
                CASE v.country WHEN 'DE' THEN 'Germany' WHEN 'FR' THEN 'France'
                WHEN 'CA' THEN 'Canada' ELSE IFNULL(v.country, '(not set)') END
                """
        case .regionName: return Dimension.region.sql(basis)
        case .cityName: return Dimension.city.sql(basis)
        case .source, .referrer: return "IFNULL(v.\(column), 'Direct / None')"
        default: return "IFNULL(v.\(column), '(not set)')"
        }
    }

    private var column: String { String(rawValue.drop { $0 != ":" }.dropFirst()) }
}
