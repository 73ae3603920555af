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
        in memory: GuardedAnswer
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
    func allVisitors(site: String, limit: Int, in memory: GuardedAnswer) -> Int {
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
        func slot(_ name: UInt32) -> Int32 { slots[Int(target.map { $0[Int(name)] } ?? name)] }
        if singleEvents != nil, parts.allSatisfy({ $0.rows.marks == nil }) {
            addAgain(slots: self.groups.indices.map { slot(UInt32($0)) }, to: found)
        } else {
            TwoThreads.run(Array(parts.indices)) { part in
                let (rows, names) = parts[part]
                guard let marks = rows.marks else { return }
                for (group, name) in names.enumerated() where slot(name) >= 0 {
                    found[part].add(group, of: marks, to: Int(slot(name)))
                }
            }
        }
        for other in found.dropFirst() { found[0].formSum(other) }
        return found[0]
    }

    /// Adds the events, and the visits that are not theirs, which are gone through once more; `slots`
    /// are the places of groups, below 0 for those that are not wanted.
    private func addAgain(slots: [Int32], to found: [GroupMarks]) {
        let scratches = parts.map { _ in RowScratch() }
        again { part, _, group in
            let (scratch, marks) = (scratches[part], found[part])
            group { chunk, groups in
                let (rows, slots, count) = scratch.pick(chunk, groups, slots)
                guard count > 0 else { return }
                columns.events.visitor.gather(rows, count: count, into: scratch.visitors)
                if marks.kinds.visitsOfEvents {
                    columns.events.visit.gather(rows, count: count, into: scratch.visits)
                }
                marks.add(
                    events: rows,
                    count: count,
                    of: scratch.visitors,
                    scratch.visits,
                    in: columns,
                    to: slots
                )
            }
        }
        guard found[0].kinds.visits else { return }
        let (scratch, marks) = (scratches[0], found[0])
        let (rows, names) = parts[0]
        let named = names.map { slots[Int($0)] }
        scan.eachVisit { chunk in
            rows.group(chunk, by: dimensions)
            let (rows, slots, count) = scratch.pick(chunk, rows.groups, named)
            guard count > 0 else { return }
            columns.visits.visitor.gather(rows, count: count, into: scratch.visitors)
            marks.add(visits: rows, count: count, of: scratch.visitors, in: columns, to: slots)
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
