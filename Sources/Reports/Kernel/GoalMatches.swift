internal import RegularExpressions

/// Which events are which goals of a site: a lookup by page or name for each event.
struct GoalMatches {
    private enum Rule {
        /// By the code of the name.
        case event([Bool])
        /// By the code of the page; the least scroll depth in percent.
        case page([Bool], scroll: UInt8)
    }

    private let rules: [Rule]

    init(_ goals: [Goal], in columns: SiteColumns) {
        rules = goals.map { goal in
            switch goal.trigger {
            case .event(let name):
                return .event(
                    (0..<columns.names.count).map {
                        $0 > Int(SiteColumns.pageviewName) && columns.names.texts[$0] == name
                    }
                )
            case .page(let pattern):
                return .page(Self.pages(pattern, in: columns), scroll: 0)
            case .scroll(let percent, let pattern):
                return .page(
                    Self.pages(pattern ?? "/**", in: columns),
                    scroll: UInt8(clamping: percent)
                )
            }
        }
    }

    private static func pages(_ pattern: String, in columns: SiteColumns) -> [Bool] {
        let matcher = Goal.matcher(of: pattern)
        let passes = columns.paths.texts.enumerated().map { code, path in
            code > 0 && matcher?.isFound(in: path) == true
        }
        return columns.pages.parts[1].map { passes[Int($0)] }
    }

    /// Whether an event is the goal at this place.
    func isMatch(_ goal: Int, _ event: Int, in events: EventColumns) -> Bool {
        switch rules[goal] {
        case .event(let passes):
            return !events.isPageview[event] && passes[Int(events.name[event])]
        case .page(let passes, let scroll):
            guard events.isPageview[event], passes[Int(events.page[event])] else { return false }
            guard scroll > 0 else { return true }
            let depth = events.scroll[event]
            return depth != EventColumns.unknownScroll && depth >= scroll
        }
    }
}
