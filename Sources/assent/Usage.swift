/// The help of the program as a whole.
enum Usage {
    static var program: String {
        let width = Command.all.map(\.name.count).max() ?? 0
        let commands = Command.all.map { command in
            let gap = String(repeating: " ", count: width - command.name.count + 2)
            return "  \(command.name)\(gap)\(command.summary)"
        }
        return """
            assent asks a website's visitors for consent, proves each choice, enforces it before
            anything is stored, counts what was permitted and forgets it in time.

            usage: assent COMMAND [OPTION ...]

            \(commands.joined(separator: "\n"))

            assent COMMAND --help tells more. To try it: assent serve --demo
            """
    }
}
