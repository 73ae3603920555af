extension Command {
    /// `assent report`: a question to the reports.
    static let report = Command(
        name: "report",
        summary: "Answers a question about usage, as a table, CSV or JSON.",
        synopsis: [
            "--site ID [--range 30d] [--metrics visitors,pageviews] [--by event:page]",
            "[--where 'visit:country is DE'] [--limit N] [--format table|csv|json]",
            "funnel --site ID --step 'event:page is /' --step 'event:goal is Signup' [--window H]",
            "retention --site ID [--range 12mo]",
            "journeys --site ID --page /pricing",
            "realtime --site ID",
            "consent --site ID [--by day|country|device|language|notice_version]",
        ],
        options: [
            .site,
            OptionRule(
                name: "--range",
                value: "RANGE",
                help: "day, 7d, 30d, month, 12mo, FROM,TO ..."
            ),
            OptionRule(name: "--metrics", value: "LIST", help: "default visitors,visits,pageviews"),
            OptionRule(name: "--by", value: "DIMENSIONS", help: "such as event:page or time:day"),
            OptionRule(
                name: "--where",
                value: "FILTER",
                help: "'DIMENSION is|is_not|contains|matches VALUE[,VALUE]'; may be repeated",
                isRepeatable: true
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
            OptionRule(name: "--format", value: "FORMAT", help: "table (default), csv or json"),
            .data, .config,
        ]
    ) { options in
        var arguments = ["site": try options.required(.site)]
        if let kind = options.words.first { arguments["kind"] = kind }
        if let word = options.words.dropFirst().first {
            throw UsageError("\"\(word)\" is not understood here")
        }
        for name in ["window", "page", "range", "metrics", "by", "compare", "limit", "format"] {
            if let value = options["--\(name)"] { arguments[name] = value }
        }
        arguments["where"] = options.all("--where").joined(separator: "\n")
        arguments["step"] = options.all("--step").joined(separator: "\n")
        arguments["exact"] = options.has("--exact") ? "yes" : ""
        arguments["width"] = Terminal.width.map { String($0) }
        try DataOwner.perform("report", arguments, options: options)
    }
}
