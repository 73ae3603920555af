extension Command {
    /// `assent expire`: the retention sweep by hand.
    static let expire = Command(
        name: "expire",
        summary: "Removes usage that is older than its retention, as the daily sweep does.",
        synopsis: ["[--dry-run] [--as-of DATE]"],
        options: [
            OptionRule(name: "--dry-run", value: nil, help: "only say what would be removed"),
            OptionRule(
                name: "--as-of",
                value: "DATE",
                help: "as if today were DATE (2026-11-24): a rehearsal, on a copy"
            ),
            .data, .config,
        ],
        notes: "Each run that removes something appends a signed statement to the consent ledger."
    ) { options in
        try options.noWords()
        try DataOwner.perform(
            "expire",
            [
                "dry-run": options.has("--dry-run") ? "yes" : "",
                "as-of": options["--as-of"] ?? "",
            ],
            options: options
        )
    }
}
