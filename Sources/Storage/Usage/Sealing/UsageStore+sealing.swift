internal import Synchronization
internal import Usage

extension UsageStore {
    /// Late rows of a sealed day wait until there are so many, or until their month is merged.
    static let lateRows = 64
    static let lateEvents = 1_024
    /// A month is merged again once so many segments were made since.
    private static let segmentsBetweenMerges: Int64 = 32

    /// The last day whose events can only come with a trusted time.
    ///
    /// A day ends last in the zone of 12 hours behind UTC, and a page's own event may come a day later.
    static func lastClosedDay(nowMs: Int64) -> Int32 {
        Int32(clamping: (nowMs - windowMs - 12 * 3_600_000) / 86_400_000 - 1)
    }

    /// Puts columns in the place of the rows of closed days, and writes a month anew once all its days
    /// are sealed.
    ///
    /// `shouldContinue` is asked between transactions of a few milliseconds, `shouldMerge` while a month
    /// is written, which is in vain when it ends early. Both end early as well for whoever wants to erase,
    /// expire or back up. What was sealed stays sealed.
    package func seal(
        shouldContinue: () -> Bool = { true },
        shouldMerge: () -> Bool = { true }
    ) -> SealingOutcome {
        func mayGoOn() -> Bool { shouldContinue() && !isMaintenanceWanted }
        func mayMerge() -> Bool { shouldMerge() && !isMaintenanceWanted }
        let last = Self.lastClosedDay(nowMs: clock())
        var outcome = SealingOutcome()
        for month in catalog.mark.months {
            do throws(StorageError) {
                if mayGoOn() { try seal(month, until: last, &outcome, mayGoOn) }
                guard mayGoOn() else {
                    outcome.isComplete = false
                    break
                }
                try merge(month, until: last, &outcome, mayMerge)
            } catch {
                outcome.note(error)
            }
        }
        return outcome
    }

    private func seal(
        _ month: Int,
        until last: Int32,
        _ outcome: inout SealingOutcome,
        _ shouldContinue: () -> Bool
    ) throws(StorageError) {
        guard let name = catalog.edition(of: month)?.name else { return }
        let states = try openReader(name)?.dayStates(until: last) ?? []
        var failure: StorageError?
        for state in states where state.isWorthSealing {
            guard shouldContinue() else {
                outcome.isComplete = false
                return
            }
            do throws(StorageError) {
                try maintenance.withLock { _ throws(StorageError) in
                    guard let name = catalog.edition(of: month)?.name,
                        let sealing = try DaySealing(state.site, state.day, in: name, of: self)
                    else { return }
                    try sealing.run(&outcome, shouldContinue: shouldContinue)
                }
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func merge(
        _ month: Int,
        until last: Int32,
        _ outcome: inout SealingOutcome,
        _ shouldMerge: () -> Bool
    ) throws(StorageError) {
        guard CivilMonth.of(day: last + 1) > month else { return }
        try maintenance.withLock { _ throws(StorageError) in
            guard let name = catalog.edition(of: month)?.name,
                let reader = try openReader(name)
            else { return }
            if let merged = reader.meta.merged,
                reader.meta.sealings - merged < Self.segmentsBetweenMerges
            {
                return
            }
            guard try !reader.counts().isEmpty else { return }
            let rewrite = try MonthRewrite(name, of: self, rule: RemovalRule(), isMerge: true)
            if try rewrite.run(shouldContinue: shouldMerge) != nil {
                outcome.mergedMonths.append(month)
            } else {
                outcome.isComplete = false
            }
        }
    }
}

extension MonthReader.DayState {
    fileprivate var isWorthSealing: Bool {
        guard segments > 0 else { return plainEvents > 0 }
        return plainRows >= UsageStore.lateRows || plainEvents >= UsageStore.lateEvents
    }
}
