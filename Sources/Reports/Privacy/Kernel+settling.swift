extension Kernel {
    /// Puts in place of each group's sums those that may be released; `wanted` are the groups that
    /// are shown.
    func settle(
        _ totals: inout GroupTotals,
        _ reading: inout [Reading]?,
        mergedInto target: [UInt32]?,
        wanted: [Int],
        site: String,
        limit: Int,
        in memory: AnswerMemory
    ) {
        guard let marking else { return }
        let all = marks(mergedInto: target, wanted: wanted, groups: totals.count, marking)
        for (slot, group) in wanted.enumerated() {
            func settled(
                _ figures: [Double],
                _ sketches: VisitorSketches,
                _ visitors: Int,
                _ family: AnswerMemory.Family
            ) -> [Double] {
                memory.settled(
                    figures,
                    for: sketches[slot],
                    visitors: visitors,
                    family: family,
                    site: site,
                    limit: limit
                )
            }
            totals[group].eventFigures = settled(
                totals[group].eventFigures,
                all.events,
                totals[group].visitors,
                .events
            )
            if let figures = reading?[group].figures, let visitors = reading?[group].visitors {
                reading?[group].figures = settled(figures, all.reading, visitors, .reading)
            }
            if needsVisits {
                totals[group].visitFigures = settled(
                    totals[group].visitFigures,
                    all.visits,
                    totals[group].visitVisitors,
                    .visits(ofEvents: isByEvents)
                )
            }
        }
    }

    /// The visitors of everything the filters leave, as may be released.
    func allVisitors(site: String, limit: Int, in memory: AnswerMemory) -> Int {
        let sketch = VisitorSketches(count: 1, limit: limit)
        for visitor in 0..<UInt32(columns.visitors.count)
        where everybody?.contains(visitor) == true {
            sketch.add(columns.visitors.pseudonym(of: visitor), did: 1, to: 0)
        }
        let visitors = allVisitors()
        let figures = memory.settled(
            [Double(visitors)],
            for: sketch[0],
            visitors: visitors,
            family: .visitors,
            site: site,
            limit: limit
        )
        return Int(figures[0])
    }

    /// The marks of the wanted groups, in their order.
    private func marks(
        mergedInto target: [UInt32]?,
        wanted: [Int],
        groups: Int,
        _ kinds: GroupMarks.Kinds
    ) -> GroupMarks {
        var slots = [Int32](repeating: -1, count: groups)
        for (slot, group) in wanted.enumerated() { slots[group] = Int32(slot) }
        let found = parts.map { _ in GroupMarks(kinds, groups: wanted.count) }
        TwoThreads.run(Array(parts.indices)) { part in
            let (rows, names) = parts[part]
            let slots = names.map { name in slots[Int(target.map { $0[Int(name)] } ?? name)] }
            if let marks = rows.marks {
                for (group, slot) in slots.enumerated() where slot >= 0 {
                    found[part].add(group, of: marks, to: Int(slot))
                }
            } else {
                add(rows, slots: slots, to: found[part])
            }
        }
        for other in found.dropFirst() { found[0].formSum(other) }
        return found[0]
    }

    /// Adds the rows that one thread kept; `slots` are the places of its groups, below 0 for those
    /// that are not wanted.
    private func add(_ found: GroupedRows, slots: [Int32], to marks: GroupMarks) {
        let scratch = RowScratch()
        let (visitors, visits) = (scratch.visitors, scratch.visits)
        scratch.forEach(found.keptEvents, slots) { rows, slots, count in
            columns.events.visitor.gather(rows, count: count, into: visitors)
            if marks.kinds.visitsOfEvents {
                columns.events.visit.gather(rows, count: count, into: visits)
            }
            marks.add(events: rows, count: count, of: visitors, visits, in: columns, to: slots)
        }
        scratch.forEach(found.keptVisits, slots) { rows, slots, count in
            columns.visits.visitor.gather(rows, count: count, into: visitors)
            marks.add(visits: rows, count: count, of: visitors, in: columns, to: slots)
        }
    }
}

extension Totals {
    /// What is told of a set of events.
    var eventFigures: [Double] {
        get { [Double(visitors), Double(pageviews), Double(events)] }
        set {
            (visitors, pageviews, events) = (Int(newValue[0]), Int(newValue[1]), Int(newValue[2]))
        }
    }

    /// What is told of a set of visits.
    var visitFigures: [Double] {
        get {
            [
                Double(visits), Double(visitVisitors), Double(bounces), Double(durationMs),
                Double(visitPageviews),
            ]
        }
        set {
            (visits, visitVisitors, bounces) = (
                Int(newValue[0]), Int(newValue[1]), Int(newValue[2])
            )
            (durationMs, visitPageviews) = (Int64(newValue[3]), Int(newValue[4]))
        }
    }
}

extension Reading {
    var figures: [Double] {
        get {
            [
                Double(engagedMs), Double(visits), Double(visitors), Double(scroll),
                Double(scrolledVisits), Double(scrolledVisitors),
            ]
        }
        set {
            (engagedMs, visits, visitors) = (Int64(newValue[0]), Int(newValue[1]), Int(newValue[2]))
            (scroll, scrolledVisits, scrolledVisitors) = (
                Int(newValue[3]), Int(newValue[4]), Int(newValue[5])
            )
        }
    }
}
