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
        for row in around.events() where events.isPageview[Int(row)] {
            var previous = events.previous[Int(row)]
            while previous != EventColumns.none, !events.isPageview[Int(previous)] {
                previous = events.previous[Int(previous)]
            }
            guard previous != EventColumns.none,
                events.visit[Int(previous)] == events.visit[Int(row)]
            else { continue }
            before[row] = previous
            after[previous] = row
        }
        let selection = selection(period)
        let asked = Filter.test(FilterTest(.isEqual, .page, [page]))
        let rows = selection.events(selection.events(), passing: base.filters + [asked])
            .filter { events.isPageview[Int($0)] }
        func path(_ row: UInt32?) -> String? {
            row.map { columns.paths.texts[Int(columns.pages.parts[1][Int(events.page[Int($0)])])] }
        }
        var visitors: Set<UInt32> = []
        var (previous, next) = (VisitorSets(), VisitorSets())
        for row in rows {
            let visitor = events.visitor[Int(row)]
            visitors.insert(visitor)
            previous.add(visitor, to: path(before[row]) ?? Self.entry)
            next.add(visitor, to: path(after[row]) ?? Self.exit)
        }
        let isHidden = isFew(visitors.count)
        var hidden = isHidden ? 1 : 0
        var lines: [[Sheet.Cell]] = []
        func list(_ sets: VisitorSets, _ direction: String) -> JSONValue {
            guard !isHidden else { return .array([]) }
            let folded = sets.folded(limit: minVisitors)
            hidden += folded.hidden
            let shown = folded.groups.prefix(limit)
            for group in shown {
                lines.append([
                    .text(direction), .text(group.label), .number(Double(group.visitors.count)),
                    .number(Double(group.count)), .share(group.count, of: rows.count),
                ])
            }
            return .array(
                shown.map { group in
                    .object([
                        "page": .string(group.label),
                        "visitors": .number(Double(group.visitors.count)),
                        "pageviews": .number(Double(group.count)),
                    ])
                }
            )
        }
        let json: [String: JSONValue] = [
            "page": .string(page), "visitors": isHidden ? .null : .number(Double(visitors.count)),
            "pageviews": isHidden ? .null : .number(Double(rows.count)),
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
