/// What makes events of one visitor one visit.
package enum VisitRule {
    /// Events closer than this belong together: 30 minutes.
    package static let gapMs: Int64 = 30 * 60_000

    /// A visit ends after a day even without a gap: a page that reports for ever, such as a screen in
    /// a waiting room, would otherwise be one visit without end, and its rows would outlive each
    /// other's retention.
    package static let longestMs: Int64 = 24 * 3_600_000

    /// Whether an event at `atMs` belongs to the visit that began at `startMs` and had its last event
    /// at `lastMs`, all in ms since 1970 UTC.
    package static func continues(startMs: Int64, lastMs: Int64, atMs: Int64) -> Bool {
        atMs - lastMs < gapMs && atMs - startMs < longestMs
    }
}
