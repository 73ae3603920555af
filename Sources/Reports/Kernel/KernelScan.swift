internal import Usage

/// Goes through the rows of a query and counts them by group, on two threads where there are many.
struct KernelScan {
    let selection: Selection
    let filters: [Filter]
    let dimensions: [DimensionCodes]
    let isByEvents: Bool
    let needs: Needs
    let keys: GroupKeys
    /// Of which kinds the marks of groups are wanted; nil where none are, or where there may be so many
    /// groups that those which are shown are marked afterwards.
    let marking: GroupMarks.Kinds?

    private var columns: SiteColumns { selection.columns }
    private var period: Range<Int64> { selection.period }
    /// Whether visits are wanted that are not those of events.
    private var countsVisits: Bool { !isByEvents && !needs.isDisjoint(with: .ofVisits) }

    /// What each thread found, and how its events are gone through again where somebody needs them
    /// one by one.
    func run() -> (found: [GroupedRows], events: EventScan?) {
        // Where nothing tells a visit's events apart, visits are counted and only those that cross an
        // edge of the period or of a time bucket are looked into.
        if !isByEvents, !needs.contains(.singleEvents), !filters.contains(where: \.isOnTime) {
            return (countByVisits(), nil)
        }
        // Numbers of one thread that mean nothing to another keep to one.
        let events = EventScan(selection, filters, isSplit: !keys.hasLevels)
        let found = makeRows(events.parts, .events, share: events.share)
        TwoThreads.run(Array(events.parts.indices)) { part in
            events.run(part) { count(events: $0, in: found[part]) }
        }
        if countsVisits {
            eachVisit { count(visits: $0, in: found[0], areWhole: false) }
        }
        return (found, needs.contains(.singleEvents) ? events : nil)
    }

    /// Gives the visits that began in the period and pass to `visit`.
    func eachVisit(_ visit: (Chunk) -> Void) {
        let tests = selection.tests(filters, for: .visits)
        for candidates in selection.parts(.visits, in: period) {
            selection.scan(.visits, candidates, in: period, passing: tests, visit)
        }
    }

    private func makeRows(
        _ parts: [ArraySlice<TimeBlocks.Candidate>],
        _ kind: Chunk.Kind,
        share: Double = 1
    )
        -> [GroupedRows]
    {
        func rows(_ blocks: Int) -> Int { Int(Double(blocks * TimeBlocks.size) * share) }
        let all = rows(parts.reduce(0) { $0 + $1.count })
        return parts.map { candidates in
            let count = rows(candidates.count)
            let rows = GroupedRows(
                keys,
                needs,
                rows: all,
                visitors: columns.visitors.count
            )
            if needs.contains(.visitors) { rows.visitors.expect(count) }
            if needs.contains(.visitVisitors), kind == .visits { rows.visitVisitors.expect(count) }
            if needs.contains(.everybody) {
                rows.everybody = VisitorSet(bound: columns.visitors.count)
            }
            rows.marks = marking.map { GroupMarks($0, groups: 0) }
            if needs.contains(.reading) {
                rows.readers = ReaderCounts(visitors: columns.visitors.count)
            }
            return rows
        }
    }

    private func countByVisits() -> [GroupedRows] {
        let split = selection.parts(.visits, in: period)
        // Numbers of one thread that mean nothing to another keep to one.
        let parts = keys.hasLevels ? [ArraySlice(split.joined())] : split
        let found = makeRows(parts, .visits)
        let tests = selection.tests(filters, for: .visits)
        let starts = selection.startsOfVisits
        let before = starts.lowerBound..<max(starts.lowerBound, period.lowerBound)
        TwoThreads.run(Array(parts.indices)) { part in
            let rows = found[part]
            selection.scan(.visits, parts[part], in: period, passing: tests) { chunk in
                count(visits: chunk, in: rows, areWhole: true)
            }
            // Visits that began before the period may reach into it.
            if part == 0 {
                for candidates in selection.parts(.visits, in: before) {
                    let reaching = candidates.filter { $0.end >= period.lowerBound }
                    selection.scan(.visits, reaching[...], in: before, passing: tests) { chunk in
                        noteReaching(chunk, in: rows)
                    }
                }
            }
            let events = Chunk(.events, of: columns)
            rows.noted.take(in: period, using: events, areWithin: false) {
                count(events: $0, in: rows)
            }
        }
        return found
    }

