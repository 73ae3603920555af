internal import Configuration
package import Reports

extension Snapshot {
    /// What the configuration adds to the words of each site's reports.
    package var grammars: [String: SiteGrammar] {
        Dictionary(sites.map { ($0.id, SiteGrammar($0.site)) }) { first, _ in first }
    }
}

extension SiteGrammar {
    init(_ site: Configuration.Site) {
        self.init(
            goals: site.goals.compactMap { goal in
                if let event = goal.event { return Goal(name: goal.name, trigger: .event(event)) }
                if let percent = goal.scroll {
                    return Goal(
                        name: goal.name,
                        trigger: .scroll(percent: percent, page: goal.page)
                    )
                }
                return goal.page.map { Goal(name: goal.name, trigger: .page($0)) }
            },
            properties: (site.properties ?? []).sorted(),
            weekStart: WeekStart(rawValue: site.weekStart.rawValue) ?? .monday
        )
    }
}
