/// What the configuration adds to the words a site's reports understand.
package struct SiteGrammar: Hashable, Sendable {
    package let goals: [Goal]
    /// The properties that reports may be grouped and filtered by.
    package let properties: [String]
    package let weekStart: WeekStart

    package init(
        goals: [Goal] = [],
        properties: [String] = [],
        weekStart: WeekStart = .monday
    ) {
        self.goals = goals
        self.properties = properties
        self.weekStart = weekStart
    }
}

/// The day on which weeks begin.
package enum WeekStart: String, CaseIterable, Sendable {
    case monday
    case saturday
    case sunday

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    var weekday: Int {
        switch self {
        case .monday: 1
        case .saturday: 6
        case .sunday: 7
        }
    }
}
