internal import Configuration
internal import Endpoints
internal import MaxMind
internal import Observability
internal import PrivacyOffice
internal import Reports
internal import Storage
internal import Synchronization

/// What happens by the clock: the retention sweep, the sealing of closed days, the location file, columns
/// kept up to date.
final class Keeper: Sendable {
    /// About a minute: as much of the counts of withheld events a crash takes.
    private static let flushTicks = 60
    /// A start has better to do, and the first reports to answer.
    private static let sealingDelayMs: Int64 = 5_000
    /// So long the columns of reports may lag behind.
    private static let sealingSlice = Duration.seconds(2)
    /// Columns are brought up to date that often, and then rest so many times as long as it took: on sites
    /// without number too it is no more than a twentieth of a processor.
    private static let refreshPauseMs = 50
    private static let restAfterRefresh = 20

    private let collector: Collector
    private let isStopping = Atomic<Bool>(false)
    private let didStop = Atomic<Bool>(false)

    init(collector: Collector) { self.collector = collector }

    /// Starts the thread; the first sweep runs at once.
    func start() throws {
        collector.watchKeeping()
        try Thread.start { self.run() }
    }

    /// Ends the thread after what it is doing.
    func stop() {
        isStopping.store(true, ordering: .relaxed)
        for _ in 0..<200 where !didStop.load(ordering: .acquiring) {
            Thread.sleep(milliseconds: 25)
        }
    }

    private func run() {
        var nextSweep: Int64 = 0
        var sealing: SealingRun? = SealingRun(startMs: collector.clock() + Self.sealingDelayMs)
        var ticks = 0
        while !isStopping.load(ordering: .relaxed) {
            let nowMs = collector.clock()
            if nowMs >= nextSweep {
                sweep(nowMs)
                nextSweep = nextTime(of: collector.snapshot.configuration.retention.expireAt, nowMs)
                sealing = sealing ?? SealingRun(startMs: nowMs)
            }
            if var run = sealing, nowMs >= run.startMs {
                sealing = seal(&run) ? nil : run
            }
            if ticks % 10 == 0 { checkLocation() }
            refreshReports(for: .seconds(1))
            ticks += 1
            if ticks % Self.flushTicks == 0 { flushWithheld() }
        }
        didStop.store(true, ordering: .releasing)
    }

    /// Keeps the columns of reports up to date for a while: the less is new when a question comes, the
    /// less it waits.
    private func refreshReports(for duration: Duration) {
        let end = ContinuousClock.now + duration
        var next = ContinuousClock.now
        // In short pieces, so that a stop need not wait.
        while ContinuousClock.now < end, !isStopping.load(ordering: .relaxed) {
            if ContinuousClock.now >= next {
                let began = ContinuousClock.now
                do throws(StorageError) {
                    try collector.reports.refreshLoaded()
                    next = .now + (.now - began) * Self.restAfterRefresh
                } catch {
                    collector.log.warning("reports lag behind", ["what": .string(error.what)])
                    next = end
                }
            }
            Thread.sleep(milliseconds: Self.refreshPauseMs)
        }
    }

    /// Makes the counts of withheld events durable.
    func flushWithheld() {
        do throws(StorageError) {
            try collector.withheld.flush(into: collector.ledger)
        } catch {
            collector.log.warning(
                "counts of withheld events wait",
                ["what": .string(error.what), "hint": .string(error.hint)]
            )
        }
    }

    /// Seals closed days for a while; true when all are that can be.
    private func seal(_ run: inout SealingRun) -> Bool {
        let began = ContinuousClock.now
        let outcome = collector.usage.seal(
            shouldContinue: {
                !isStopping.load(ordering: .relaxed)
                    && ContinuousClock.now - began < Self.sealingSlice
            },
            shouldMerge: { !isStopping.load(ordering: .relaxed) }
        )
        let metrics = collector.metrics
        metrics.sealedEvents.add(outcome.events)
        metrics.sealedSegments.add(outcome.segments)
        metrics.mergedMonths.add(outcome.mergedMonths.count)
        if outcome.segments > 0 { metrics.sealingHold.observe(outcome.longestHold / .seconds(1)) }
        run.add(outcome, ContinuousClock.now - began)
        // What stands in the way of one day does not keep others from being sealed.
        let isStuck = outcome.failure != nil && outcome.segments == 0
        guard outcome.isComplete || isStuck else { return false }
        run.report(to: collector.log)
        return true
    }

    /// Takes a new location file where there is one and says so.
    func checkLocation() {
        switch collector.location.check() {
        case .unchanged: break
        case .opened(let metadata):
            collector.log.info(
                "location file taken",
                ["type": .string(metadata.databaseType), "path": .string(collector.location.path)]
            )
        case .rejected(let error):
            collector.log.warning("location file not taken", ["what": .string("\(error)")])
        }
    }

    private func sweep(_ nowMs: Int64) {
        do throws(StorageError) {
            let sweep = RetentionSweep(
                usage: collector.usage,
                ledger: collector.ledger,
                plan: collector.snapshot.retentionPlan
            )
            let outcome = try sweep.run(nowMs: nowMs)
            collector.metrics.lastExpiry.set(nowMs / 1000)
            collector.log.info(
                "retention sweep",
                [
                    "rows_removed": .int(outcome.rowsRemoved),
                    "records_removed": .int(outcome.recordsRemoved),
                ]
            )
        } catch {
            collector.log.error(
                "retention sweep failed",
                ["what": .string(error.what), "hint": .string(error.hint)]
            )
        }
    }

    /// The next time of day, in UTC, ms since 1970.
    private func nextTime(of time: TimeOfDay, _ nowMs: Int64) -> Int64 {
        let dayMs: Int64 = 86_400_000
        let today = nowMs / dayMs * dayMs + Int64(time.minuteOfDay) * 60_000
        return today > nowMs ? today : today + dayMs
    }
}
