package import JSON

/// A checked question to the reports.
package struct ReportQuery: Hashable, Sendable {
    package enum Direction: String, Sendable {
        case ascending = "asc"
        case descending = "desc"
    }

    package enum OrderKey: Hashable, Sendable {
        case metric(Int)
        case dimension(Int)
    }

    package struct Order: Hashable, Sendable {
        package let key: OrderKey
        package let direction: Direction
    }

    package var site: String
    package var dateRange: DateRange
    package var metrics: [Metric]
    package var dimensions: [Dimension]
    package var filters: [Filter]
    package var order: [Order]
    package var includesTimeLabels: Bool
    package var includesTotalRows: Bool
    package var limit: Int
    package var offset: Int
    /// Small groups shown as they are, for roles that may ask for it.
    package var isExact: Bool
    /// The day on which the site's weeks begin.
    package var weekStart = WeekStart.monday
    /// The earlier period that rows are held against.
    package var comparison: Comparison?
    /// The query as it was asked, with defaults filled in, for the answer.
    package var normalised: JSONValue

    /// Whether visits are those of the events that it selects.
    var isByEvents: Bool {
        dimensions.contains(where: \.isEvent) || filters.contains(where: \.isOnEvents)
    }

    /// Plausible's bound on rows of one answer.
    package static let largestLimit = 10_000
}
