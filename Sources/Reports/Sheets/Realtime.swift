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
        let rows = selection.events(selection.events(), passing: base.filters)
        var visitors: Set<UInt32> = []
        var ofMinute = [Set<UInt32>](repeating: [], count: Self.minutes)
        var (pages, sources, countries) = (VisitorSets(), VisitorSets(), VisitorSets())
        func labels(_ dimension: Dimension) -> [String] {
            let codes = DimensionCodes(dimension, in: columns, period: start..<end, zone: zone)
            return codes.codes(ofEvents: rows, in: columns).map(codes.label)
        }
        let (page, source, country) = (labels(.page), labels(.source), labels(.countryName))
        var pageviews = 0
        for (place, row) in rows.enumerated() {
            let visitor = events.visitor[Int(row)]
            visitors.insert(visitor)
            ofMinute[Int((events.time[Int(row)] - start) / minuteMs)].insert(visitor)
            sources.add(visitor, to: source[place])
            countries.add(visitor, to: country[place])
            guard events.isPageview[Int(row)] else { continue }
            pageviews += 1
            pages.add(visitor, to: page[place])
        }
        let isHidden = isFew(visitors.count)
        var hidden = isHidden ? 1 : 0
        let series = minutes(ofMinute, isHidden, &hidden)
        var lines: [[Sheet.Cell]] = []
        func list(_ sets: VisitorSets, _ name: String) -> JSONValue {
            guard !isHidden else { return .array([]) }
            let folded = sets.folded(limit: minVisitors)
            hidden += folded.hidden
            for group in folded.groups.prefix(10) {
                lines.append([
                    .text(name), .text(group.label), .number(Double(group.visitors.count)),
                ])
            }
            return .array(
                folded.groups.prefix(10).map { group in
                    .object([
                        name: .string(group.label),
                        "visitors": .number(Double(group.visitors.count)),
                    ])
                }
            )
        }
        let total: Sheet.Cell = isHidden ? .hidden : .number(Double(visitors.count))
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
        return sets.indices.map { kept.contains($0) ? .hidden : .number(Double(sets[$0].count)) }
    }
}
