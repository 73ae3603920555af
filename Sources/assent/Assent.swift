internal import Glibc

/// The program: finds the subcommand and turns its end into an exit status.
///
/// 0 success, 1 the work failed, 2 wrong usage; errors go to standard error and say what to do.
@main enum Assent {
    static func main() {
        ignoreFileSignals()
        let arguments = Array(CommandLine.arguments.dropFirst())
        exit(run(arguments))
    }

    static func run(_ arguments: [String]) -> Int32 {
        guard let name = arguments.first else {
            Terminal.error(Usage.program)
            return 2
        }
        if ["help", "--help", "-h"].contains(name) {
            Terminal.out(Usage.program)
            return 0
        }
        if name == "--version" { return run(["version"]) }
        guard let command = Command.all.first(where: { $0.name == name }) else {
            let known = Command.all.map(\.name)
            Terminal.error(
                "assent: no command \"\(name)\". Commands: \(known.joined(separator: ", "))"
            )
            return 2
        }
        if arguments.dropFirst().contains(where: { $0 == "--help" || $0 == "-h" }) {
            Terminal.out(command.help)
            return 0
        }
        do {
            let options = try Options(Array(arguments.dropFirst()), for: command)
            try command.run(options)
            return 0
        } catch let error as UsageError {
            Terminal.error("assent \(name): \(error.message)\nSee: assent \(name) --help")
            return 2
        } catch let error as CommandError {
            Terminal.error("assent \(name): \(error.message)")
            return 1
        } catch {
            Terminal.error("assent \(name): \(error)")
            return 1
        }
    }

    /// With a file-size limit or a closed pipe the process would otherwise die (SIGXFSZ: exit 153);
    /// both are errors that the writing call reports.
    private static func ignoreFileSignals() {
        signal(SIGXFSZ, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
    }
}