    // MARK: - Events

    private func count(events chunk: Chunk, in rows: GroupedRows) {
        if let everybody = rows.everybody {
            let visitors = rows.first
            chunk.read(columns.events.visitor, into: visitors)
            for index in 0..<chunk.count { _ = everybody.insert(visitors[index]) }
        }
        group(chunk, in: rows) { count(groupedEvents: $0, in: rows) }
    }

    /// Finds the groups of a chunk's events and gives it to `visit`: goal by goal, where a dimension is
    /// one, for an event can be several.
    func group(_ chunk: Chunk, in rows: GroupedRows, _ visit: (Chunk) -> Void) {
        func group(_ goal: UInt32) {
            rows.group(chunk, by: dimensions, goal: goal)
            if chunk.count > 0 { visit(chunk) }
        }
        for dimension in dimensions {
            guard case .goals(let matches) = dimension.origin else { continue }
            chunk.remember()
            for goal in 0..<matches.count {
                chunk.recall()
                chunk.keep(.goals(matches, [goal], isNegated: false))
                if chunk.count > 0 { group(UInt32(goal) + 1) }
            }
            return
        }
        group(0)
    }

    private func count(groupedEvents chunk: Chunk, in rows: GroupedRows) {
        let count = chunk.count
        let (groups, same, numbers) = (rows.groups, rows.same, rows.first)
        if needs.contains(.events) {
            rows.sums[Figure.events.rawValue].addOnes(to: groups, same: same, count: count)
        }
        if needs.contains(.pageviews) {
            chunk.read(columns.events.what, into: numbers)
            for index in 0..<count { numbers[index] &= 1 }
            rows.sums[Figure.pageviews.rawValue].add(numbers, to: groups, same: same, count: count)
        }
        let known = rows.numbers.count
        if needs.contains(.visitors) {
            chunk.readVisitors(into: numbers)
            rows.visitors.append(groups, numbers, count: count, known: known)
        }
        if let marks = rows.marks {
            let visits = marks.kinds.visitsOfEvents ? chunk.visits : nil
            marks.add(
                events: chunk.rows,
                count: count,
                of: numbers,
                visits,
                in: columns,
                to: groups
            )
        }
        if isByEvents, !needs.isDisjoint(with: .ofVisits) {
            rows.visitsOfEvents.append(groups, chunk.visits, count: count, known: known)
        }
        if let readers = rows.readers {
            let (what, visitors) = (rows.second, rows.third)
            chunk.read(columns.events.what, into: what)
            chunk.read(columns.events.visitor, into: visitors)
            readers.add(visitors, what, count: count)
        }
    }

    // MARK: - Visits

