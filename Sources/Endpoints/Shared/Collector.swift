internal import Configuration
package import Ingest
package import MaxMind
package import Observability
package import Reports
package import Storage
internal import Synchronization

/// What all event loops and workers share: the stores, the keys and the configuration in force.
package final class Collector: Sendable {
    package let usage: UsageStore
    package let ledger: ConsentLedger
    package let keys: KeyRing
    package let access: AccessKeys
    package let reports: UsageReports
    package let location: LocationWatch
    package let metrics: CollectorMetrics
    /// The registry behind `metrics`, for `/metrics`.
    package let registry: Metrics
    package let log: Log
    package let assets: WebAssets
    package let isDemo: Bool
    package let withheld = WithheldTraffic()
    let reportRate = ReportRate()
    /// ms since 1970 UTC.
    package let clock: @Sendable () -> Int64
    private let current: Mutex<Snapshot>
    private let failing = Mutex<Set<String>>([])

    package init(
        usage: UsageStore,
        ledger: ConsentLedger,
        keys: KeyRing,
        access: AccessKeys,
        reports: UsageReports,
        location: LocationWatch,
        registry: Metrics,
        log: Log,
        snapshot: Snapshot,
        isDemo: Bool,
        clock: @escaping @Sendable () -> Int64
    ) {
        self.usage = usage
        self.ledger = ledger
        self.keys = keys
        self.access = access
        self.reports = reports
        self.location = location
        self.registry = registry
        self.log = log
        self.isDemo = isDemo
        self.clock = clock
        metrics = CollectorMetrics(registry)
        assets = WebAssets(includesDemo: isDemo)
        current = Mutex(snapshot)
    }

    /// The configuration in force.
    package var snapshot: Snapshot { current.withLock { $0 } }

    /// Puts another configuration in force; each loop takes it before its next turn.
    package func install(_ snapshot: Snapshot) { current.withLock { $0 = snapshot } }

    /// The gate's questions, answered by the ledger.
    package var consentLookup: ConsentLookup {
        let ledger = ledger
        return ConsentLookup(
            newer: { ledger.newer(than: $0, of: $1) },
            inForce: { ledger.inForce(of: $0, atMs: $1) }
        )
    }

    /// Keeps every notice that is in force, so that each stays retrievable by its hash.
    package func keepNotices(of snapshot: Snapshot) throws(StorageError) {
        for site in snapshot.sites { try ledger.keepNotice(site.notice, atMs: clock()) }
    }

    /// Shows how much work waits for the pool.
    package func watchQueue(_ depth: @escaping @Sendable () -> Int) {
        registry.gauge(
            "assent_queue_depth",
            help: "Requests that wait for a worker.",
            reading: { Double(depth()) }
        )
    }

    /// Shows how old what is kept is.
    package func watchKeeping() {
        let (usage, location, reports, clock) = (usage, location, reports, clock)
        registry.gauge(
            "assent_oldest_row_timestamp_seconds",
            help: "The day of the oldest usage row.",
            reading: { (try? usage.oldestDay()).flatMap { $0 }.map { Double($0) * 86_400 } }
        )
        registry.gauge(
            "assent_location_file_age_seconds",
            help: "Time since the location file was built.",
            reading: {
                location.current.map { file in
                    Double(clock() / 1000 - file.metadata.buildEpochSeconds)
                }
            }
        )
        registry.gauge(
            "assent_report_columns_bytes",
            help: "Memory of the columns that reports run on.",
            reading: { Double(reports.byteCount) }
        )
    }

    /// Counts a failed commit and logs the first of a row of them.
    func noteFailure(_ error: StorageError, of store: String) {
        metrics.failedCommits[store].add()
        guard failing.withLock({ $0.insert(store).inserted }) else { return }
        log.error(
            "cannot commit; requests are answered with 503",
            [
                "store": .string(store), "what": .string(error.what), "hint": .string(error.hint),
            ]
        )
    }

    /// Counts a commit and logs that the store works again.
    func noteCommit(_ duration: Duration, of store: String) {
        let seconds =
            Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        (store == "usage" ? metrics.usageCommit : metrics.ledgerCommit).observe(seconds)
        if failing.withLock({ $0.remove(store) != nil }) {
            log.info("commits work again", ["store": .string(store)])
        }
    }

    /// Whether the last commit of some store failed.
    var isFailing: Bool { failing.withLock { !$0.isEmpty } }
}
