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

    /// Whether it asks what else happened within the period.
    var isOnPeriod: Bool {
        switch self {
        case .test: false
        case .all(let parts), .any(let parts): parts.contains(where: \.isOnPeriod)
        case .not(let part): part.isOnPeriod
        case .hasDone: true
        }
    }

    /// Whether it asks for the pages of events, or for what follows from them alone.
    var isOnPages: Bool { isTest { $0.dimension == .page } }

    var isOnGoals: Bool { isTest(\.dimension.isGoal) }

    /// Whether it asks about goals or properties alone, as conversion rates leave out of the whole.
    var isOnConversions: Bool {
        isTest { test in
            if case .property = test.dimension { return true }
            return test.dimension.isGoal
        }
    }

    /// What it asks about, without the values: `or(is event:page,not(matches visit:source))`.
    package var shape: String {
        func joined(_ parts: [Filter]) -> String {
            "(" + parts.map(\.shape).joined(separator: ",") + ")"
        }
        return switch self {
        case .test(let test): "\(test.comparison.rawValue) \(test.dimension.rawValue)"
        case .all(let parts): "and" + joined(parts)
        case .any(let parts): "or" + joined(parts)
        case .not(let part): "not" + joined([part])
        case .hasDone(let part): "has_done" + joined([part])
        }
    }

    private func isTest(_ condition: (FilterTest) -> Bool) -> Bool {
        switch self {
        case .test(let test): condition(test)
        case .all(let parts), .any(let parts): parts.allSatisfy { $0.isTest(condition) }
        case .not(let part): part.isTest(condition)
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
        /// By a pattern in RE2's syntax, found anywhere.
        case matches
        case matchesNot = "matches_not"

        /// Whether rows that match a value are left out.
        var isNegated: Bool { self == .isNot || self == .containsNot || self == .matchesNot }

        /// Whether values are patterns.
        var isPattern: Bool { self == .matches || self == .matchesNot }
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
