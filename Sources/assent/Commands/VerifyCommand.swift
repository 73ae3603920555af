extension Command {
    /// `assent verify`: proof that the promises hold.
    static let verify = Command(
        name: "verify",
        summary:
            "Checks the ledger, the enforcement of consent and the expiry; 0 only if they hold.",
        synopsis: ["[ledger|enforcement|expiry]"],
        options: [.data, .config],
        notes: """
            ledger       recomputes every hash, root and signature; names the first broken sequence
            enforcement  every stored row names a consent record that permitted it at its time
            expiry       nothing is older than its retention, and the sweeps were recorded
            Without a word all three are checked.
            """
    ) { options in
        var words = options.words[...]
        let what = words.popFirst() ?? "all"
        try refuseRest(words)
        guard ["all", "ledger", "enforcement", "expiry"].contains(what) else {
            throw UsageError("ledger, enforcement or expiry is what can be verified")
        }
        try DataOwner.perform("verify", ["what": what], options: options)
    }
}
