internal import JSON
internal import TimeZones

extension UsageReports {
    /// The answer to a question under `/v1/reports/` with everything that is durable now.
    ///
    /// Groups of fewer than `minVisitors` visitors are hidden; 1 hides none. Nil for what is about
    /// consent, which usage knows nothing of. `isGuarded` as in an answer to a query.
    package func sheet(
        _ request: SheetRequest,
        minVisitors: Int,
        nowMs: Int64,
        isGuarded: Bool = false
    ) throws(QueryError) -> Sheet? {
        let sheet = try evaluate(request.base.site) { columns, zone -> Sheet? in
            let view = SheetView(
                columns: columns,
                zone: zone,
                base: request.base,
                nowMs: nowMs,
                minVisitors: minVisitors,
                memory: isGuarded && minVisitors > 1 ? memory.begin() : nil
            )
            switch request.question {
            case .funnel(let steps, let labels, let windowMs):
                return view.funnel(steps, labels, windowMs: windowMs)
            case .retention: return view.retention()
            case .journeys(let page, let limit): return view.journeys(page, limit: limit)
            case .realtime: return view.realtime()
            case .consent: return nil
            }
        }
        return sheet
    }
}

/// A site's columns and the common part of a question.
struct SheetView {
    let columns: SiteColumns
    let zone: TimeZone
    let base: ReportQuery
    let nowMs: Int64
    let minVisitors: Int
    /// Nil for who may see single people.
    let memory: GuardedAnswer?

    /// How many visitors and deeds may be told of a group.
    func settled(_ group: VisitorSets.Group) -> (visitors: Int, count: Int) {
        guard let memory, group.visitors > 0 else { return (group.visitors, group.times.count) }
        let sketch = VisitorSketches(count: 1, limit: minVisitors)
        let inOrder = group.times.sorted()
        var start = 0
        while start < inOrder.count {
            let visitor = inOrder[start]
            let end = inOrder[start...].firstIndex { $0 != visitor } ?? inOrder.count
            sketch.add(
                columns.visitors.pseudonym(of: visitor),
                did: UInt64(end - start),
                to: 0
            )
            start = end
        }
        return settled(group.visitors, group.times.count, sketch[0], in: memory)
    }

    /// How many of some visitors may be told of, whatever they did.
    func settled(_ visitors: Set<UInt32>) -> Int {
        let set = VisitorSet(bound: columns.visitors.count)
        for visitor in visitors { _ = set.insert(visitor) }
        return settled(set)
    }

    /// As ``settled(_:)``, whatever they did.
    func settled(_ visitors: VisitorSet) -> Int {
        let count = visitors.count
        guard memory != nil, count > 0 else { return count }
        let sketch = VisitorSketches(count: 1, limit: minVisitors)
        visitors.each {
            sketch.add(columns.visitors.pseudonym(of: $0), did: 1, to: 0)
        }
        return settled(count, sketch[0])
    }

    /// How many of `count` visitors with this sketch may be told of, whatever they did.
    func settled(_ count: Int, _ sketch: [UInt32]) -> Int {
        guard let memory, count > 0 else { return count }
        return settled(count, count, sketch, in: memory).visitors
    }

    private func settled(
        _ visitors: Int,
        _ deeds: Int,
        _ sketch: [UInt32],
        in memory: GuardedAnswer
    ) -> (visitors: Int, count: Int) {
        let figures = memory.settled(
            [Double(visitors), Double(deeds)],
            for: sketch,
            visitors: visitors,
            family: .deeds,
            site: base.site,
            limit: minVisitors
        )
        return (Int(figures[0]), Int(figures[1]))
    }

    var period: Range<Int64> {
        let period = base.dateRange.period(now: nowMs, firstMs: columns.firstMs, in: zone)
        return memory == nil ? period : period.widenedToHours(in: zone)
    }

    func selection(_ period: Range<Int64>) -> Selection {
        Selection(columns: columns, period: period, zone: zone)
    }

    /// Whether figures of so many visitors are kept back.
    func isFew(_ visitors: Int) -> Bool { visitors > 0 && visitors < minVisitors }

    /// What every sheet's `meta` tells.
    func note(_ sheet: inout Sheet, hidden: Int) {
        sheet.json["meta"] = .object(
            Sheet.meta(minVisitors, hidden: hidden, isGuarded: memory != nil)
        )
        if hidden > 0 {
            sheet.notes.append(
                "Not shown by themselves: \(hidden), of fewer than \(minVisitors) visitors."
            )
        } else if minVisitors <= 1 {
            sheet.notes.append(
                "Small groups are shown: these figures can be about single people."
            )
        }
    }
}
