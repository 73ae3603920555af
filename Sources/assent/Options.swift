internal import Glibc

/// One option of a subcommand.
struct OptionRule: Sendable {
    /// With its dashes, as in `--data`.
    let name: String
    /// The word for the value in the help; nil for a switch.
    let value: String?
    let help: String
    /// The environment variable that stands in for it.
    var environment: String?
    var isRepeatable = false

    /// The left column of the help.
    var left: String { value.map { "\(name) \($0)" } ?? name }

    static let config = OptionRule(
        name: "--config",
        value: "FILE",
        help: "the configuration (or ASSENT_CONFIG)",
        environment: "ASSENT_CONFIG"
    )
    static let data = OptionRule(
        name: "--data",
        value: "DIR",
        help: "the data directory (or ASSENT_DATA; default var)",
        environment: "ASSENT_DATA"
    )
    static let site = OptionRule(name: "--site", value: "ID", help: "the site")
}

/// Wrong words on the command line.
struct UsageError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// The work failed; the message says what, where and what to do.
struct CommandError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// The words after a subcommand, held against its rules.
struct Options: Sendable {
    /// Words without dashes, in order.
    let words: [String]
    private let values: [String: [String]]

    init(_ arguments: [String], for command: Command) throws {
        var words: [String] = []
        var values: [String: [String]] = [:]
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--"), argument.count > 2 else {
                words.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard let rule = command.options.first(where: { $0.name == parts[0] }) else {
                throw UsageError("no option \(parts[0])")
            }
            if rule.value == nil {
                guard parts.count == 1 else { throw UsageError("\(rule.name) takes no value") }
                values[rule.name] = [""]
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw UsageError("\(rule.name) needs a value: \(rule.left)")
            }
            if values[rule.name] != nil, !rule.isRepeatable {
                throw UsageError("\(rule.name) stands twice")
            }
            values[rule.name, default: []].append(value)
        }
        for rule in command.options where values[rule.name] == nil {
            guard let name = rule.environment, let text = unsafe getenv(name) else { continue }
            values[rule.name] = unsafe [String(cString: text)]
        }
        self.words = words
        self.values = values
    }

    subscript(_ rule: OptionRule) -> String? { values[rule.name]?.last }

    subscript(_ name: String) -> String? { values[name]?.last }

    func all(_ name: String) -> [String] { values[name] ?? [] }

    func has(_ name: String) -> Bool { values[name] != nil }

    /// The value, or wrong usage.
    func required(_ rule: OptionRule) throws -> String {
        guard let value = self[rule] else { throw UsageError("\(rule.left) is needed") }
        return value
    }

    /// Refuses words a command has no use for.
    func noWords() throws {
        if let word = words.first { throw UsageError("\"\(word)\" is not understood here") }
    }

    /// The data directory: `--data`, `ASSENT_DATA` or `var`.
    var dataDirectory: String { self[.data] ?? "var" }
}
