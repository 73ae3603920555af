internal import Endpoints
internal import PrivacyOffice
internal import Storage
internal import Usage

/// The retention sweep by hand.
enum RetentionOperations {
    static func expire(_ arguments: [String: String], on collector: Collector) throws -> String {
        let nowMs = collector.clock()
        let asOf = arguments["as-of"] ?? ""
        let atMs = asOf.isEmpty ? nowMs : try Operations.startOfDay(asOf)
        let isRehearsal = arguments["dry-run"] == "yes"
        let sweep = RetentionSweep(
            usage: collector.usage,
            ledger: collector.ledger,
            plan: collector.snapshot.retentionPlan
        )
        let outcome =
            isRehearsal
            ? try sweep.rehearsal(nowMs: atMs) : try sweep.run(nowMs: nowMs, asOfMs: atMs)
        let verb = isRehearsal ? "would remove" : "removed"
        var lines = ["retention as of \(Instant.text(atMs).prefix(10)):"]
        for (site, cutoff) in outcome.cutoffs.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(site): usage from \(CivilDate(days: cutoff)) on is kept")
        }
        for removal in outcome.usage.removals {
            lines.append(
                "  \(verb) \(removal.rows) rows of \(removal.site) in month \(removal.month)"
            )
        }
        for month in outcome.usage.endedMonths {
            lines.append("  \(isRehearsal ? "would end" : "ended") month \(month): file and key")
        }
        lines.append(
            "\(verb) \(outcome.rowsRemoved) usage rows and the contents of "
                + "\(outcome.recordsRemoved) consent records"
        )
        if !isRehearsal { lines.append("a signed statement of it is in the ledger") }
        return lines.joined(separator: "\n")
    }
}
