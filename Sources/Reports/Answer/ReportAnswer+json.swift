internal import JSON
internal import Usage

extension ReportAnswer {
    /// The answer to `POST /api/v2/query`: one line with sorted members, so that equal answers are
    /// equal bytes.
    package var json: String {
        var meta = Sheet.meta(minVisitors, hidden: hiddenGroups, isGuarded: isGuarded)
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
        // Rows can be many, so they are written as they are.
        var text = "{\"meta\":\(JSONValue.object(meta).text),\"query\":\(query.normalised.text)"
        text += ",\"results\":["
        for (place, row) in rows.enumerated() {
            if place > 0 { text += "," }
            text += "{"
            if let compared = row.comparison {
                text += "\"comparison\":{\"change\":"
                Self.write(compared.change, to: &text)
                text += ","
                Self.write(compared.dimensions, compared.metrics, to: &text)
                text += "},"
            }
            Self.write(row.dimensions, row.metrics, to: &text)
            text += "}"
        }
        return text + "]}"
    }

    private static func write(
        _ dimensions: [String],
        _ metrics: [Double?],
        to text: inout String
    ) {
        text += "\"dimensions\":["
        for (place, label) in dimensions.enumerated() {
            if place > 0 { text += "," }
            text += JSONText.quoted(label)
        }
        text += "],\"metrics\":"
        write(metrics, to: &text)
    }

    private static func write(_ metrics: [Double?], to text: inout String) {
        text += "["
        for (place, value) in metrics.enumerated() {
            if place > 0 { text += "," }
            if let value {
                text += Int(exactly: value).map(String.init) ?? "\(value)"
            } else {
                text += "null"
            }
        }
        text += "]"
    }
}
