internal import Consent
package import Storage
internal import Usage

/// Proves that nothing is kept longer than promised, and that the sweeps were put on record.
package struct ExpiryCheck {
    package struct Outcome: Hashable, Sendable {
        /// Expiry statements in the ledger.
        package let sweeps: Int
        /// When the last one ran, ms since 1970 UTC.
        package let lastSweepMs: Int64?
        package let oldestDay: Int32?
        package let faults: [String]
    }

    private let usage: UsageStore
    private let ledger: ConsentLedger
    private let plan: RetentionPlan

    package init(usage: UsageStore, ledger: ConsentLedger, plan: RetentionPlan) {
        self.usage = usage
        self.ledger = ledger
        self.plan = plan
    }

    package func run(nowMs: Int64) throws(StorageError) -> Outcome {
        var faults = try RetentionSweep.overdue(in: usage, plan: plan, nowMs: nowMs).map { site in
            "\(site.site) keeps usage of \(CivilDate(days: site.oldestDay)), "
                + "but the first day to keep is \(CivilDate(days: site.cutoffDay))"
        }
        var sweeps: [ExpiryStatement] = []
        for entry in try ledger.statements() {
            if case .expiry(let statement) = entry.statement { sweeps.append(statement) }
        }
        let oldest = try usage.oldestDay()
        let last = sweeps.map(\.atMs).max()
        let graceMs = Int64(RetentionRule.graceDays) * Instant.millisecondsPerDay
        if oldest != nil, (last ?? 0) < nowMs - graceMs {
            faults.append(
                last.map { "the last sweep on record ran at \(Instant.text($0))" }
                    ?? "no sweep is on record"
            )
        }
        return Outcome(
            sweeps: sweeps.count,
            lastSweepMs: last,
            oldestDay: oldest,
            faults: faults
        )
    }
}
