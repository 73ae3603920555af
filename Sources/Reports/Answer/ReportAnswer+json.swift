internal import JSON
internal import TimeZones
internal import Usage

extension ReportAnswer {
    /// The answer to `POST /api/v2/query`: one line with sorted members, so that equal answers are
    /// equal bytes.
    package var json: String {
        var meta = Sheet.meta(minVisitors, hidden: hiddenGroups, isGuarded: isGuarded)
        if let timeLabels { meta["time_labels"] = .array(timeLabels.map { .string($0) }) }
        if query.includesTotalRows { meta["total_rows"] = .number(Double(totalRows)) }
        if let comparedPeriod {
            meta["comparison_range"] = zone.dateRange(of: comparedPeriod)
        }
        var asked = query.normalised
        if case .object(var members) = asked {
            members["date_range"] = zone.dateRange(of: period)
            asked = .object(members)
        }
        // Rows can be many, so they are written as they are.
        var text = "{\"meta\":\(JSONValue.object(meta).text),\"query\":\(asked.text)"
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

extension TimeZone {
    /// A period as a query takes it, by this zone's clock: `["2026-11-19T00:00:00+01:00", ...]`.
    fileprivate func dateRange(of period: Range<Int64>) -> JSONValue {
        .array([
            .string(text(period.lowerBound)),
            .string(text(max(period.lowerBound, period.upperBound - 1))),
        ])
    }

    private func text(_ ms: Int64) -> String {
        let offset = offsetSeconds(atMs: ms)
        // It ends with thousandths and "Z"; both ends of whole seconds need none.
        let clock = Instant.text(ms + Int64(offset) * 1000)
        let isWhole = ms % 1000 == 0 || ms % 1000 == 999
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let minutes = abs(offset) / 60
        return clock.dropLast(isWhole ? 5 : 1) + (offset < 0 ? "-" : "+")
            + two(minutes / 60) + ":" + two(minutes % 60)
    }
}
