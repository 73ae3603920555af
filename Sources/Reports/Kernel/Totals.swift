/// The sums of one group, from which every metric is worked out.
struct Totals: Hashable {
    /// Distinct visitors of the group's events.
    var visitors = 0
    var pageviews = 0
    /// Pageviews and custom events.
    var events = 0
    var visits = 0
    /// Distinct visitors of the visits.
    var visitVisitors = 0
    /// Visits with one pageview and no custom event.
    var bounces = 0
    /// Of all visits together, ms.
    var durationMs: Int64 = 0
    /// Pageviews of the visits.
    var visitPageviews = 0

    /// Adds those of a part of the group that has no event and no visit in common with this one.
    static func += (left: inout Totals, right: Totals) {
        left.visitors += right.visitors
        left.pageviews += right.pageviews
        left.events += right.events
        left.visits += right.visits
        left.visitVisitors += right.visitVisitors
        left.bounces += right.bounces
        left.durationMs += right.durationMs
        left.visitPageviews += right.visitPageviews
    }

    /// What parts of a group are held against.
    struct Wholes: Hashable {
        /// Visitors of everything the filters leave.
        var allVisitors = 0
        /// As `allVisitors`, without filters on goals and properties.
        var visitors = 0
        /// Of the same group, without filters on goals and properties; nil where nobody knows.
        var visitorsOfGroup: Int?
    }

    /// The metric as Plausible rounds it; nil where there is nothing to average.
    func value(of metric: Metric, wholes: Wholes, reading: Reading?) -> Double? {
        switch metric {
        case .visitors: Double(visitors)
        case .visits: Double(visits)
        case .pageviews: Double(pageviews)
        case .events: Double(events)
        case .bounceRate: (ratio(bounces, visits) * 100).rounded()
        case .visitDuration:
            visits == 0 ? 0 : (Double(durationMs) / Double(visits) / 1000).rounded()
        case .viewsPerVisit: (ratio(visitPageviews, visits) * 100).rounded() / 100
        case .percentage: percent(visitors, wholes.allVisitors)
        case .conversionRate: percent(visitors, wholes.visitors)
        case .groupConversionRate: wholes.visitorsOfGroup.map { percent(visitors, $0) }
        case .scrollDepth:
            reading.flatMap { reading in
                reading.scrolledVisits == 0
                    ? nil : ratio(reading.scroll, reading.scrolledVisits).rounded()
            }
        case .timeOnPage:
            reading.flatMap { reading in
                reading.visits == 0
                    ? nil : (Double(reading.engagedMs) / Double(reading.visits) / 1000).rounded()
            }
        }
    }

    private func percent(_ part: Int, _ whole: Int) -> Double {
        (ratio(part, whole) * 1000).rounded() / 10
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
