/// Text from visitors' browsers, made fit for a terminal.
enum TerminalText {
    /// What could steer a terminal is left out, and so is what is beyond 80 characters.
    static func printable(_ label: String) -> String {
        let clean = label.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
                false
            default: true
            }
        }
        let text = String(String.UnicodeScalarView(clean))
        return text.count <= 80 ? text : text.prefix(79) + "…"
    }
}
