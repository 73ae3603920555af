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

    /// Whether it is an average over visits, which has no meaning per page or event name.
    var isVisitAverage: Bool {
        switch self {
        case .viewsPerVisit, .bounceRate, .visitDuration: true
        case .visitors, .visits, .pageviews, .events, .percentage: false
        }
    }

    /// Whether it is about visits, which count where they began.
    var isOfVisits: Bool { self == .visits || isVisitAverage }

    /// Names of the grammar that later versions answer.
    static let later = [
        "scroll_depth", "conversion_rate", "group_conversion_rate", "time_on_page",
    ]

    static func named(_ name: String, field: String) throws(QueryError) -> Metric {
        if let metric = Metric(rawValue: name) { return metric }
        let allowed = allCases.map(\.rawValue).joined(separator: ", ")
        if later.contains(name) {
            throw .unsupported(field, "\(name) is not answered yet; allowed: \(allowed)")
        }
        throw .malformed(field, "no such metric; allowed: \(allowed)")
    }
}
