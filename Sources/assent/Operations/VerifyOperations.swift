internal import Endpoints
internal import PrivacyOffice
internal import Storage
internal import Usage

/// Proof that the promises hold; it fails where one does not.
enum VerifyOperations {
    static func perform(
        _ arguments: [String: String],
        on collector: Collector,
        progress: @escaping @Sendable (String) -> Void
    ) throws -> String {
        let what = arguments["what"] ?? "all"
        var lines: [String] = []
        var faults: [String] = []
        if ["all", "ledger"].contains(what) { try ledger(collector, progress, &lines, &faults) }
        if ["all", "enforcement"].contains(what) {
            try enforcement(collector, progress, &lines, &faults)
        }
        if ["all", "expiry"].contains(what) { try expiry(collector, &lines, &faults) }
        guard faults.isEmpty else {
            throw CommandError(
                (lines + faults.map { "does not hold: \($0)" }).joined(separator: "\n")
            )
        }
        return lines.joined(separator: "\n")
    }

    private static func ledger(
        _ collector: Collector,
        _ progress: @escaping @Sendable (String) -> Void,
        _ lines: inout [String],
        _ faults: inout [String]
    ) throws {
        let found = try collector.ledger.verify { done, all in
            progress("ledger: \(done) of \(all) entries")
        }
        if let fault = found.fault {
            faults.append("ledger, entry \(fault.sequence): \(fault.what)")
        } else {
            lines.append(
                "ledger holds: \(found.entries) entries, \(found.records) with their content, "
                    + "\(found.removed) without, \(found.statements) statements, "
                    + "\(found.checkpoints) signed checkpoints of \(collector.keys.ledgerName)"
            )
            if let checkpoint = found.latestCheckpoint {
                // For somebody else to keep: a ledger rewritten with its key cannot match it.
                lines.append("the latest checkpoint:\n\n\(checkpoint)")
            }
        }
    }

    private static func enforcement(
        _ collector: Collector,
        _ progress: @escaping @Sendable (String) -> Void,
        _ lines: inout [String],
        _ faults: inout [String]
    ) throws {
        let check = EnforcementCheck(
            usage: collector.usage,
            ledger: collector.ledger,
            keys: collector.keys
        )
        let outcome = try check.run { progress("enforcement: \($0) rows") }
        if outcome.faultCount > 0 {
            faults += outcome.faults.map { "enforcement, \($0)" }
            if outcome.faultCount > outcome.faults.count {
                faults.append("enforcement, \(outcome.faultCount) rows in all")
            }
        } else {
            lines.append(
                "enforcement holds: \(outcome.rows) rows, each permitted by one of "
                    + "\(outcome.records) consent records at its time"
            )
        }
    }

    private static func expiry(
        _ collector: Collector,
        _ lines: inout [String],
        _ faults: inout [String]
    ) throws {
        let check = ExpiryCheck(
            usage: collector.usage,
            ledger: collector.ledger,
            plan: collector.snapshot.retentionPlan
        )
        let outcome = try check.run(nowMs: collector.clock())
        guard outcome.faults.isEmpty else {
            faults += outcome.faults.map { "expiry, \($0)" }
            return
        }
        let oldest = outcome.oldestDay.map { "oldest row of \(CivilDate(days: $0))" } ?? "no rows"
        let last = outcome.lastSweepMs.map { "the last at \(Instant.text($0))" } ?? "none yet"
        lines.append("expiry holds: \(oldest), \(outcome.sweeps) sweeps on record, \(last)")
    }
}
