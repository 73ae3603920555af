internal import Usage

/// Goes through the rows of a query and counts them by group, on two threads where there are many.
struct KernelScan {
    let selection: Selection
    let filters: [Filter]
    let dimensions: [DimensionCodes]
    let isByEvents: Bool
    let needsVisits: Bool
    let countsVisitVisitors: Bool
    let countsEverybody: Bool
    /// Whether the events of each group are wanted one by one.
    let keepsEvents: Bool
    /// Whether the visits of each group are, where they are not those of events.
    let keepsVisits: Bool

    private var columns: SiteColumns { selection.columns }
    private var period: Range<Int64> { selection.period }

    var keys: GroupKeys { GroupKeys(sizes: dimensions.map { max(1, $0.count) }) }

    /// What each thread found.
    func run() -> [GroupedRows] {
        let keys = keys
        // Where nothing tells a visit's events apart, visits are counted and only those that cross an
        // edge of the period or of a time bucket are looked into.
        let isByVisits = !isByEvents && !keepsEvents && !filters.contains(where: \.isOnTime)
        let kind: Chunk.Kind = isByVisits ? .visits : .events
        var parts = selection.parts(kind, in: period)
        if keys.hasLevels { parts = [ArraySlice(parts.joined())] }
        let found = parts.map { candidates in
            makeRows(keys, expecting: candidates.count * TimeBlocks.size, kind)
        }
        let tests = selection.tests(filters, for: kind)
        TwoThreads.run(Array(parts.indices)) { part in
            let rows = found[part]
            selection.scan(kind, parts[part], in: period, passing: tests) { chunk in
                if isByVisits {
                    count(visits: chunk, in: rows, areWhole: true)
                } else {
                    count(events: chunk, in: rows)
                }
            }
        }
        let starts = selection.startsOfVisits
        if isByVisits {
            let before = starts.lowerBound..<max(starts.lowerBound, period.lowerBound)
            for candidates in selection.parts(.visits, in: before) {
                selection.scan(.visits, candidates, in: before, passing: tests) { chunk in
                    for index in 0..<chunk.count {
                        noteCrossing(Int(chunk.rows[index]), in: found[0])
                    }
                }
            }
            TwoThreads.run(found) { countCrossing(in: $0) }
        } else if needsVisits, !isByEvents {
            let tests = selection.tests(filters, for: .visits)
            for candidates in selection.parts(.visits, in: period) {
                selection.scan(.visits, candidates, in: period, passing: tests) { chunk in
                    count(visits: chunk, in: found[0], areWhole: false)
                }
            }
        }
        return found
    }

    private func makeRows(
        _ keys: GroupKeys,
        expecting count: Int,
        _ kind: Chunk.Kind
    ) -> GroupedRows {
        let rows = GroupedRows(keys, visitors: columns.visitors.count)
        rows.visitors.expect(count)
        if countsVisitVisitors, kind == .visits { rows.visitVisitors.expect(count) }
        if kind == .events, isByEvents, needsVisits { rows.visits.expect(count) }
        if countsEverybody { rows.everybody = VisitorSet(bound: columns.visitors.count) }
        return rows
    }

    private func count(events chunk: Chunk, in rows: GroupedRows) {
        let visitors = rows.first
        if let everybody = rows.everybody {
            chunk.read(columns.events.visitor, into: visitors)
            for index in 0..<chunk.count { _ = everybody.insert(visitors[index]) }
        }
        for dimension in dimensions {
            guard case .goals(let matches) = dimension.origin else { continue }
            chunk.remember()
            for goal in 0..<matches.count {
                chunk.recall()
                chunk.keep(.goals(matches, [goal], isNegated: false))
                count(events: chunk, of: UInt32(goal) + 1, in: rows)
            }
            return
        }
        count(events: chunk, of: 0, in: rows)
    }

    private func count(events chunk: Chunk, of goal: UInt32, in rows: GroupedRows) {
        let visitors = rows.first
        rows.group(chunk, by: dimensions, goal: goal)
        let count = chunk.count
        guard count > 0 else { return }
        if keepsEvents { rows.events.append(rows.groups, chunk.rows, count: count) }
        let (groups, what, sums) = (rows.groups, rows.second, rows.sums)
        chunk.read(columns.events.what, into: what)
        for index in 0..<count {
            let group = Int(groups[index])
            var sum = sums[group]
            sum.events &+= 1
            sum.pageviews &+= Int64(what[index] & 1)
            sums[group] = sum
        }
        chunk.read(columns.events.visitor, into: visitors)
        rows.visitors.append(groups, visitors, count: count, known: rows.numbers.count)
        if isByEvents, needsVisits {
            rows.visits.append(groups, chunk.visits, count: count)
        }
    }

