internal import CMalloc
internal import Configuration
internal import Endpoints
internal import Glibc
internal import HTTPServer
internal import Observability

extension Command {
    /// `assent serve`: the collector.
    static let serve = Command(
        name: "serve",
        summary: "Starts the collector and keeps running.",
        synopsis: [
            "--config FILE [--data DIR] [--listen HOST:PORT]",
            "--demo [--data DIR] [--listen HOST:PORT]",
        ],
        options: [
            .config, .data,
            OptionRule(
                name: "--listen",
                value: "HOST:PORT",
                help: "instead of the configuration's addresses (or ASSENT_LISTEN)",
                environment: "ASSENT_LISTEN"
            ),
            OptionRule(name: "--demo", value: nil, help: "with the demo site under /demo/"),
        ],
        notes: """
            SIGHUP takes a changed configuration without dropping a request; a broken one is reported and
            the old one stays. SIGTERM and SIGINT stop within 10 s: what was accepted is answered.
            """
    ) { options in
        try options.noWords()
        guard options[.config] != nil || options.has("--demo") else {
            throw UsageError("--config FILE is needed, or --demo to try it without one")
        }
        giveBackMemory()
        let signals = StopSignals()
        try Server(options).run(until: signals)
    }

    /// `assent check-config`: what is wrong with a configuration.
    static let checkConfig = Command(
        name: "check-config",
        summary: "Checks a configuration and names each fault with its line.",
        synopsis: ["--config FILE"],
        options: [.config]
    ) { options in
        try options.noWords()
        let path = try options.required(.config)
        let configuration = try OwnedCollector.configuration(at: path)
        for warning in configuration.warnings { Terminal.error("warning: \(warning)") }
        let sites = configuration.sites.map(\.id).joined(separator: ", ")
        Terminal.out("\(path) is right. Sites: \(sites)")
    }

    /// `assent example-config`: a configuration to start from.
    static let exampleConfig = Command(
        name: "example-config",
        summary: "Prints a complete configuration with comments.",
        synopsis: [""],
        options: []
    ) { options in
        try options.noWords()
        Terminal.write(Configuration.exampleText, to: STDOUT_FILENO)
    }
}

/// A report on millions of events needs memory for an instant: from 4 MiB on it comes from the system
/// and goes back there at once, where the allocator would keep it for itself.
private func giveBackMemory() {
    mallopt(M_MMAP_THRESHOLD, 4 << 20)
}
