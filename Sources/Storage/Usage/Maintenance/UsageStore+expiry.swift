internal import Synchronization

extension UsageStore {
    /// Removes the rows of days before their site's cutoff, the first day that is kept.
    ///
    /// Sites that are not in `cutoffs`, as those that are not configured any more, have `otherCutoff`.
    /// A rehearsal only counts. `shouldContinue` is asked between slices; a month that was begun and
    /// not finished then stays as it was.
    package func expire(
        cutoffs: [String: Int32],
        otherCutoff: Int32,
        isRehearsal: Bool = false,
        shouldContinue: () -> Bool = { true }
    ) throws(StorageError) -> ExpiryOutcome {
        let rule = RemovalRule(cutoffs: cutoffs, otherCutoff: otherCutoff)
        return try maintain { () throws(StorageError) in
            var outcome = ExpiryOutcome()
            if !isRehearsal { try finishEarlierWork() }
            for month in catalog.mark.months {
                guard shouldContinue() else {
                    outcome.isComplete = false
                    break
                }
                do throws(StorageError) {
                    try expire(month, rule, isRehearsal, shouldContinue, &outcome)
                } catch {
                    outcome.isComplete = false
                    outcome.failure = outcome.failure ?? error
                }
            }
            outcome.oldestDays = try oldestDays(after: isRehearsal ? rule : RemovalRule())
            return outcome
        }
    }

    /// Removes what an earlier run could not.
    private func finishEarlierWork() throws(StorageError) {
        let check = StartupCheck(directory: directory, keys: keys.usageMonths, log: log)
        try check.finishRetiring()
        for name in files.withLock({ files in files.months.compactMap { files.name(of: $0) } }) {
            try check.retireEditions(before: name)
        }
    }

    private func expire(
        _ month: Int,
        _ rule: RemovalRule,
        _ isRehearsal: Bool,
        _ shouldContinue: () -> Bool,
        _ outcome: inout ExpiryOutcome
    ) throws(StorageError) {
        guard let name = catalog.edition(of: month)?.name else { return }
        let counts = try openReader(name)?.counts() ?? []
        let expired = counts.filter { $0.day < rule.cutoff(of: $0.site) }
        let isWhole = expired.count == counts.count
        // An empty file is left to its month: the next event may be about to come.
        guard !expired.isEmpty else { return }
        if isRehearsal {
            outcome.note(Self.bySite(expired), in: month)
            if isWhole { outcome.endedMonths.append(month) }
            return
        }
        if isWhole, let removed = try end(name, rule) {
            outcome.note(removed, in: month)
            outcome.endedMonths.append(month)
            return
        }
        let rewrite = try MonthRewrite(name, of: self, rule: rule)
        if let removed = try rewrite.run(shouldContinue: shouldContinue) {
            outcome.note(removed, in: month)
        } else {
            outcome.isComplete = false
        }
    }

    /// Ends a month of which every row is expired; nil where a row that is not came meanwhile.
    private func end(_ name: MonthName, _ rule: RemovalRule) throws(StorageError) -> [String: Int]?
    {
        let retirement = Retirement(name: name, directory: directory, keys: keys.usageMonths)
        try atStep(.beforeRetiring)
        let removed = try files.withLock { (files) throws(StorageError) -> [String: Int]? in
            // The reader's connection keeps the closing from moving the log into the file.
            guard let reader = try openReader(name) else { return nil }
            let counts = try reader.counts()
            guard counts.allSatisfy({ $0.day < rule.cutoff(of: $0.site) }) else { return nil }
            files.end(name)
            try retirement.begin()
            return Self.bySite(counts)
        }
        guard let removed else { return nil }
        try atStep(.retiredNotFinished)
        try retirement.finish()
        return removed
    }

    private static func bySite(_ counts: [UsageDayCount]) -> [String: Int] {
        counts.reduce(into: [:]) { $0[$1.site, default: 0] += $1.rows }
    }
}

extension ExpiryOutcome {
    fileprivate mutating func note(_ removed: [String: Int], in month: Int) {
        for (site, rows) in removed.sorted(by: { $0.key < $1.key }) {
            removals.append(Removal(month: month, site: site, rows: rows))
        }
    }
}
