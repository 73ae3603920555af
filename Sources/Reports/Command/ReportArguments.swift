internal import JSON

/// Turns the words of `assent report` into a query of the same grammar as the API's.
package enum ReportArguments {
    /// `arguments` by name: site, range, metrics, by, where (one filter a line), compare, limit,
    /// exact ("yes").
    package static func query(
        _ arguments: [String: String],
        grammars: [String: SiteGrammar] = [:]
    ) throws(QueryError) -> ReportQuery {
        var query: [String: JSONValue] = [:]
        query["site_id"] = .string(arguments["site"] ?? "")
        let range = arguments["range"] ?? "30d"
        let ends = list(range)
        query["date_range"] = ends.count == 2 ? .array(ends.map { .string($0) }) : .string(range)
        let metrics = list(arguments["metrics"] ?? "visitors,visits,pageviews")
        query["metrics"] = .array(metrics.map { .string($0) })
        query["dimensions"] = .array(list(arguments["by"] ?? "").map { .string($0) })
        var filters: [JSONValue] = []
        for line in (arguments["where"] ?? "").split(separator: "\n") {
            filters.append(try filter(String(line)))
        }
        query["filters"] = .array(filters)
        let limit = arguments["limit"] ?? "100"
        guard let limit = Int(limit) else {
            throw .malformed("--limit", "a whole number is expected")
        }
        query["pagination"] = .object(["limit": .number(Double(limit))])
        if arguments["exact"] == "yes" { query["exact"] = .bool(true) }
        var include: [String: JSONValue] = ["total_rows": .bool(true)]
        if let compare = arguments["compare"] {
            let ends = list(compare)
            include["comparisons"] =
                ends.count == 2
                ? .object([
                    "mode": .string("custom"), "date_range": .array(ends.map { .string($0) }),
                ])
                : .object([
                    "mode": .string(comparisons[compare] ?? compare)
                ])
        }
        query["include"] = .object(include)
        return try QueryParser.parse(.object(query), grammars: grammars)
    }

    /// Short words for what the grammar calls otherwise.
    private static let comparisons = [
        "previous": "previous_period", "year": "year_over_year",
    ]

    /// The question for one of the reports under `/v1/reports/`; beside those of ``query(_:grammars:)``
    /// `arguments` hold steps (one filter a line), window (hours), page and by.
    package static func sheet(
        _ kind: SheetRequest.Kind,
        _ arguments: [String: String],
        grammars: [String: SiteGrammar]
    ) throws(QueryError) -> SheetRequest {
        var body: [String: JSONValue] = ["site_id": .string(arguments["site"] ?? "")]
        if kind == .realtime {
            guard arguments["range"] == nil else {
                throw .malformed("--range", "realtime is about the last 30 minutes")
            }
        } else {
            let range = arguments["range"] ?? "30d"
            let ends = list(range)
            body["date_range"] =
                ends.count == 2 ? .array(ends.map { .string($0) }) : .string(range)
        }
        if arguments["exact"] == "yes" { body["exact"] = .bool(true) }
        func filters(_ name: String) throws(QueryError) -> [JSONValue] {
            var filters: [JSONValue] = []
            for line in (arguments[name] ?? "").split(separator: "\n") {
                filters.append(try filter(String(line), name))
            }
            return filters
        }
        let wanted = try filters("where")
        if !wanted.isEmpty { body["filters"] = .array(wanted) }
        let steps = try filters("step")
        if !steps.isEmpty { body["steps"] = .array(steps) }
        for name in ["page", "by"] {
            if let value = arguments[name] { body[name] = .string(value) }
        }
        for (name, member) in [("window", "window_hours"), ("limit", "limit")] {
            guard let text = arguments[name] else { continue }
            guard let number = Int(text) else {
                throw .malformed("--\(name)", "a whole number is expected")
            }
            body[member] = .number(Double(number))
        }
        return try SheetRequest.parse(kind, .object(body), grammars: grammars)
    }

    /// `visit:country is DE,FR` as `["is", "visit:country", ["DE", "FR"]]`.
    private static func filter(
        _ line: String,
        _ option: String = "where"
    ) throws(QueryError) -> JSONValue {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count == 3 else {
            throw .malformed(
                "--\(option)",
                "'DIMENSION is|is_not|contains|contains_not|matches|matches_not VALUE[,VALUE]' is "
                    + "expected"
            )
        }
        let values = list(String(words[2]))
        return .array([
            .string(String(words[1])), .string(String(words[0])),
            .array(values.map { .string($0) }),
        ])
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { part in
            var part = part[...]
            while part.first == " " { part.removeFirst() }
            while part.last == " " { part.removeLast() }
            return String(part)
        }
    }
}
