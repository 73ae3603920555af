extension Command {
    /// `assent consent`: the consent log.
    static let consent = Command(
        name: "consent",
        summary: "Lists, counts, shows and verifies consent records.",
        synopsis: [
            "list [--site ID] [--from DATE] [--to DATE] [--mechanism M] [--category C] [--limit N]",
            "rates --site ID [--from DATE] [--to DATE]",
            "show RECORD_ID",
            "verify RECORD_ID",
        ],
        options: [
            .site,
            OptionRule(name: "--from", value: "DATE", help: "first day (2026-11-01)"),
            OptionRule(name: "--to", value: "DATE", help: "last day"),
            OptionRule(name: "--id", value: "CONSENT_ID", help: "records of one consent id"),
            OptionRule(name: "--mechanism", value: "M", help: "accept_all, reject_all, save, ..."),
            OptionRule(name: "--category", value: "C", help: "records that grant this category"),
            OptionRule(name: "--limit", value: "N", help: "at most N records (default 50)"),
            OptionRule(name: "--format", value: "FORMAT", help: "table, csv or jsonl"),
            .data, .config,
        ]
    ) { options in
        var words = options.words[...]
        switch words.popFirst() {
        case "list":
            try refuseRest(words)
            var arguments: [String: String] = [:]
            for name in [
                "site", "from", "to", "id", "mechanism", "category", "limit", "format",
            ] {
                if let value = options["--\(name)"] { arguments[name] = value }
            }
            try DataOwner.perform("consent-list", arguments, options: options)
        case "rates":
            try refuseRest(words)
            guard let site = options["--site"] else { throw UsageError("rates needs --site ID") }
            var arguments = ["site": site]
            for name in ["from", "to", "format"] {
                if let value = options["--\(name)"] { arguments[name] = value }
            }
            try DataOwner.perform("consent-rates", arguments, options: options)
        case "show":
            guard let id = words.popFirst() else { throw UsageError("show needs a RECORD_ID") }
            try refuseRest(words)
            try DataOwner.perform("consent-show", ["record": id], options: options)
        case "verify":
            guard let id = words.popFirst() else { throw UsageError("verify needs a RECORD_ID") }
            try refuseRest(words)
            try DataOwner.perform("consent-verify", ["record": id], options: options)
        default:
            throw UsageError("list, rates, show or verify is needed")
        }
    }
}
