internal import JSON

/// What a report found, ready to be written as JSON, CSV or a table.
package struct ReportAnswer: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let dimensions: [String]
        /// In the order of the query's metrics; nil where the figure is hidden.
        package let metrics: [Double?]
    }

    package let rows: [Row]
    /// Groups that were folded into "(other)" or left out because they are too small.
    package let hiddenGroups: Int
    /// Groups smaller than this were hidden; 1: nothing was.
    package let minVisitors: Int
    /// Rows before pagination.
    package let totalRows: Int
    /// All buckets of the time dimension, where asked for.
    package let timeLabels: [String]?
    package let query: ReportQuery
    /// The period answered, `[from, until)` in ms since 1970 UTC.
    package let period: Range<Int64>

    /// The answer to `POST /api/v2/query`.
    package var json: String {
        var meta: [String: JSONValue] = [
            "min_visitors": .number(Double(minVisitors)),
            "hidden_groups": .number(Double(hiddenGroups)),
        ]
        if let timeLabels { meta["time_labels"] = .array(timeLabels.map { .string($0) }) }
        if query.includesTotalRows { meta["total_rows"] = .number(Double(totalRows)) }
        let results = rows.map { row in
            JSONValue.object([
                "dimensions": .array(row.dimensions.map { .string($0) }),
                "metrics": .array(row.metrics.map { $0.map { .number($0) } ?? .null }),
            ])
        }
        return JSONValue.object([
            "results": .array(results), "meta": .object(meta), "query": query.normalised,
        ]).text
    }
}