    /// Counts visits that began within the period; where they `areWhole` their events as well.
    private func count(visits chunk: Chunk, in rows: GroupedRows, areWhole: Bool) {
        rows.group(chunk, by: dimensions)
        let count = chunk.count
        guard count > 0 else { return }
        let visits = columns.visits
        let (groups, same, known) = (rows.groups, rows.same, rows.numbers.count)
        let (events, pageviews, visitors) = (rows.first, rows.second, rows.third)
        if !needs.isDisjoint(with: [.pageviews, .bounces, .visitPageviews]) {
            chunk.read(visits.pageviews, into: pageviews)
        }
        if !needs.isDisjoint(with: [.events, .bounces]) { chunk.read(visits.events, into: events) }
        if !needs.isDisjoint(with: [.visitors, .visitVisitors]) {
            chunk.read(visits.visitor, into: visitors)
        }
        if needs.contains(.visits) {
            rows.sums[Figure.visits.rawValue].addOnes(to: groups, same: same, count: count)
        }
        if needs.contains(.bounces) {
            let bounces = rows.fourth
            for index in 0..<count {
                bounces[index] = events[index] == 1 && pageviews[index] == 1 ? 1 : 0
            }
            rows.sums[Figure.bounces.rawValue].add(bounces, to: groups, same: same, count: count)
        }
        if needs.contains(.durations) {
            chunk.read(visits.duration, into: rows.fourth)
            rows.sums[Figure.durations.rawValue].add(
                rows.fourth,
                to: groups,
                same: same,
                count: count
            )
        }
        if needs.contains(.visitPageviews) {
            rows.sums[Figure.visitPageviews.rawValue].add(
                pageviews,
                to: groups,
                same: same,
                count: count
            )
        }
        if needs.contains(.visitVisitors) {
            rows.visitVisitors.append(groups, visitors, count: count, known: known)
        }
        if let marks = rows.marks {
            marks.add(visits: chunk.rows, count: count, of: visitors, in: columns, to: groups)
        }
        guard areWhole else { return }
        let kept = areWithinBuckets(chunk) ? count : keepWhole(chunk, in: rows)
        if needs.contains(.events) {
            rows.sums[Figure.events.rawValue].add(events, to: groups, same: same, count: kept)
        }
        if needs.contains(.pageviews) {
            rows.sums[Figure.pageviews.rawValue].add(pageviews, to: groups, same: same, count: kept)
        }
        if needs.contains(.visitors) {
            rows.visitors.append(groups, visitors, count: kept, known: known)
        }
        if let everybody = rows.everybody {
            for index in 0..<kept { _ = everybody.insert(visitors[index]) }
        }
        rows.marks?.addEvents(ofVisits: kept, of: visitors, in: columns, to: groups)
    }

    /// Whether no visit of a chunk can have events beyond the period or its time bucket.
    private func areWithinBuckets(_ chunk: Chunk) -> Bool {
        guard chunk.end < period.upperBound else { return false }
        return time.map { $0.code(ofMs: chunk.earliest) == $0.code(ofMs: chunk.end) } ?? true
    }

    /// Notes the events of visits that may have some beyond the period or their bucket and moves the
    /// groups and numbers of the others together; returns how many those are.
    private func keepWhole(_ chunk: Chunk, in rows: GroupedRows) -> Int {
        let groups = rows.groups
        let (events, pageviews, visitors) = (rows.first, rows.second, rows.third)
        let (starts, durations) = (rows.firstTimes, rows.secondTimes)
        chunk.read(columns.visits.start, into: starts)
        chunk.read(columns.visits.duration, into: durations)
        let buckets = time
        let last = period.upperBound - 1
        let visits = chunk.rows
        let crossing = rows.fourth
        let marks = rows.marks?.ofVisits
        var (kept, crossed) = (0, 0)
        for index in 0..<chunk.count {
            // A duration is no shorter than from the first to the last event, so what seems to end
            // within its bucket does.
            let end = starts[index] &+ durations[index]
            let isWhole =
                end <= last
                && (buckets.map { $0.code(ofMs: end) == $0.code(ofMs: starts[index]) } ?? true)
            guard isWhole else {
                crossing[crossed] = visits[index]
                crossed &+= 1
                continue
            }
            groups[kept] = groups[index]
            events[kept] = events[index]
            pageviews[kept] = pageviews[index]
            visitors[kept] = visitors[index]
            if let marks { marks[kept] = marks[index] }
            kept &+= 1
        }
        rows.noted.append(eventsOf: crossing, count: crossed, in: columns)
        return kept
    }

    private var time: TimeBuckets? {
        for dimension in dimensions {
            if case .time(let buckets) = dimension.origin { return buckets }
        }
        return nil
    }

    /// Notes the events of visits that last until the period begins.
    private func noteReaching(_ chunk: Chunk, in rows: GroupedRows) {
        let (starts, durations) = (rows.firstTimes, rows.secondTimes)
        chunk.read(columns.visits.start, into: starts)
        chunk.read(columns.visits.duration, into: durations)
        let (visits, reaching) = (chunk.rows, rows.fourth)
        var count = 0
        for index in 0..<chunk.count {
            reaching[count] = visits[index]
            count &+= starts[index] &+ durations[index] >= period.lowerBound ? 1 : 0
        }
        rows.noted.append(eventsOf: reaching, count: count, in: columns)
    }
}
