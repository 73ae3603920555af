/// A number that a report gives for each group; docs/reports.md defines them.
package enum Metric: String, CaseIterable, Sendable {
    case visitors
    case visits
    case pageviews
    case viewsPerVisit = "views_per_visit"
    case bounceRate = "bounce_rate"
    /// Seconds.
    case visitDuration = "visit_duration"
    case events
    /// Of all visitors the filters leave, in percent.
    case percentage
    /// The furthest depth in percent, averaged over visits.
    case scrollDepth = "scroll_depth"
    /// Seconds of engaged time a visit.
    case timeOnPage = "time_on_page"
    /// Of all visitors that were there without the goal, in percent.
    case conversionRate = "conversion_rate"
    /// Of the visitors of the same group that were there without the goal, in percent.
    case groupConversionRate = "group_conversion_rate"

    /// Whether it is an average over visits, which has no meaning per page or event name.
    var isVisitAverage: Bool {
        switch self {
        case .viewsPerVisit, .bounceRate, .visitDuration: true
        default: false
        }
    }

    /// Whether it is about visits, which count where they began.
    var isOfVisits: Bool { self == .visits || isVisitAverage }

    /// Whether it is about how pages were read.
    var isOfReading: Bool { self == .scrollDepth || self == .timeOnPage }

    /// Whether it holds visitors who reached a goal against all.
    var isOfConversions: Bool { self == .conversionRate || self == .groupConversionRate }

    /// Whether a change of it is told in points and not in percent.
    var isShare: Bool {
        switch self {
        case .bounceRate, .percentage, .scrollDepth, .conversionRate, .groupConversionRate: true
        default: false
        }
    }

    static func named(_ name: String, field: String) throws(QueryError) -> Metric {
        if let metric = Metric(rawValue: name) { return metric }
        let allowed = allCases.map(\.rawValue).joined(separator: ", ")
        throw .malformed(field, "no such metric; allowed: \(allowed)")
    }
}
