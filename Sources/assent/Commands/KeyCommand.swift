extension Command {
    /// `assent key`: API keys and their roles.
    static let key = Command(
        name: "key",
        summary: "Makes, lists and revokes API keys.",
        synopsis: [
            "add --role admin|privacy|marketing|ingest [--site ID]",
            "list",
            "revoke KEY_ID",
        ],
        options: [
            OptionRule(name: "--role", value: "ROLE", help: "what the key may do, see below"),
            .site, .data, .config,
        ],
        notes: """
            Roles: marketing reads aggregated reports; privacy reads the consent log and exact reports;
            ingest may only write, with times and addresses of its own; admin may do everything.
            The key is shown once, alone on the last line; only its hash is stored.
            """
    ) { options in
        var words = options.words[...]
        switch words.popFirst() {
        case "add":
            guard let role = options["--role"] else { throw UsageError("--role ROLE is needed") }
            try refuseRest(words)
            try DataOwner.perform(
                "key-add",
                ["role": role, "site": options[.site] ?? ""],
                options: options
            )
        case "list":
            try refuseRest(words)
            try DataOwner.perform("key-list", options: options)
        case "revoke":
            guard let id = words.popFirst() else { throw UsageError("revoke needs a KEY_ID") }
            try refuseRest(words)
            try DataOwner.perform("key-revoke", ["id": id], options: options)
        default:
            throw UsageError("add, list or revoke is needed")
        }
    }

    /// Wrong usage where words are left over.
    static func refuseRest(_ words: ArraySlice<String>) throws {
        if let word = words.first { throw UsageError("\"\(word)\" is not understood here") }
    }
}
