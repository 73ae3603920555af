extension Command {
    /// `assent version`.
    static let version = Command(
        name: "version",
        summary: "Prints the version.",
        synopsis: [""],
        options: []
    ) { options in
        try options.noWords()
        Terminal.out("assent \(Version.number)")
    }

    /// `assent geo`: the location file.
    static let geo = Command(
        name: "geo",
        summary: "Tells which location file is in use and how old it is.",
        synopsis: ["status"],
        options: [.data, .config]
    ) { options in
        guard options.words == ["status"] else { throw UsageError("status is needed") }
        try DataOwner.perform("geo-status", options: options)
    }

    /// `assent backup`: a copy from inside the owner of the data.
    static let backup = Command(
        name: "backup",
        summary: "Copies all databases, consistent and checked, while the server runs.",
        synopsis: ["DEST"],
        options: [.data, .config],
        notes: """
            DEST is a directory that does not exist yet or is empty. The keys are not copied: keep
            DATA/keys in another safe place, since without them a backup cannot be read, and with a
            month's key destroyed that month is gone from every backup too.
            """
    ) { options in
        guard options.words.count == 1 else { throw UsageError("one DEST is needed") }
        let destination = try absolutePath(options.words[0])
        try DataOwner.perform("backup", ["destination": destination], options: options)
    }

    /// `assent export`: rows for ad-hoc analysis.
    static let export = Command(
        name: "export",
        summary: "Writes usage rows of a site as CSV or JSON lines.",
        synopsis: ["--site ID [--range 30d] [--format csv|jsonl]"],
        options: [
            .site,
            OptionRule(name: "--range", value: "RANGE", help: "as for report (default 30d)"),
            OptionRule(name: "--format", value: "FORMAT", help: "csv (default) or jsonl"),
            .data, .config,
        ]
    ) { options in
        try options.noWords()
        try DataOwner.stream(
            "export",
            [
                "site": options.required(.site),
                "range": options["--range"] ?? "30d",
                "format": options["--format"] ?? "csv",
            ],
            options: options
        )
    }
}

/// The program's version.
enum Version {
    static let number = "0.1.0"
}