    /// Counts visits that began within the period; where they `areWhole` their events as well.
    private func count(visits chunk: Chunk, in rows: GroupedRows, areWhole: Bool) {
        rows.group(chunk, by: dimensions)
        let count = chunk.count
        guard count > 0 else { return }
        let visits = columns.visits
        let (groups, sums) = (rows.groups, rows.sums)
        let (starts, durations) = (rows.firstTimes, rows.secondTimes)
        let (events, pageviews) = (rows.first, rows.second)
        chunk.read(visits.start, into: starts)
        chunk.read(visits.duration, into: durations)
        chunk.read(visits.events, into: events)
        chunk.read(visits.pageviews, into: pageviews)
        if needsVisits {
            for index in 0..<count {
                let group = Int(groups[index])
                var sum = sums[group]
                sum.visits &+= 1
                sum.bounces &+= events[index] == 1 && pageviews[index] == 1 ? 1 : 0
                sum.durationMs &+= durations[index]
                sum.visitPageviews &+= Int64(pageviews[index])
                sums[group] = sum
            }
            if countsVisitVisitors {
                let visitors = rows.third
                chunk.read(visits.visitor, into: visitors)
                rows.visitVisitors.append(groups, visitors, count: count, known: rows.numbers.count)
            }
            if keepsVisits { rows.visits.append(groups, chunk.rows, count: count) }
        }
        if areWhole { countEvents(chunk, in: rows) }
    }

    /// Counts the events of visits that began within the period.
    private func countEvents(_ chunk: Chunk, in rows: GroupedRows) {
        let count = chunk.count
        let (groups, sums) = (rows.groups, rows.sums)
        let (starts, durations) = (rows.firstTimes, rows.secondTimes)
        let (events, pageviews) = (rows.first, rows.second)
        let buckets = time
        let last = period.upperBound - 1
        // A duration is no shorter than from the first to the last event, so what seems to end within
        // its bucket does.
        let visitors = rows.third
        chunk.read(columns.visits.visitor, into: visitors)
        var kept = 0
        for index in 0..<count {
            let end = starts[index] &+ durations[index]
            let isWhole =
                end <= last
                && (buckets.map { $0.code(ofMs: end) == $0.code(ofMs: starts[index]) } ?? true)
            guard isWhole else {
                noteCrossing(Int(chunk.rows[index]), in: rows)
                continue
            }
            let group = Int(groups[index])
            var sum = sums[group]
            sum.events &+= Int64(events[index])
            sum.pageviews &+= Int64(pageviews[index])
            sums[group] = sum
            groups[kept] = groups[index]
            visitors[kept] = visitors[index]
            kept &+= 1
        }
        rows.visitors.append(groups, visitors, count: kept, known: rows.numbers.count)
        if let everybody = rows.everybody {
            for index in 0..<kept { _ = everybody.insert(visitors[index]) }
        }
    }

    private var time: TimeBuckets? {
        for dimension in dimensions {
            if case .time(let buckets) = dimension.origin { return buckets }
        }
        return nil
    }

    /// Notes the events of a visit, of which some may lie outside its bucket or the period.
    private func noteCrossing(_ visit: Int, in rows: GroupedRows) {
        var event = Int(columns.visits.lastEvent[visit])
        for _ in 0..<columns.visits.events[visit] {
            rows.crossing.append(UInt32(event))
            event = Int(columns.events.previous[event]) - 1
        }
    }

    /// Counts the noted events that lie within the period.
    private func countCrossing(in rows: GroupedRows) {
        let chunk = Chunk(.events, of: columns)
        var start = 0
        while start < rows.crossing.count {
            let end = min(start + TimeBlocks.size, rows.crossing.count)
            chunk.begin(rows.crossing[start..<end], in: period)
            if chunk.count > 0 { count(events: chunk, in: rows) }
            start = end
        }
        rows.crossing = []
    }
}
