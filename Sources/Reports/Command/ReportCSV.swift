/// An answer as CSV (RFC 4180).
package enum ReportCSV {
    package static func text(_ answer: ReportAnswer) -> String {
        let header = answer.query.dimensions.map(\.rawValue) + answer.query.metrics.map(\.rawValue)
        let rows = answer.rows.map { row in
            row.dimensions.map(cell) + row.metrics.map { $0.map(number) ?? "" }
        }
        return ([header.map(cell)] + rows).map { $0.joined(separator: ",") }
            .joined(separator: "\r\n")
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
    }

    /// Labels come from visitors' browsers: a spreadsheet must not take one for a formula.
    package static func cell(_ text: String) -> String {
        var text = text
        if let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
            text = "'" + text
        }
        guard text.unicodeScalars.contains(where: { "\",\r\n".unicodeScalars.contains($0) }) else {
            return text
        }
        // By scalars: a mark that follows a quote makes one character of both.
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}
