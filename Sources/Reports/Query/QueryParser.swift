package import JSON

/// Reads the body of `POST /api/v2/query`: Plausible's grammar, strictly.
package enum QueryParser {
    private static let members: Set<String> = [
        "site_id", "date_range", "metrics", "dimensions", "filters", "order_by", "include",
        "pagination", "exact",
    ]

    /// The query that `body` spells, or what is wrong with it and what is allowed.
    ///
    /// `grammars` is what the configuration adds, by site.
    package static func parse(
        _ body: [UInt8],
        grammars: [String: SiteGrammar] = [:]
    ) throws(QueryError) -> ReportQuery {
        try parse(try decoded(body), grammars: grammars)
    }

    /// The body as JSON, whatever it says.
    package static func decoded(_ body: [UInt8]) throws(QueryError) -> JSONValue {
        guard let value = JSONValue.decode(body) else {
            throw .malformed("", "the body is not JSON in UTF-8, or nests too deep")
        }
        return value
    }

    package static func parse(
        _ value: JSONValue,
        grammars: [String: SiteGrammar] = [:]
    ) throws(QueryError) -> ReportQuery {
        guard case .object(let query) = value else {
            throw .malformed("", "the body must be one JSON object")
        }
        if let unknown = query.keys.sorted().first(where: { !members.contains($0) }) {
            let allowed = members.sorted().joined(separator: ", ")
            throw .malformed(String(unknown.prefix(40)), "no such member; allowed: \(allowed)")
        }
        guard let site = query["site_id"]?.string else {
            throw .malformed("site_id", "the id of a site is needed")
        }
        guard let range = query["date_range"] else {
            throw .malformed("date_range", "a period is needed: \(DateRange.names)")
        }
        let words = grammars[site] ?? SiteGrammar()
        let metrics = try metrics(query["metrics"])
        let dimensions = try dimensions(query["dimensions"], words)
        let filters = try filters(query["filters"], words)
        try checkAverages(metrics, dimensions)
        try checkReading(metrics, dimensions, filters)
        let (timeLabels, totalRows, comparison) = try include(query["include"], dimensions)
        let (limit, offset) = try pagination(query["pagination"])
        let order = try order(query["order_by"], metrics, dimensions)
        let dateRange = try DateRange.parse(range)
        var normalised = query
        normalised["dimensions"] = .array(dimensions.map { .string($0.rawValue) })
        normalised["filters"] = query["filters"] ?? .array([])
        normalised["pagination"] = .object([
            "limit": .number(Double(limit)), "offset": .number(Double(offset)),
        ])
        var included: [String: JSONValue] = [
            "time_labels": .bool(timeLabels), "total_rows": .bool(totalRows),
        ]
        if case .object(let asked) = query["include"], comparison != nil {
            included["comparisons"] = asked["comparisons"]
        }
        normalised["include"] = .object(included)
        normalised["order_by"] = .array(
            order.map { entry in
                let name =
                    switch entry.key {
                    case .metric(let index): metrics[index].rawValue
                    case .dimension(let index): dimensions[index].rawValue
                    }
                return .array([.string(name), .string(entry.direction.rawValue)])
            }
        )
        return ReportQuery(
            site: site,
            dateRange: dateRange,
            metrics: metrics,
            dimensions: dimensions,
            filters: filters,
            order: order,
            includesTimeLabels: timeLabels,
            includesTotalRows: totalRows,
            limit: limit,
            offset: offset,
            isExact: try bool(query["exact"], "exact"),
            weekStart: words.weekStart,
            comparison: comparison,
            normalised: .object(normalised)
        )
    }

    private static func metrics(_ value: JSONValue?) throws(QueryError) -> [Metric] {
        guard let list = value?.array, !list.isEmpty, list.count <= Metric.allCases.count else {
            let allowed = Metric.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed(
                "metrics",
                "a list of metrics is needed, each once; allowed: \(allowed)"
            )
        }
        var metrics: [Metric] = []
        for (index, item) in list.enumerated() {
            let field = "metrics[\(index)]"
            let metric = try Metric.named(item.string ?? "", field: field)
            guard !metrics.contains(metric) else {
                throw .malformed(field, "a metric stands twice")
            }
            metrics.append(metric)
        }
        return metrics
    }

    private static func dimensions(
        _ value: JSONValue?,
        _ grammar: SiteGrammar
    ) throws(QueryError) -> [Dimension] {
        guard let value else { return [] }
        guard let list = value.array, list.count <= 4 else {
            throw .malformed("dimensions", "a list of at most 4 dimensions is expected")
        }
        var dimensions: [Dimension] = []
        for (index, item) in list.enumerated() {
            let field = "dimensions[\(index)]"
            let dimension = try Dimension.named(item.string ?? "", field: field, grammar)
            guard !dimensions.contains(dimension) else {
                throw .malformed(field, "a dimension stands twice")
            }
            dimensions.append(dimension)
        }
        guard dimensions.filter(\.isTime).count <= 1 else {
            throw .malformed("dimensions", "one time dimension is enough")
        }
        return dimensions
    }

    /// Plausible's rule: an average over visits has no meaning for single events.
    private static func checkAverages(
        _ metrics: [Metric],
        _ dimensions: [Dimension]
    ) throws(QueryError) {
        let averages = metrics.filter(\.isVisitAverage)
        let ofEvents = dimensions.filter(\.isEvent)
        guard averages.isEmpty || ofEvents.isEmpty else {
            func names(_ words: [String]) -> String { words.joined(separator: ", ") }
            throw .malformed(
                "metrics",
                "\(names(averages.map(\.rawValue))) cannot be asked for by "
                    + "\(names(ofEvents.map(\.rawValue))); allowed are dimensions of visits and of time, "
                    + "such as visit:entry_page"
            )
        }
        guard !metrics.contains(.percentage) || !dimensions.isEmpty else {
            throw .malformed("metrics", "percentage needs dimensions")
        }
    }

    /// What is about reading needs pages, and what is about conversions a goal, as in Plausible.
    private static func checkReading(
        _ metrics: [Metric],
        _ dimensions: [Dimension],
        _ filters: [Filter]
    ) throws(QueryError) {
        func names(_ metrics: [Metric]) -> String {
            metrics.map(\.rawValue).joined(separator: ", ")
        }
        let ofReading = metrics.filter(\.isOfReading)
        guard
            ofReading.isEmpty || dimensions.contains(.page) || filters.contains(where: \.isOnPages)
        else {
            throw .malformed(
                "metrics",
                "\(names(ofReading)) needs event:page as a dimension or a filter"
            )
        }
        let ofConversions = metrics.filter(\.isOfConversions)
        guard
            ofConversions.isEmpty || dimensions.contains(where: \.isGoal)
                || filters.contains(where: \.isOnGoals)
        else {
            throw .malformed(
                "metrics",
                "\(names(ofConversions)) needs event:goal as a dimension or a filter"
            )
        }
        guard !metrics.contains(.groupConversionRate) || !dimensions.isEmpty else {
            throw .malformed("metrics", "group_conversion_rate needs dimensions")
        }
    }

    private static func include(
        _ value: JSONValue?,
        _ dimensions: [Dimension]
    ) throws(QueryError) -> (timeLabels: Bool, totalRows: Bool, comparison: Comparison?) {
        guard let value else { return (false, false, nil) }
        guard case .object(let members) = value else {
            throw .malformed("include", "an object is expected")
        }
        let known: Set<String> = ["time_labels", "total_rows", "imports", "comparisons"]
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            let field = "include.\(unknown.prefix(40))"
            throw .malformed(field, "allowed: comparisons, imports, time_labels, total_rows")
        }
        if try bool(members["imports"], "include.imports") {
            throw .unsupported("include.imports", "there are no imported figures here")
        }
        let timeLabels = try bool(members["time_labels"], "include.time_labels")
        guard !timeLabels || dimensions.contains(where: \.isTime) else {
            throw .malformed(
                "include.time_labels",
                "needs one of the dimensions time, time:hour, time:day, time:week, time:month"
            )
        }
        return (
            timeLabels, try bool(members["total_rows"], "include.total_rows"),
            try Comparison.parse(members["comparisons"])
        )
    }

    private static func pagination(
        _ value: JSONValue?
    ) throws(QueryError) -> (limit: Int, offset: Int) {
        guard let value else { return (ReportQuery.largestLimit, 0) }
        guard case .object(let members) = value else {
            throw .malformed("pagination", "an object is expected")
        }
        if let unknown = members.keys.sorted().first(where: { !["limit", "offset"].contains($0) }) {
            throw .malformed("pagination.\(unknown.prefix(40))", "allowed: limit, offset")
        }
        let limits = 1...ReportQuery.largestLimit
        return (
            try integer(members["limit"], "pagination.limit", limits) ?? ReportQuery.largestLimit,
            try integer(members["offset"], "pagination.offset", 0...Int(Int32.max)) ?? 0
        )
    }

    private static func order(
        _ value: JSONValue?,
        _ metrics: [Metric],
        _ dimensions: [Dimension]
    ) throws(QueryError) -> [ReportQuery.Order] {
        guard let value else {
            var order: [ReportQuery.Order] = []
            if let time = dimensions.firstIndex(where: \.isTime) {
                order.append(ReportQuery.Order(key: .dimension(time), direction: .ascending))
            }
            order.append(ReportQuery.Order(key: .metric(0), direction: .descending))
            return order
        }
        let names = metrics.map(\.rawValue) + dimensions.map(\.rawValue)
        guard let list = value.array, list.count <= names.count else {
            throw .malformed(
                "order_by",
                "a list of at most \(names.count) [metric or dimension, \"asc\" or \"desc\"] is expected"
            )
        }
        var order: [ReportQuery.Order] = []
        for (index, item) in list.enumerated() {
            let field = "order_by[\(index)]"
            guard let pair = item.array, pair.count == 2, let name = pair[0].string,
                let direction = ReportQuery.Direction(rawValue: pair[1].string ?? "")
            else {
                throw .malformed(field, "[metric or dimension, \"asc\" or \"desc\"] is expected")
            }
            if let metric = metrics.firstIndex(where: { $0.rawValue == name }) {
                order.append(ReportQuery.Order(key: .metric(metric), direction: direction))
            } else if let dimension = dimensions.firstIndex(where: { $0.rawValue == name }) {
                order.append(ReportQuery.Order(key: .dimension(dimension), direction: direction))
            } else {
                throw .malformed(
                    "\(field)[0]",
                    "only what the query asks for orders it; allowed: \(names.joined(separator: ", "))"
                )
            }
        }
        return order
    }

    static func bool(_ value: JSONValue?, _ field: String) throws(QueryError) -> Bool {
        guard let value else { return false }
        guard case .bool(let flag) = value else {
            throw .malformed(field, "true or false is expected")
        }
        return flag
    }

    static func integer(
        _ value: JSONValue?,
        _ field: String,
        _ allowed: ClosedRange<Int>
    ) throws(QueryError) -> Int? {
        guard let value else { return nil }
        guard case .number(let number) = value, number == number.rounded(),
            number >= Double(allowed.lowerBound), number <= Double(allowed.upperBound)
        else {
            throw .malformed(
                field,
                "a whole number from \(allowed.lowerBound) to \(allowed.upperBound) is expected"
            )
        }
        return Int(number)
    }
}
