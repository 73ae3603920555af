internal import Observability
internal import Storage

/// The sealing of all days that are closed, in as many slices as it takes.
struct SealingRun {
    /// ms since 1970 UTC.
    let startMs: Int64
    private var total = SealingOutcome()
    private var duration = Duration.zero

    init(startMs: Int64) { self.startMs = startMs }

    mutating func add(_ outcome: SealingOutcome, _ duration: Duration) {
        total.add(outcome)
        self.duration += duration
    }

    /// Says what was done, where anything was.
    func report(to log: Log) {
        if total.segments > 0 || !total.mergedMonths.isEmpty {
            log.info(
                "closed days sealed",
                [
                    "events": .int(total.events),
                    "segments": .int(total.segments),
                    "months_merged": .int(total.mergedMonths.count),
                    "ms": .int(Int(duration / .milliseconds(1))),
                    "longest_hold_ms": .int(Int(total.longestHold / .milliseconds(1))),
                ]
            )
        }
        if let failure = total.failure {
            log.error(
                "sealing failed, and is tried again after the next sweep",
                ["what": .string(failure.what), "hint": .string(failure.hint)]
            )
        }
    }
}
