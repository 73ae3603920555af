internal import JSON

/// What went on in the last 30 minutes.
extension SheetView {
    private static let minutes = 30

    func realtime() -> Sheet {
        let minuteMs: Int64 = 60_000
        let end = nowMs / minuteMs * minuteMs + minuteMs
        let start = end - Int64(Self.minutes) * minuteMs
        let selection = selection(start..<end)
        let events = columns.events
        let rows = selection.events(passing: base.filters)
        var visitors: Set<UInt32> = []
        var ofMinute = [Set<UInt32>](repeating: [], count: Self.minutes)
        var (pages, sources, countries) = (
            VisitorSets(columns), VisitorSets(columns), VisitorSets(columns)
        )
        func labels(_ dimension: Dimension) -> [String] {
            let codes = DimensionCodes(dimension, in: columns, period: start..<end, zone: zone)
            return rows.map { codes.label(ofEvent: Int($0), in: columns) }
        }
        let (page, source, country) = (labels(.page), labels(.source), labels(.countryName))
        var pageviews = 0
        for (place, row) in rows.enumerated() {
            let visitor = events.visitor.code(Int(row))
            visitors.insert(visitor)
            ofMinute[Int((events.time[Int(row)] - start) / minuteMs)].insert(visitor)
            sources.add(visitor, to: source[place])
            countries.add(visitor, to: country[place])
            guard events.isPageview(Int(row)) else { continue }
            pageviews += 1
            pages.add(visitor, to: page[place])
        }
        let all = settled(visitors)
        let isHidden = isFew(all)
        var hidden = isHidden ? 1 : 0
        let series = minutes(ofMinute, isHidden, &hidden)
        var lines: [[Sheet.Cell]] = []
        func list(_ sets: VisitorSets, _ name: String) -> JSONValue {
            guard !isHidden else { return .array([]) }
            let folded = sets.folded(limit: minVisitors)
            hidden += folded.hidden
            let shown = folded.groups.prefix(10).map {
                (label: $0.label, visitors: settled(Set($0.times)))
            }
            for group in shown {
                lines.append([
                    .text(name), .text(group.label), .number(Double(group.visitors)),
                ])
            }
            return .array(
                shown.map { group in
                    .object([
                        name: .string(group.label),
                        "visitors": .number(Double(group.visitors)),
                    ])
                }
            )
        }
        let total: Sheet.Cell = isHidden ? .hidden : .number(Double(all))
        lines.append([.text("all"), .text("last \(Self.minutes) minutes"), total])
        let json: [String: JSONValue] = [
            "visitors": total.json, "pageviews": isHidden ? .null : .number(Double(pageviews)),
            "minutes": .array(series.map(\.json)), "pages": list(pages, "page"),
            "sources": list(sources, "source"), "countries": list(countries, "country"),
        ]
        var sheet = Sheet(columns: ["by", "label", "visitors"], rows: lines, json: json)
        sheet.barColumn = 2
        let figures = series.map { cell -> Double? in
            if case .number(let number) = cell { number } else { nil }
        }
        sheet.notes.append("visitors by minute: " + Sparkline.text(figures))
        note(&sheet, hidden: hidden)
        return sheet
    }

    /// Visitors of each minute; small minutes are kept back, with another where they are few together.
    private func minutes(
        _ sets: [Set<UInt32>],
        _ isHidden: Bool,
        _ hidden: inout Int
    ) -> [Sheet.Cell] {
        guard !isHidden else { return sets.map { _ in .hidden } }
        var kept = Set(sets.indices.filter { isFew(sets[$0].count) })
        let together = kept.reduce(into: Set<UInt32>()) { $0.formUnion(sets[$1]) }
        if isFew(together.count),
            let smallest = sets.indices.filter({ !kept.contains($0) && !sets[$0].isEmpty })
                .min(by: { (sets[$0].count, $0) < (sets[$1].count, $1) })
        {
            kept.insert(smallest)
        }
        hidden += kept.count
        return sets.indices.map { kept.contains($0) ? .hidden : .number(Double(settled(sets[$0]))) }
    }
}
