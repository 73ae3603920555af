internal import JSON
internal import Usage

/// What a report found, ready to be written as JSON, CSV or a table.
package struct ReportAnswer: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let dimensions: [String]
        /// In the order of the query's metrics; nil where the figure is hidden.
        package let metrics: [Double?]
        /// The same row of the earlier period, where the query compares.
        package var comparison: Compared?
    }

    package struct Compared: Hashable, Sendable {
        /// Other than the row's own only in its time.
        package let dimensions: [String]
        package let metrics: [Double?]
        /// In percent, of shares in points; nil where either figure is hidden.
        package let change: [Double?]
    }

    package let rows: [Row]
    /// Groups that were folded into "(other)" or left out because they are too small.
    package let hiddenGroups: Int
    /// Groups smaller than this were hidden; 1: nothing was.
    package let minVisitors: Int
    /// Whether figures near to those of an earlier answer repeat it (decision 0010).
    package let isGuarded: Bool
    /// Rows before pagination.
    package let totalRows: Int
    /// All buckets of the time dimension, where asked for.
    package let timeLabels: [String]?
    package let query: ReportQuery
    /// The period answered, `[from, until)` in ms since 1970 UTC.
    package let period: Range<Int64>
    /// The earlier period, where the query compares.
    package let comparedPeriod: Range<Int64>?

    /// The answer to `POST /api/v2/query`.
    package var json: String {
        var meta: [String: JSONValue] = [
            "min_visitors": .number(Double(minVisitors)),
            "hidden_groups": .number(Double(hiddenGroups)),
        ]
        if isGuarded { meta["guarded"] = .bool(true) }
        if let timeLabels { meta["time_labels"] = .array(timeLabels.map { .string($0) }) }
        if query.includesTotalRows { meta["total_rows"] = .number(Double(totalRows)) }
        if let comparedPeriod {
            meta["comparison_range"] = .array([
                .string(Instant.text(comparedPeriod.lowerBound)),
                .string(
                    Instant.text(max(comparedPeriod.lowerBound, comparedPeriod.upperBound - 1))
                ),
            ])
        }
        let results = rows.map { row in
            var members = Self.members(row.dimensions, row.metrics)
            if let compared = row.comparison {
                var earlier = Self.members(compared.dimensions, compared.metrics)
                earlier["change"] = Self.figures(compared.change)
                members["comparison"] = .object(earlier)
            }
            return JSONValue.object(members)
        }
        return JSONValue.object([
            "results": .array(results), "meta": .object(meta), "query": query.normalised,
        ]).text
    }

    private static func members(
        _ dimensions: [String],
        _ metrics: [Double?]
    ) -> [String: JSONValue] {
        [
            "dimensions": .array(dimensions.map { .string($0) }), "metrics": figures(metrics),
        ]
    }

    private static func figures(_ values: [Double?]) -> JSONValue {
        .array(values.map { $0.map { .number($0) } ?? .null })
    }
}
