internal import JSON
internal import Usage

/// Where visitors of a page come from within their visit, and where they go.
extension SheetView {
    static let entry = "(entry)"
    static let exit = "(exit)"

    func journeys(_ page: String, limit: Int) -> Sheet {
        let events = columns.events
        // Neighbours of a pageview can lie beyond the period: a visit lasts a day at most.
        let period = period
        let around = selection(
            (period.lowerBound - Instant.millisecondsPerDay)..<(period.upperBound
                + Instant.millisecondsPerDay)
        )
        var (before, after): ([UInt32: UInt32], [UInt32: UInt32]) = ([:], [:])
        for row in around.events(passing: []) where events.isPageview(Int(row)) {
            // One more than the row; 0 for none.
            var next = events.previous.code(Int(row))
            while next != 0, !events.isPageview(Int(next) - 1) {
                next = events.previous.code(Int(next) - 1)
            }
            guard next != 0 else { continue }
            let previous = next - 1
            guard events.visit[Int(previous)] == events.visit[Int(row)]
            else { continue }
            before[row] = previous
            after[previous] = row
        }
        let selection = selection(period)
        let asked = Filter.test(FilterTest(.isEqual, .page, [page]))
        let rows = selection.events(passing: base.filters + [asked])
            .filter { events.isPageview(Int($0)) }
        func path(_ row: UInt32?) -> String? {
            row.map { columns.paths.texts[Int(columns.pages.parts[1][Int(events.page[Int($0)])])] }
        }
        var visitors: [UInt32: Int] = [:]
        var (previous, next) = (VisitorSets(), VisitorSets())
        for row in rows {
            let visitor = events.visitor.code(Int(row))
            visitors[visitor, default: 0] += 1
            previous.add(visitor, to: path(before[row]) ?? Self.entry)
            next.add(visitor, to: path(after[row]) ?? Self.exit)
        }
        let all = settled(visitors)
        let isHidden = isFew(all.visitors)
        var hidden = isHidden ? 1 : 0
        var lines: [[Sheet.Cell]] = []
        func list(_ sets: VisitorSets, _ direction: String) -> JSONValue {
            guard !isHidden else { return .array([]) }
            let folded = sets.folded(limit: minVisitors)
            hidden += folded.hidden
            let shown = folded.groups.prefix(limit).map {
                (label: $0.label, told: settled($0.visitors))
            }
            for group in shown {
                lines.append([
                    .text(direction), .text(group.label), .number(Double(group.told.visitors)),
                    .number(Double(group.told.count)), .share(group.told.count, of: all.count),
                ])
            }
            return .array(
                shown.map { group in
                    .object([
                        "page": .string(group.label),
                        "visitors": .number(Double(group.told.visitors)),
                        "pageviews": .number(Double(group.told.count)),
                    ])
                }
            )
        }
        let json: [String: JSONValue] = [
            "page": .string(page), "visitors": isHidden ? .null : .number(Double(all.visitors)),
            "pageviews": isHidden ? .null : .number(Double(all.count)),
            "previous": list(previous, "from"), "next": list(next, "to"),
        ]
        var sheet = Sheet(
            columns: ["way", "page", "visitors", "pageviews", "share"],
            rows: lines,
            json: json
        )
        sheet.barColumn = 3
        note(&sheet, hidden: hidden)
        return sheet
    }
}
