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

    package let site: String
    package let dateRange: DateRange
    package let metrics: [Metric]
    package let dimensions: [Dimension]
    package let filters: [Filter]
    package let order: [Order]
    package let includesTimeLabels: Bool
    package let includesTotalRows: Bool
    package let limit: Int
    package let offset: Int
    /// Small groups shown as they are, for roles that may ask for it.
    package let isExact: Bool
    /// The query as it was asked, with defaults filled in, for the answer.
    package let normalised: JSONValue

    /// Plausible's bound on rows of one answer.
    package static let largestLimit = 10_000
}
