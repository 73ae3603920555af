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
        var slots = [Int](repeating: -1, count: totals.count)
        for (slot, group) in wanted.enumerated() { slots[group] = slot }
        func slot(_ group: UInt32) -> Int { slots[Int(target.map { $0[Int(group)] } ?? group)] }
        let all = columns.events
        let pseudonyms = columns.visitors.pseudonyms

        var ofEvents = VisitorSketches(count: wanted.count, limit: limit)
        var ofReading = VisitorSketches(count: reading == nil ? 0 : wanted.count, limit: limit)
        var ofVisits = VisitorSketches(count: needsVisits ? wanted.count : 0, limit: limit)
        for (group, row) in zip(eventGroups, events) {
            let slot = slot(group)
            guard slot >= 0 else { continue }
            let event = Int(row)
            let visitor = pseudonyms[Int(all.visitor[event])]
            let did = UInt64(bitPattern: all.hash[event])
            ofEvents.add(visitor, did: did, to: slot)
            if reading != nil {
                let read = UInt64(bitPattern: all.engaged[event]) << 8
                ofReading.add(
                    visitor,
                    did: did &* 31 &+ (read | UInt64(bitPattern: all.depth[event])),
                    to: slot
                )
            }
            if needsVisits, isByEvents {
                ofVisits.add(visitor, did: did ^ mark(ofVisit: Int(all.visit[event])), to: slot)
            }
        }
        if needsVisits, !isByEvents {
            for (group, row) in zip(visitGroups, visitRows) {
                let slot = slot(group)
                guard slot >= 0 else { continue }
                let visitor = pseudonyms[Int(columns.visits.visitor[Int(row)])]
                ofVisits.add(visitor, did: mark(ofVisit: Int(row)), to: slot)
            }
        }
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
                ofEvents,
                totals[group].visitors,
                .events
            )
            if let figures = reading?[group].figures, let visitors = reading?[group].visitors {
                reading?[group].figures = settled(figures, ofReading, visitors, .reading)
            }
            if needsVisits {
                totals[group].visitFigures = settled(
                    totals[group].visitFigures,
                    ofVisits,
                    totals[group].visitVisitors,
                    .visits(ofEvents: isByEvents)
                )
            }
        }
    }

    /// The visitors of everything the filters leave, as may be released.
    func allVisitors(site: String, limit: Int, in memory: AnswerMemory) -> Int {
        var sketch = VisitorSketches(count: 1, limit: limit)
        for (visitor, pseudonym) in columns.visitors.pseudonyms.enumerated()
        where everybody?.contains(UInt32(visitor)) == true {
            sketch.add(pseudonym, did: 1, to: 0)
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

    private func mark(ofVisit visit: Int) -> UInt64 {
        let visits = columns.visits
        return UInt64(bitPattern: visits.start[visit] &* 31 &+ visits.duration[visit] &* 17)
            &+ UInt64(bitPattern: visits.pageviews[visit] << 16 &+ visits.events[visit])
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
