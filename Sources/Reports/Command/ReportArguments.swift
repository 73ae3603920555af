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

    /// `visit:country is DE,FR` as `["is", "visit:country", ["DE", "FR"]]`.
    private static func filter(_ line: String) throws(QueryError) -> JSONValue {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count == 3 else {
            throw .malformed(
                "--where",
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
