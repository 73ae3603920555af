/// One subcommand: its words, its options and what it does.
struct Command: Sendable {
    let name: String
    /// One line for the list of commands.
    let summary: String
    /// The lines after `usage: assent NAME`.
    let synopsis: [String]
    let options: [OptionRule]
    /// What a reader of `--help` needs beside the options.
    var notes = ""
    let run: @Sendable (Options) throws -> Void

    /// Every subcommand, in the order the help shows them.
    static let all: [Command] = [
        .serve, .checkConfig, .exampleConfig, .report, .consent, .subject, .expire, .verify, .key,
        .geo, .backup, .export, .version,
    ]

    /// The text of `--help`.
    var help: String {
        var lines = synopsis.enumerated().map { index, line in
            (index == 0 ? "usage: " : "       ") + "assent \(name)"
                + (line.isEmpty ? "" : " \(line)")
        }
        lines += ["", summary]
        if !options.isEmpty {
            lines += ["", "Options:"]
            let width = options.map(\.left.count).max() ?? 0
            lines += options.map { option in
                let gap = String(repeating: " ", count: width - option.left.count + 2)
                return "  \(option.left)\(gap)\(option.help)"
            }
        }
        if !notes.isEmpty { lines += ["", notes] }
        return lines.joined(separator: "\n")
    }
}
