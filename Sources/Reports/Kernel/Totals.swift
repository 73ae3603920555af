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

    /// The metric as Plausible rounds it; `allVisitors` is the whole for percentages.
    func value(of metric: Metric, allVisitors: Int) -> Double {
        switch metric {
        case .visitors: Double(visitors)
        case .visits: Double(visits)
        case .pageviews: Double(pageviews)
        case .events: Double(events)
        case .bounceRate: (ratio(bounces, visits) * 100).rounded()
        case .visitDuration:
            visits == 0 ? 0 : (Double(durationMs) / Double(visits) / 1000).rounded()
        case .viewsPerVisit: (ratio(visitPageviews, visits) * 100).rounded() / 100
        case .percentage: (ratio(visitors, allVisitors) * 1000).rounded() / 10
        }
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double {
        whole == 0 ? 0 : Double(part) / Double(whole)
    }
}
