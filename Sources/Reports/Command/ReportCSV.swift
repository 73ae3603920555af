internal import JSON

/// An answer as CSV (RFC 4180).
package enum ReportCSV {
    package static func text(_ answer: ReportAnswer) -> String {
        let metrics = answer.query.metrics.map(\.rawValue)
        let isCompared = answer.comparedPeriod != nil
        let header =
            answer.query.dimensions.map(\.rawValue) + metrics
            + (isCompared ? metrics.map { $0 + "_before" } : [])
        let rows = answer.rows.map { row in
            row.dimensions.map(CSVText.cell) + row.metrics.map { $0.map(number) ?? "" }
                + (isCompared
                    ? metrics.indices.map {
                        (row.comparison?.metrics[$0]).flatMap(\.self).map(number) ?? ""
                    }
                    : [])
        }
        return ([header.map(CSVText.cell)] + rows).map { $0.joined(separator: ",") }
            .joined(separator: "\r\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }
}
