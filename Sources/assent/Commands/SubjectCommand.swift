extension Command {
    /// `assent subject`: requests of one visitor.
    static let subject = Command(
        name: "subject",
        summary: "Answers a visitor's request for access or erasure.",
        synopsis: ["export CONSENT_ID", "erase CONSENT_ID"],
        options: [.site, .data, .config],
        notes: """
            CONSENT_ID is what the visitor's own page shows (22 characters). export prints everything
            that is stored under it as JSON. erase removes the contents of its consent records and all
            its usage from every file; the ledger keeps only the hashes, so that it stays verifiable.
            """
    ) { options in
        var words = options.words[...]
        guard let action = words.popFirst(), ["export", "erase"].contains(action) else {
            throw UsageError("export or erase is needed")
        }
        guard let id = words.popFirst() else { throw UsageError("\(action) needs a CONSENT_ID") }
        try refuseRest(words)
        try DataOwner.perform("subject-\(action)", ["id": id], options: options)
    }
}
