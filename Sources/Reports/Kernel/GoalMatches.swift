internal import RegularExpressions

/// Which events are which goals of a site: a lookup by page or name for each event.
struct GoalMatches {
    private enum Rule {
        /// By ``EventColumns/what``.
        case event(OwnedLane<UInt8>)
        /// By the code of the page; the least scroll depth in percent.
        case page(OwnedLane<UInt8>, scroll: UInt8)
    }

    private let rules: [Rule]
    private let events: EventColumns

    init(_ goals: [Goal], in columns: SiteColumns) {
        events = columns.events
        rules = goals.map { goal in
            switch goal.trigger {
            case .event(let name):
                let passes = (0..<columns.names.count).flatMap { code -> [UInt8] in
                    let isName =
                        code > Int(SiteColumns.pageviewName) && columns.names.texts[code] == name
                    return [isName ? 1 : 0, 0]
                }
                return .event(OwnedLane(Lane(passes)))
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

    /// How many goals there are.
    var count: Int { rules.count }

    private static func pages(_ pattern: String, in columns: SiteColumns) -> OwnedLane<UInt8> {
        let matcher = Goal.matcher(of: pattern)
        let passes = columns.paths.texts.enumerated().map { code, path -> UInt8 in
            code > 0 && matcher?.isFound(in: path) == true ? 1 : 0
        }
        return OwnedLane(Lane(columns.pages.parts[1].map { passes[Int($0)] }))
    }

    /// Sets the mask of the chunk's events that are one of some goals to 1, of others to 0.
    func evaluate(
        _ goals: [Int],
        _ chunk: Chunk,
        into mask: Lane<UInt8>,
        using codes: Lane<UInt32>
    ) {
        let count = chunk.count
        mask.fill(0, count: count)
        for goal in goals {
            switch rules[goal] {
            case .event(let passes):
                chunk.read(events.what, into: codes)
                for index in 0..<count { mask[index] |= passes.lane[Int(codes[index])] }
            case .page(let passes, let scroll):
                chunk.read(events.page, into: codes)
                for index in 0..<count where passes.lane[Int(codes[index])] == 1 {
                    let row = Int(chunk.rows[index])
                    guard events.isPageview(row) else { continue }
                    if scroll == 0 || (events.scroll(row) ?? 0) >= scroll { mask[index] = 1 }
                }
            }
        }
    }
}
