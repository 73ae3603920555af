internal import JSON
internal import Usage

/// Where visitors of a page come from within their visit, and where they go.
extension SheetView {
    static let entry = "(entry)"
    static let exit = "(exit)"

    func journeys(_ page: String, limit: Int) -> Sheet {
        let asked = Filter.test(FilterTest(.isEqual, .page, [page]))
        let rows = selection(period).events(passing: base.filters + [asked])
        let scan = JourneyScan(rows, in: columns)
        func sets(_ found: JourneyScan.ValuesByCode, none: String) -> VisitorSets {
            var sets = VisitorSets(columns)
            for group in found.groups(bound: columns.paths.count) {
                let path = columns.paths.texts[Int(group.code)]
                sets.add(group.values, to: group.code == 0 ? none : path)
            }
            return sets
        }
        let (previous, next) = (
            sets(scan.previous, none: Self.entry), sets(scan.next, none: Self.exit)
        )
        var everybody = VisitorSets(columns)
        everybody.add(scan.visitors[...], to: "")
        let visitors = everybody.folded(limit: 1).groups.first ?? VisitorSets.Group(label: "")
        let all = settled(visitors)
        let isHidden = isFew(all.visitors)
        var hidden = isHidden ? 1 : 0
        var lines: [[Sheet.Cell]] = []
        func list(_ sets: VisitorSets, _ direction: String) -> JSONValue {
            guard !isHidden else { return .array([]) }
            let folded = sets.folded(limit: minVisitors)
            hidden += folded.hidden
            let shown = folded.groups.prefix(limit).map {
                (label: $0.label, told: settled($0))
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
