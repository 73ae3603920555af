/// Divides the events of one visitor, taken in order of time, into visits.
///
/// A small value without memory of its own: one can be kept for each visitor whose last visit is
/// still open. An event older than the last one is not taken (``accepts(timeMs:)``): then the
/// visitor's events are sorted and taken again from the first, so the order of arrival never shows.
package struct VisitBuilder: Sendable {
    /// The visit that the next event may still join.
    package private(set) var current: Visit?
    private var latestMs = Int64.min

    package init() {}

    /// Whether an event of this time is in order.
    package func accepts(timeMs: Int64) -> Bool { timeMs >= latestMs }

    /// Takes the next event and returns the visit that it ended, if any.
    ///
    /// `engagedMs` is, for a pageview, the sum of all engagement reported for it, whenever that came;
    /// it is not read for other kinds. Engagement keeps a visit open and never begins one: a report
    /// of an hour on one page is no second visit.
    package mutating func add(
        _ index: Int32,
        timeMs: Int64,
        kind: UsageEvent.Kind,
        engagedMs: Int32 = 0
    ) -> Visit? {
        precondition(accepts(timeMs: timeMs), "events of a visitor are taken in order of time")
        var ended: Visit?
        if let open = current,
            timeMs - latestMs >= VisitRule.gapMs || timeMs - open.startMs >= VisitRule.longestMs
        {
            ended = open
            current = nil
        }
        latestMs = timeMs
        guard kind != .engagement else { return ended }
        var visit = current ?? Visit(startMs: timeMs, first: index)
        visit.lastMs = timeMs
        if kind == .pageview {
            if visit.entry < 0 { visit.entry = index }
            visit.exit = index
            visit.pageviews += 1
            visit.exitEngagedMs = engagedMs
        } else {
            visit.events += 1
        }
        current = visit
        return ended
    }

    /// The visit that was still open; the builder is as new afterwards.
    package mutating func finish() -> Visit? {
        defer { self = VisitBuilder() }
        return current
    }
}
