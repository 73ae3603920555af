/// An answer as a table for people.
package enum ReportTable {
    /// Aligned columns; on a terminal of some `width` with bars for the first metric where there is
    /// room.
    package static func text(_ answer: ReportAnswer, width: Int?) -> String {
        let metrics = answer.query.metrics
        let dimensions = answer.query.dimensions
        guard !answer.rows.isEmpty else {
            return (["Nothing was counted in this period."] + notes(answer)).joined(separator: "\n")
        }
        let header = dimensions.map(\.rawValue) + metrics.map(\.rawValue)
        let rows = answer.rows.map { row in
            row.dimensions.map(TerminalText.printable)
                + zip(metrics, row.metrics).enumerated().map { index, pair in
                    let text = pair.1.map { cell($0, pair.0) } ?? noFigure(pair.0)
                    return text + changed(row.comparison?.change[index], pair.0)
                }
        }
        let widths = header.indices.map { column in
            ([header] + rows).map { $0[column].count }.max() ?? 0
        }
        let most = answer.rows.compactMap { $0.metrics.first ?? nil }.max() ?? 0
        var lines = [line(header, widths, dimensions.count)]
        lines.append(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "))
        let length = Sparkline.barLength(beside: lines[1].count, of: width)
        for (row, cells) in zip(answer.rows, rows) {
            var text = line(cells, widths, dimensions.count)
            if let length, !dimensions.isEmpty, most > 0, let value = row.metrics.first ?? nil {
                text += "  " + Sparkline.bar(value / most, length: length)
            }
            lines.append(text)
        }
        if width != nil, dimensions.first?.isTime == true, dimensions.count == 1 {
            let series = answer.rows.map { $0.metrics.first ?? nil }
            lines.append(metrics[0].rawValue + " over time: " + Sparkline.text(series))
        }
        return (lines + notes(answer)).joined(separator: "\n")
    }

    private static func line(_ cells: [String], _ widths: [Int], _ labels: Int) -> String {
        let padded = cells.enumerated().map { column, cell in
            let gap = String(repeating: " ", count: max(0, widths[column] - cell.count))
            return column < labels ? cell + gap : gap + cell
        }
        return padded.joined(separator: "  ")
    }

    /// Nothing was read that could be averaged, or few did.
    private static func noFigure(_ metric: Metric) -> String { metric.isOfReading ? "-" : "hidden" }

    /// " (+20 %)" against the earlier period, " (-3)" in points for shares.
    private static func changed(_ change: Double??, _ metric: Metric) -> String {
        guard let change = change ?? nil else { return "" }
        let number = change == change.rounded() ? "\(Int(change))" : "\(change)"
        return " (\(change > 0 ? "+" : "")\(number)\(metric.isShare ? "" : " %"))"
    }

    private static func cell(_ value: Double, _ metric: Metric) -> String {
        switch metric {
        case .visitDuration, .timeOnPage:
            let seconds = Int(value)
            return seconds < 60 ? "\(seconds)s" : "\(seconds / 60)m \(seconds % 60)s"
        case .bounceRate, .scrollDepth: return "\(Int(value)) %"
        case .percentage, .conversionRate, .groupConversionRate: return "\(value) %"
        case .viewsPerVisit: return "\(value)"
        case .visitors, .visits, .pageviews, .events: return "\(Int(value))"
        }
    }

    private static func notes(_ answer: ReportAnswer) -> [String] {
        var notes: [String] = []
        if answer.totalRows > answer.rows.count {
            notes.append("\(answer.rows.count) of \(answer.totalRows) rows; see --limit.")
        }
        if answer.hiddenGroups > 0 {
            let groups =
                answer.hiddenGroups == 1
                ? "1 group is not shown by itself"
                : "\(answer.hiddenGroups) groups are not shown by themselves"
            notes.append(
                "\(groups): fewer than \(answer.minVisitors) visitors. "
                    + "Add --exact to see all."
            )
        } else if answer.minVisitors <= 1 {
            notes.append("Small groups are shown: these figures can be about single people.")
        }
        return notes.isEmpty ? [] : [""] + notes
    }
}
