internal import TimeZones
internal import Usage

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
        let table = TextColumns([header] + rows, labels: dimensions.count, in: width) { _, column in
            column < dimensions.count
        }
        let most = answer.rows.compactMap { $0.metrics.first ?? nil }.max() ?? 0
        var bars: [String] = []
        if let length = Sparkline.barLength(beside: table.length, of: width), !dimensions.isEmpty,
            most > 0
        {
            bars = answer.rows.map { row in
                (row.metrics.first ?? nil).map { Sparkline.bar($0 / most, length: length) } ?? ""
            }
        }
        var lines = table.lines(pictures: bars)
        if let width, dimensions.first?.isTime == true, dimensions.count == 1 {
            let title = metrics[0].rawValue + " over time: "
            lines.append(title + Sparkline.text(series(answer), length: width - title.count))
        }
        return (lines + notes(answer)).joined(separator: "\n")
    }

    /// The first metric over time, also of buckets without a row: nothing was counted in them, unless
    /// rows are hidden or on another page.
    private static func series(_ answer: ReportAnswer) -> [Double?] {
        guard let labels = answer.timeLabels, answer.rows.count == answer.totalRows else {
            return answer.rows.map { $0.metrics.first ?? nil }
        }
        let values = Dictionary(
            answer.rows.map { ($0.dimensions[0], $0.metrics.first ?? nil) }
        ) { first, _ in first }
        return labels.map { values[$0] ?? (answer.hiddenGroups > 0 ? nil : 0) }
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
        case .viewsPerVisit: return decimals(value, 2)
        case .visitors, .visits, .pageviews, .events: return "\(Int(value))"
        }
    }

    private static func decimals(_ value: Double, _ count: Int) -> String {
        let parts = "\(value)".split(separator: ".")
        let fraction = String(parts.count > 1 ? parts[1].prefix(count) : "")
        return parts[0] + "." + fraction + String(repeating: "0", count: count - fraction.count)
    }

    private static func notes(_ answer: ReportAnswer) -> [String] {
        var notes: [String] = []
        if let period = answer.comparedPeriod {
            let days = [period.lowerBound, max(period.lowerBound, period.upperBound - 1)]
                .map { CivilDate(days: answer.zone.day(ofMs: $0)).description }
            notes.append("Changes are against \(days[0]) to \(days[1]).")
        }
        if answer.totalRows > answer.rows.count {
            notes.append("\(answer.rows.count) of \(answer.totalRows) rows; see --limit.")
        }
        if answer.hiddenGroups > 0 {
            let groups =
                answer.hiddenGroups == 1
                ? "1 group is not shown alone" : "\(answer.hiddenGroups) groups are not shown alone"
            notes.append(
                "\(groups) (fewer than \(answer.minVisitors) visitors); --exact shows all."
            )
        } else if answer.minVisitors <= 1 {
            notes.append("Small groups are shown: these figures can be about single people.")
        }
        return notes.isEmpty ? [] : [""] + notes
    }
}
