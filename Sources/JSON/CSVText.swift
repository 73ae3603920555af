/// Text as a cell of CSV (RFC 4180).
package enum CSVText {
    /// In quotes where it must be.
    package static func quoted(_ text: String) -> String {
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

    /// A text that came from a visitor's browser: a spreadsheet must not take it for a formula.
    package static func cell(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first)
        else {
            return quoted(text)
        }
        return quoted("'" + text)
    }
}
