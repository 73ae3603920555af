internal import Consent
package import Storage
internal import TimeZones
internal import Usage

/// A site whose oldest row is over its retention.
package struct OverdueSite: Hashable, Sendable {
    package let site: String
    /// Counted from 1970-01-01 in the site's zone.
    package let oldestDay: Int32
    /// The first day that may be kept.
    package let cutoffDay: Int32
}

/// Removes what is over its retention and puts each run on record in the ledger.
package struct RetentionSweep {
    package struct Outcome: Sendable {
        package let usage: ExpiryOutcome
        /// Contents of consent records.
        package let recordsRemoved: Int
        package let cutoffs: [String: Int32]

        package var rowsRemoved: Int { usage.rows }
    }

    private let usage: UsageStore
    private let ledger: ConsentLedger
    private let plan: RetentionPlan

    package init(usage: UsageStore, ledger: ConsentLedger, plan: RetentionPlan) {
        self.usage = usage
        self.ledger = ledger
        self.plan = plan
    }

    /// Removes and records; what could not be removed is tried again by the next run.
    ///
    /// `asOfMs` is the time whose retention is applied, `nowMs` the time of the statement.
    package func run(nowMs: Int64, asOfMs: Int64? = nil) throws(StorageError) -> Outcome {
        let atMs = asOfMs ?? nowMs
        let cutoffs = plan.cutoffs(nowMs: atMs)
        let expired = try usage.expire(
            cutoffs: cutoffs,
            otherCutoff: plan.otherCutoff(nowMs: atMs)
        )
        let contents = try ledger.expireContents(
            beforeMs: plan.consentCutoffMs(nowMs: atMs),
            atMs: nowMs
        )
        for (site, removals) in Dictionary(grouping: expired.removals, by: \.site).sorted(by: {
            $0.key < $1.key
        }) {
            try record(
                site,
                cutoff: cutoffs[site] ?? plan.otherCutoff(nowMs: atMs),
                removals,
                oldest: expired.oldestDays[site],
                nowMs
            )
        }
        try record(
            nil,
            cutoff: plan.otherCutoff(nowMs: atMs),
            expired.removals,
            oldest: expired.oldestDays.values.min(),
            nowMs
        )
        if let failure = expired.failure { throw failure }
        return Outcome(usage: expired, recordsRemoved: contents.contentsRemoved, cutoffs: cutoffs)
    }

    /// What ``run(nowMs:asOfMs:)`` would remove.
    package func rehearsal(nowMs: Int64) throws(StorageError) -> Outcome {
        let cutoffs = plan.cutoffs(nowMs: nowMs)
        let expired = try usage.expire(
            cutoffs: cutoffs,
            otherCutoff: plan.otherCutoff(nowMs: nowMs),
            isRehearsal: true
        )
        let contents = try ledger.countExpired(beforeMs: plan.consentCutoffMs(nowMs: nowMs))
        return Outcome(usage: expired, recordsRemoved: contents, cutoffs: cutoffs)
    }

    private func record(
        _ site: String?,
        cutoff: Int32,
        _ removals: [ExpiryOutcome.Removal],
        oldest: Int32?,
        _ nowMs: Int64
    ) throws(StorageError) {
        var months: [Int: Int] = [:]
        for removal in removals { months[removal.month, default: 0] += removal.rows }
        let removed = months.sorted { $0.key < $1.key }.map { month, rows in
            ExpiryStatement.Month(yearMonth: month, rowsRemoved: rows)
        }
        try ledger.append(
            statement: .expiry(
                ExpiryStatement(
                    site: site,
                    cutoffDay: cutoff,
                    removed: removed,
                    oldestDay: oldest,
                    atMs: nowMs
                )
            )
        )
    }

    /// The sites that keep a row longer than promised, by more than the two days a sweep may miss.
    package static func overdue(
        in usage: UsageStore,
        plan: RetentionPlan,
        nowMs: Int64
    ) throws(StorageError) -> [OverdueSite] {
        var overdue: [OverdueSite] = []
        for site in try usage.sites() {
            guard let oldest = try usage.oldestDay(of: site) else { continue }
            let today = (plan.sites[site] ?? .utc).day(ofMs: nowMs)
            if RetentionRule.isOverLimit(oldestDay: oldest, on: today, months: plan.usageMonths) {
                overdue.append(
                    OverdueSite(
                        site: site,
                        oldestDay: oldest,
                        cutoffDay: RetentionRule.cutoff(on: today, months: plan.usageMonths)
                    )
                )
            }
        }
        return overdue
    }
}
