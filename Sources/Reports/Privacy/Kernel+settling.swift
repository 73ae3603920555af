extension Kernel {
    /// Puts in place of each group's sums those that may be released; `wanted` are the groups that
    /// are shown.
    func settle(
        _ totals: inout [Totals],
        _ reading: inout [Reading]?,
        mergedInto target: [UInt32]?,
        wanted: [Int],
        site: String,
        limit: Int,
        in memory: AnswerMemory
    ) {
        var slots = [Int32](repeating: -1, count: totals.count)
        for (slot, group) in wanted.enumerated() { slots[group] = Int32(slot) }
        let marks = parts.map { _ in
            GroupMarks(groups: wanted.count, limit: limit, reads: reading != nil, needsVisits)
        }
        TwoThreads.run(Array(parts.indices)) { part in
            let names = parts[part].names.map { name in
                slots[Int(target.map { $0[Int(name)] } ?? name)]
            }
            mark(parts[part].rows, slots: names, in: marks[part])
        }
        guard let all = marks.first else { return }
        for other in marks.dropFirst() { all.formSum(other) }
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

    /// Adds what one thread found to the marks; `slots` are the places of its groups, -1 for those
    /// that are not wanted.
    private func mark(_ found: GroupedRows, slots: [Int32], in marks: GroupMarks) {
        let all = columns.events
        let places = columns.visitors.places
        let scratch = RowScratch()
        let (visitors, own) = (scratch.visitors, scratch.marks)
        scratch.forEach(found.keptEvents, slots) { rows, slots, count in
            all.visitor.gather(rows, count: count, into: visitors)
            all.mark.gather(rows, count: count, into: own)
            for index in 0..<count {
                marks.events.add(
                    own[index],
                    at: places[Int(visitors[index])],
                    to: Int(slots[index])
                )
            }
            if marks.reads {
                all.engaged.gather(rows, count: count, into: scratch.first)
                all.depth.gather(rows, count: count, into: scratch.second)
                for index in 0..<count {
                    let read = UInt64(scratch.first[index]) << 8 | UInt64(scratch.second[index])
                    marks.reading.add(
                        VisitorSketches.mark(UInt64(own[index]), did: read),
                        at: places[Int(visitors[index])],
                        to: Int(slots[index])
                    )
                }
            }
            guard needsVisits, isByEvents else { return }
            all.visit.gather(rows, count: count, into: rows)
            scratch.readMarks(ofVisits: rows, count: count, in: columns.visits)
            for index in 0..<count {
                marks.visits.add(
                    VisitorSketches.mark(UInt64(own[index]), did: scratch.ofVisits[index]),
                    at: places[Int(visitors[index])],
                    to: Int(slots[index])
                )
            }
        }
        guard needsVisits, !isByEvents else { return }
        scratch.forEach(found.keptVisits, slots) { rows, slots, count in
            columns.visits.visitor.gather(rows, count: count, into: visitors)
            scratch.readMarks(ofVisits: rows, count: count, in: columns.visits)
            for index in 0..<count {
                marks.visits.add(
                    VisitorSketches.mark(UInt64(visitors[index]), did: scratch.ofVisits[index]),
                    at: places[Int(visitors[index])],
                    to: Int(slots[index])
                )
            }
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
