internal import Consent
internal import Ingest
package import Observability

/// What the collector counts, for `/metrics`.
package final class CollectorMetrics: Sendable {
    /// `/v1/events` requests that were not beacons.
    package let refusedRequests: Counter
    /// Seconds from the end of a turn to the end of its commit.
    package let usageCommit: Histogram
    package let ledgerCommit: Histogram
    package let failedCommits: CounterFamily
    /// Choices by mechanism.
    package let choices: CounterFamily
    package let notices: Counter
    /// Seconds since 1970 UTC.
    package let lastExpiry: Gauge
    /// Events of closed days that were put into columns.
    package let sealedEvents: Counter
    package let sealedSegments: Counter
    package let mergedMonths: Counter
    /// The longest that a transaction of one run of the sealing kept commits waiting.
    package let sealingHold: Histogram

    private let stored: Counter
    private let withheld: [Counter]
    private let refused: [Counter]

    package init(_ metrics: Metrics) {
        func events(_ outcome: String, _ reason: String) -> Counter {
            metrics.counter(
                "assent_events_total",
                help: "Events of beacons by outcome and reason.",
                labels: ["outcome": outcome, "reason": reason]
            )
        }
        stored = events("stored", "")
        withheld = WithheldReason.allCases.map { events("withheld", $0.rawValue) }
        refused = RefusedReason.allCases.map { events("refused", $0.rawValue) }
        refusedRequests = metrics.counter(
            "assent_beacons_refused_total",
            help: "Requests to /v1/events that were refused as a whole."
        )
        usageCommit = metrics.histogram(
            "assent_usage_commit_seconds",
            help: "Time to commit the events of one turn."
        )
        ledgerCommit = metrics.histogram(
            "assent_ledger_commit_seconds",
            help: "Time to commit the choices of one turn."
        )
        failedCommits = metrics.counters(
            "assent_failed_commits_total",
            help: "Commits that failed; their requests were answered with 503.",
            label: "store",
            values: ["usage", "ledger"]
        )
        choices = metrics.counters(
            "assent_choices_total",
            help: "Recorded choices by mechanism.",
            label: "mechanism",
            values: Mechanism.allCases.map(\.rawValue)
        )
        notices = metrics.counter(
            "assent_notices_total",
            help: "Notices given out."
        )
        lastExpiry = metrics.gauge(
            "assent_last_expiry_timestamp_seconds",
            help: "When the retention sweep last ran."
        )
        sealedEvents = metrics.counter(
            "assent_sealed_events_total",
            help: "Events of closed days that were put into columns."
        )
        sealedSegments = metrics.counter(
            "assent_sealed_segments_total",
            help: "Segments of columns that were made of closed days."
        )
        mergedMonths = metrics.counter(
            "assent_merged_months_total",
            help: "Months that were written anew with full segments."
        )
        sealingHold = metrics.histogram(
            "assent_sealing_hold_seconds",
            help: "The longest that commits may have waited for the sealing, by run."
        )
    }

    /// Counts the events of one beacon.
    func count(_ tally: OutcomeTally) {
        if tally.stored > 0 { stored.add(tally.stored) }
        if tally.isAllStored { return }
        for (counter, count) in zip(withheld, tally.withheldCounts) where count > 0 {
            counter.add(count)
        }
        for (counter, count) in zip(refused, tally.refusedCounts) where count > 0 {
            counter.add(count)
        }
    }
}
