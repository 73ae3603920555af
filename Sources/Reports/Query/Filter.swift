/// Which events or visits a report counts.
package indirect enum Filter: Hashable, Sendable {
    case test(FilterTest)
    case all([Filter])
    case any([Filter])
    case not(Filter)
    /// Visits in which such an event happened within the period.
    case hasDone(Filter)

    /// Whether it tells single events of a visit apart.
    var isOnEvents: Bool {
        switch self {
        case .test(let test): test.dimension.isEvent
        case .all(let parts), .any(let parts): parts.contains(where: \.isOnEvents)
        case .not(let part): part.isOnEvents
        case .hasDone: false
        }
    }
}

/// One comparison of a dimension with values; any of them is enough.
package struct FilterTest: Hashable, Sendable {
    package enum Operator: String, CaseIterable, Sendable {
        case isEqual = "is"
        case isNot = "is_not"
        case contains
        case containsNot = "contains_not"

        /// Whether rows that match a value are left out.
        var isNegated: Bool { self == .isNot || self == .containsNot }
    }

    package let comparison: Operator
    package let dimension: Dimension
    package let values: [String]
    package let isCaseSensitive: Bool

    package init(
        _ comparison: Operator,
        _ dimension: Dimension,
        _ values: [String],
        isCaseSensitive: Bool = true
    ) {
        self.comparison = comparison
        self.dimension = dimension
        self.values = values
        self.isCaseSensitive = isCaseSensitive
    }
}
