internal import JSON

/// Turns the words of `assent report` into a query of the same grammar as the API's.
package enum ReportArguments {
    /// `arguments` by name: site, range, metrics, by, where (one filter a line), order, compare, limit,
    /// offset, exact ("yes").
    package static func query(
        _ arguments: [String: String],
        grammars: [String: SiteGrammar] = [:]
    ) throws(QueryError) -> ReportQuery {
        var query: [String: JSONValue] = [:]
        query["site_id"] = .string(arguments["site"] ?? "")
        query["date_range"] = range(arguments["range"])
        let metrics = list(arguments["metrics"] ?? "visitors,visits,pageviews")
        query["metrics"] = .array(metrics.map { .string($0) })
        let dimensions = list(arguments["by"] ?? "")
        query["dimensions"] = .array(dimensions.map { .string($0) })
        query["filters"] = .array(try filters(arguments, "where"))
        if let order = arguments["order"] { query["order_by"] = orders(order, metrics) }
        var pagination = ["limit": JSONValue.number(100)]
        for name in ["limit", "offset"] {
            if let number = try number(arguments, name) { pagination[name] = number }
        }
        query["pagination"] = .object(pagination)
        if arguments["exact"] == "yes" { query["exact"] = .bool(true) }
        var include: [String: JSONValue] = ["total_rows": .bool(true)]
        if dimensions.contains(where: { Dimension(rawValue: $0)?.isTime == true }) {
            include["time_labels"] = .bool(true)
        }
        if let compare = arguments["compare"] { include["comparisons"] = try comparison(compare) }
        query["include"] = .object(include)
        do throws(QueryError) {
            return try QueryParser.parse(.object(query), grammars: grammars)
        } catch {
            throw OptionAtFault(arguments).named(in: error)
        }
    }

    /// The question for one of the reports under `/v1/reports/`; beside those of ``query(_:grammars:)``
    /// `arguments` hold steps (one filter a line), window (hours), page and by.
    package static func sheet(
        _ kind: SheetRequest.Kind,
        _ arguments: [String: String],
        grammars: [String: SiteGrammar]
    ) throws(QueryError) -> SheetRequest {
        let members = SheetRequest.members(of: kind).union(["site_id", "exact"])
        let known = OptionAtFault.options(for: members)
        for option in OptionAtFault.options
        where !known.contains(option) && arguments[option] ?? "" != "" {
            let names = known.map { "--\($0)" }.joined(separator: ", ")
            throw .malformed("--\(option)", "is not for \(kind.rawValue); it takes \(names)")
        }
        var body: [String: JSONValue] = ["site_id": .string(arguments["site"] ?? "")]
        if kind != .realtime { body["date_range"] = range(arguments["range"]) }
        if arguments["exact"] == "yes" { body["exact"] = .bool(true) }
        let wanted = try filters(arguments, "where")
        if !wanted.isEmpty { body["filters"] = .array(wanted) }
        if kind == .funnel {
            let steps = try filters(arguments, "step")
            guard SheetRequest.steps.contains(steps.count) else {
                throw .malformed(
                    "--step",
                    "\(SheetRequest.steps.lowerBound) to \(SheetRequest.steps.upperBound) are needed, "
                        + "such as --step 'event:page is /pricing'"
                )
            }
            body["steps"] = .array(steps)
        }
        for name in ["page", "by"] {
            if let value = arguments[name] { body[name] = .string(value) }
        }
        body["window_hours"] = try number(arguments, "window")
        body["limit"] = try number(arguments, "limit")
        do throws(QueryError) {
            return try SheetRequest.parse(kind, .object(body), grammars: grammars)
        } catch {
            throw OptionAtFault(arguments).named(in: error)
        }
    }

    private static func range(_ text: String?) -> JSONValue {
        let range = text ?? "30d"
        let ends = list(range)
        return ends.count == 2 ? .array(ends.map { .string($0) }) : .string(range)
    }

    private static func number(
        _ arguments: [String: String],
        _ name: String
    ) throws(QueryError) -> JSONValue? {
        guard let text = arguments[name] else { return nil }
        guard let number = Int(text) else {
            throw .malformed("--\(name)", "a whole number is expected")
        }
        return .number(Double(number))
    }

    /// `previous`, `year`, two days, or what the API takes.
    private static func comparison(_ text: String) throws(QueryError) -> JSONValue {
        switch text {
        case "previous", "previous_period": return .object(["mode": .string("previous_period")])
        case "year", "year_over_year": return .object(["mode": .string("year_over_year")])
        default: break
        }
        if text.hasPrefix("{"), let value = JSONValue.decode(Array(text.utf8)) { return value }
        let ends = list(text)
        guard ends.count == 2 else {
            throw .malformed(
                "--compare",
                "allowed: previous, year, FROM,TO or an object as in the API"
            )
        }
        return .object([
            "mode": .string("custom"), "date_range": .array(ends.map { .string($0) }),
        ])
    }

    /// `visitors desc, event:page` as pairs; without a word metrics fall and labels rise.
    private static func orders(_ text: String, _ metrics: [String]) -> JSONValue {
        .array(
            list(text).map { entry in
                let words = entry.split(separator: " ").map(String.init)
                let usual = metrics.contains(words.first ?? "") ? "desc" : "asc"
                return .array((words.count == 1 ? words + [usual] : words).map { .string($0) })
            }
        )
    }

    /// The filters of an option, one a line.
    private static func filters(
        _ arguments: [String: String],
        _ option: String
    ) throws(QueryError) -> [JSONValue] {
        var filters: [JSONValue] = []
        for line in (arguments[option] ?? "").split(separator: "\n") {
            filters.append(try filter(String(line), option))
        }
        return filters
    }

    /// `visit:country is DE,FR` as `["is", "visit:country", ["DE", "FR"]]`; what is JSON stays as it is.
    private static func filter(_ line: String, _ option: String) throws(QueryError) -> JSONValue {
        if line.hasPrefix("["), let value = JSONValue.decode(Array(line.utf8)) { return value }
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count == 3 else {
            throw .malformed(
                "--\(option)",
                "'DIMENSION is|is_not|contains|contains_not|matches|matches_not VALUE[,VALUE]' or a "
                    + "filter of the API in JSON is expected"
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
