extension Command {
    /// `assent report`: a question to the reports.
    static let report = Command(
        name: "report",
        summary: "Answers a question about usage, as a table, CSV or JSON.",
        synopsis: [
            "--site ID [--by event:page] [--where 'visit:country is DE'] ...",
            "funnel --site ID --step 'event:page is /' --step 'event:goal is Signup' ...",
            "retention --site ID ...",
            "journeys --site ID --page /pricing ...",
            "realtime --site ID ...",
            "consent --site ID [--by day|country|device|language|notice_version] ...",
        ],
        options: [
            .site,
            OptionRule(
                name: "--range",
                value: "RANGE",
                help: "day, 24h, 7d, month, 12mo, year, all or FROM,TO (default 30d)"
            ),
            OptionRule(name: "--metrics", value: "LIST", help: "default visitors,visits,pageviews"),
            OptionRule(name: "--by", value: "DIMENSIONS", help: "such as event:page or time:day"),
            OptionRule(
                name: "--where",
                value: "FILTER",
                help: "'DIMENSION is|contains|matches|... VALUE[,VALUE]' or JSON; repeatable",
                isRepeatable: true
            ),
            OptionRule(
                name: "--order",
                value: "LIST",
                help: "such as 'visits desc,event:page asc'"
            ),
            OptionRule(
                name: "--compare",
                value: "PERIOD",
                help: "previous, year or FROM,TO: each row beside its own of then"
            ),
            OptionRule(
                name: "--step",
                value: "FILTER",
                help: "a step of a funnel, as --where; repeat it for each",
                isRepeatable: true
            ),
            OptionRule(
                name: "--window",
                value: "HOURS",
                help: "the time a funnel may take; without it one visit"
            ),
            OptionRule(name: "--page", value: "PATH", help: "the page of journeys"),
            OptionRule(
                name: "--exact",
                value: nil,
                help: "small groups too: whoever owns the data may see them, others should not"
            ),
            OptionRule(name: "--limit", value: "N", help: "at most N rows (default 100)"),
            OptionRule(name: "--offset", value: "N", help: "without the first N rows"),
            OptionRule(name: "--format", value: "FORMAT", help: "table (default), csv or json"),
            .data, .config,
        ]
    ) { options in
        var arguments = ["site": try options.required(.site)]
        if let kind = options.words.first { arguments["kind"] = kind }
        if let word = options.words.dropFirst().first {
            throw UsageError("\"\(word)\" is not understood here")
        }
        for name in [
            "window", "page", "range", "metrics", "by", "order", "compare", "limit", "offset",
            "format",
        ] {
            if let value = options["--\(name)"] { arguments[name] = value }
        }
        for name in ["where", "step"] {
            let filters = options.all("--\(name)")
            // A filter that a script left empty must not count everything.
            guard filters.allSatisfy({ $0.contains { $0 != " " } }) else {
                throw UsageError("--\(name) needs a filter, such as 'event:page is /'")
            }
            // One a line, so that a line break within JSON becomes a space.
            arguments[name] =
                filters.map { String($0.map { $0.isNewline ? " " : $0 }) }.joined(separator: "\n")
        }
        arguments["exact"] = options.has("--exact") ? "yes" : ""
        arguments["width"] = Terminal.width.map { String($0) }
        try DataOwner.perform("report", arguments, options: options)
    }
}
