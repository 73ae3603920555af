internal import TimeZones
internal import Usage

/// The one kernel of all reports: select rows, group them, count distinct visitors exactly.
///
/// Events count where they happened in the period. Visits count where they began in it; where a
/// filter or dimension tells single events apart, visits with such an event in the period count.
struct Kernel {
    let columns: SiteColumns
    let events: [UInt32]
    /// Also those in no group, such as events without a page.
    private let filteredEvents: [UInt32]
    private let visits: [UInt32]
    /// Whether visits are those of the selected events.
    private let isByEvents: Bool
    let eventGroups: [UInt32]
    /// Whether an event can be in several groups, as one that is two goals.
    let hasOverlaps: Bool
    private let visitGroups: [UInt32]
    /// The codes of each group that occurs, dimension by dimension.
    let groups: [[UInt32]]
    let dimensions: [DimensionCodes]

    init(_ query: ReportQuery, columns: SiteColumns, period: Range<Int64>, zone: TimeZone) {
        self.columns = columns
        let selection = Selection(columns: columns, period: period, zone: zone)
        isByEvents =
            query.dimensions.contains(where: \.isEvent)
            || query.filters.contains(where: \.isOnEvents)
        var events = selection.events(selection.events(), passing: query.filters)
        let dimensions = query.dimensions.map {
            DimensionCodes($0, in: columns, period: period, zone: zone)
        }
        filteredEvents = events
        var eventCodes = dimensions.map { $0.codes(ofEvents: events, in: columns) }
        // An event without a page (or host) is in no group of pages.
        for (index, dimension) in query.dimensions.enumerated()
        where dimension == .page || dimension == .hostname {
            let kept = eventCodes[index].indices.filter { eventCodes[index][$0] != 0 }
            guard kept.count < events.count else { continue }
            events = kept.map { events[$0] }
            eventCodes = eventCodes.map { codes in kept.map { codes[$0] } }
        }
        for (index, dimension) in dimensions.enumerated() {
            guard case .goals(let matches, let count) = dimension.origin else { continue }
            let all = columns.events
            var (kept, codes): ([Int], [UInt32]) = ([], [])
            for (position, event) in events.enumerated() {
                for goal in 0..<count where matches.isMatch(goal, Int(event), in: all) {
                    kept.append(position)
                    codes.append(UInt32(goal + 1))
                }
            }
            events = kept.map { events[$0] }
            eventCodes = eventCodes.map { codes in kept.map { codes[$0] } }
            eventCodes[index] = codes
        }
        hasOverlaps = query.dimensions.contains(where: \.isGoal)
        self.events = events
        self.dimensions = dimensions
        var grouping = Grouping(sizes: dimensions.map { max(1, $0.count) })
        eventGroups = grouping.groups(of: eventCodes, rows: events.count)
        let needsVisits = query.metrics.contains(where: \.isOfVisits)
        if needsVisits, !isByEvents {
            let visits = selection.visits(selection.visits(), passing: query.filters)
            let codes = dimensions.map { $0.codes(ofVisits: visits, in: columns) }
            visitGroups = grouping.groups(of: codes, rows: visits.count)
            self.visits = visits
        } else {
            (visits, visitGroups) = ([], [])
        }
        groups = grouping.codes
    }

    /// Distinct visitors of everything the filters leave.
    func allVisitors() -> Int {
        var isCounted = [Bool](repeating: false, count: columns.visitors.count)
        var count = 0
        for event in filteredEvents {
            let visitor = Int(columns.events.visitor[Int(event)])
            if !isCounted[visitor] { count += 1 }
            isCounted[visitor] = true
        }
        return count
    }

    /// The totals of each group, groups joined as `target` says: the new group of each group; nil
    /// joins none.
    func totals(mergedInto target: [UInt32]?, count: Int) -> [Totals] {
        var totals = [Totals](repeating: Totals(), count: count)
        let groupOfEvent =
            target.map { target in eventGroups.map { target[Int($0)] } } ?? eventGroups
        func note(event: UInt32, in group: Int) {
            totals[group].events += 1
            if columns.events.isPageview[Int(event)] { totals[group].pageviews += 1 }
        }
        let partition = Partition(groupOfEvent, count: count)
        if hasOverlaps {
            partition.forEachDistinct(events, bound: columns.events.count) { group, position in
                note(event: events[position], in: group)
            }
        } else {
            for (group, event) in zip(groupOfEvent, events) { note(event: event, in: Int(group)) }
        }
        let visitors = events.map { columns.events.visitor[Int($0)] }
        partition.forEachDistinct(visitors, bound: columns.visitors.count) { group, _ in
            totals[group].visitors += 1
        }
        if isByEvents {
            let ofEvents = events.map { columns.events.visit[Int($0)] }
            partition.forEachDistinct(ofEvents, bound: columns.visits.count) { group, position in
                add(visit: Int(ofEvents[position]), to: &totals[group])
            }
            for group in totals.indices { totals[group].visitVisitors = totals[group].visitors }
        } else {
            let groupOfVisit =
                target.map { target in visitGroups.map { target[Int($0)] } } ?? visitGroups
            for (group, visit) in zip(groupOfVisit, visits) {
                add(visit: Int(visit), to: &totals[Int(group)])
            }
            let ofVisits = visits.map { columns.visits.visitor[Int($0)] }
            Partition(groupOfVisit, count: count)
                .forEachDistinct(ofVisits, bound: columns.visitors.count) { group, _ in
                    totals[group].visitVisitors += 1
                }
        }
        return totals
    }

    private func add(visit: Int, to totals: inout Totals) {
        let pageviews = columns.visits.pageviews[visit]
        totals.visits += 1
        if pageviews == 1, columns.visits.events[visit] == 1 { totals.bounces += 1 }
        totals.durationMs += columns.visits.duration[visit]
        totals.visitPageviews += Int(pageviews)
    }
}
