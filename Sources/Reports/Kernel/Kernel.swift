internal import TimeZones
internal import Usage

/// The one kernel of all reports: select rows, group them, count distinct visitors exactly.
///
/// Events count where they happened in the period. Visits count where they began in it; where a
/// filter or dimension tells single events apart, visits with such an event in the period count.
final class Kernel {
    let columns: SiteColumns
    /// Rows of the selected events and their groups, where reading or overlaps ask for them.
    let events: [UInt32]
    let eventGroups: [UInt32]
    /// What each thread found and what its groups are called here, where whoever asked wants marks of
    /// what was counted.
    let parts: [(rows: GroupedRows, names: [UInt32])]
    /// Nil where no marks are wanted.
    let marking: GroupMarks.Kinds?
    /// Whether an event can be in several groups, as one that is two goals.
    let hasOverlaps: Bool
    /// Whether visits are those of the selected events.
    let isByEvents: Bool
    let needsVisits: Bool
    /// The codes of each group that occurs, dimension by dimension.
    let groups: GroupCodes
    let dimensions: [DimensionCodes]
    private let sums: GroupSums
    /// Nil where nobody needs them.
    private let visitors: DistinctVisitors?
    private let visitorCounts: [Int]
    private let visitVisitors: DistinctVisitors?
    private let visitVisitorCounts: [Int]
    /// Visits of the selected events.
    private let visits: DistinctValues?
    /// Visitors of everything the filters leave, where that is asked for.
    let everybody: VisitorSet?
    /// The events of each group, where one can be in several.
    private let overlaps: DistinctValues?

    /// `countsPeople` says whether visitors are wanted whatever is asked, as where small groups are
    /// hidden, `markLimit` how many visitors must tell two sets apart by their marks, nil without marks.
    init(
        _ query: ReportQuery,
        columns: SiteColumns,
        period: Range<Int64>,
        zone: TimeZone,
        countsPeople: Bool = true,
        countsEverybody: Bool = false,
        markLimit: Int? = nil
    ) {
        self.columns = columns
        isByEvents = query.isByEvents
        needsVisits = query.metrics.contains(where: \.isOfVisits)
        dimensions = query.dimensions.map {
            DimensionCodes($0, in: columns, period: period, zone: zone)
        }
        hasOverlaps = query.dimensions.contains(where: \.isGoal)
        var needs = Needs(query.metrics)
        let keys = GroupKeys(sizes: dimensions.map { max(1, $0.count) })
        marking = markLimit.map { [isByEvents, needsVisits] limit in
            GroupMarks.Kinds(
                limit: limit,
                reading: query.metrics.contains(where: \.isOfReading),
                visits: needsVisits && !isByEvents,
                visitsOfEvents: needsVisits && isByEvents
            )
        }
        let marksRows = marking != nil && !GroupMarks.fit(dimensions.map(\.mostDistinct))
        if countsPeople || marking != nil {
            needs.insert(.visitors)
            if needsVisits { needs.insert(.visitVisitors) }
        }
        if countsEverybody { needs.formUnion([.visitors, .everybody]) }
        if hasOverlaps { needs.insert(.eventRows) }
        if marking != nil {
            needs.formUnion([.events, .pageviews])
            if needsVisits { needs.formUnion(.ofVisits) }
        }
        if marksRows {
            needs.formUnion(needsVisits && !isByEvents ? [.eventRows, .visitRows] : .eventRows)
        }
        let scan = KernelScan(
            selection: Selection(columns: columns, period: period, zone: zone),
            filters: query.filters,
            dimensions: dimensions,
            isByEvents: isByEvents,
            needs: needs,
            keys: keys,
            marking: marksRows ? nil : marking
        )
        let found = scan.run()
        let (groups, names) = Self.joined(found, scan.keys)
        self.groups = groups
        sums = GroupSums(found, names: names, groups: groups.count, needs)
        func distinct(_ visitors: (GroupedRows) -> GroupVisitors) -> DistinctVisitors {
            DistinctVisitors(
                found,
                visitors,
                names: names,
                groups: groups.count,
                bound: columns.visitors.count
            )
        }
        visitors = needs.contains(.visitors) ? distinct(\.visitors) : nil
        visitorCounts = visitors?.counts() ?? [Int](repeating: 0, count: groups.count)
        visitVisitors =
            needs.contains(.visitVisitors) && !isByEvents ? distinct(\.visitVisitors) : nil
        visitVisitorCounts =
            isByEvents
            ? visitorCounts : visitVisitors?.counts() ?? [Int](repeating: 0, count: groups.count)
        visits =
            isByEvents && needsVisits
            ? DistinctValues(
                zip(found, names).map { rows, names in
                    DistinctValues.Part(rows.visitsOfEvents, names: names, groups: groups.count)
                },
                of: found,
                groups: groups.count,
                bound: columns.visits.count
            ) : nil
        let wantsEvents = hasOverlaps || query.metrics.contains(where: \.isOfReading)
        (events, eventGroups) = wantsEvents ? Self.rows(found, names) : ([], [])
        overlaps =
            hasOverlaps
            ? DistinctValues(
                events,
                groups: eventGroups,
                count: groups.count,
                bound: columns.events.count
            ) : nil
        parts = marking != nil ? zip(found, names).map { (rows: $0, names: $1) } : []
        everybody = found[0].everybody
        for other in found.dropFirst() {
            if let more = other.everybody { everybody?.formUnion(more) }
        }
    }

    /// The groups that the threads found, under common numbers, and which those are by thread.
    private static func joined(
        _ found: [GroupedRows],
        _ keys: GroupKeys
    ) -> (groups: GroupCodes, names: [[UInt32]]) {
        var groups = found[0].groupCodes
        var names = [Array(0..<UInt32(groups.count))]
        guard found.count > 1 else { return (groups, names) }
        let common = GroupNumbers(bits: keys.keyBits)
        for key in found[0].numbers.keys { _ = common.number(key) }
        for rows in found.dropFirst() {
            let codes = rows.groupCodes
            let ofRows = rows.numbers.keys.map { common.number($0) }
            for (group, name) in ofRows.enumerated() where Int(name) == groups.count {
                groups.append(codes[group])
            }
            names.append(ofRows)
        }
        return (groups, names)
    }

    /// The events that were counted, and their groups.
    private static func rows(
        _ found: [GroupedRows],
        _ names: [[UInt32]]
    ) -> (rows: [UInt32], groups: [UInt32]) {
        var (values, groups): ([UInt32], [UInt32]) = ([], [])
        for (rows, names) in zip(found, names) {
            let pairs = rows.keptEvents
            values.reserveCapacity(values.count + pairs.count)
            groups.reserveCapacity(groups.count + pairs.count)
            for index in 0..<pairs.count {
                values.append(pairs.values[index])
                groups.append(names[Int(pairs.groups[index])])
            }
        }
        return (values, groups)
    }

    /// Distinct visitors of everything the filters leave, where a percentage is asked for.
    func allVisitors() -> Int { everybody?.count ?? 0 }

    /// The totals of each group, groups joined as `target` says: the new group of each group; nil
    /// joins none.
    func totals(mergedInto target: [UInt32]?, count: Int) -> [Totals] {
        let members = GroupMembers(target, groups: groups.count, count: count)
        var (visitors, visitVisitors) = (visitorCounts, visitVisitorCounts)
        if target != nil {
            visitors = self.visitors?.counts(members, visitors) ?? []
            visitVisitors =
                isByEvents ? visitors : self.visitVisitors?.counts(members, visitVisitors) ?? []
        }
        let ofSelected = visits.map { sums($0, members) }
        return (0..<members.count).map { new in
            let groups = members[new]
            var totals = ofSelected?[new] ?? Totals()
            if !isByEvents {
                totals.visits = Int(sums[.visits, groups])
                totals.bounces = Int(sums[.bounces, groups])
                totals.durationMs = sums[.durations, groups]
                totals.visitPageviews = Int(sums[.visitPageviews, groups])
            }
            if groups.count > 1, let overlaps {
                _ = overlaps.count(of: groups, using: overlaps.makeSet()) { event in
                    totals.events += 1
                    totals.pageviews += columns.events.isPageview(Int(event)) ? 1 : 0
                }
            } else {
                totals.events = Int(sums[.events, groups])
                totals.pageviews = Int(sums[.pageviews, groups])
            }
            totals.visitors = visitors.isEmpty ? 0 : visitors[new]
            totals.visitVisitors = visitVisitors.isEmpty ? 0 : visitVisitors[new]
            return totals
        }
    }

    /// What the distinct visits of each new group add up to.
    private func sums(_ visits: DistinctValues, _ members: GroupMembers) -> [Totals] {
        var sums = [Totals](repeating: Totals(), count: members.count)
        // In the order of visits where blocks come from disk: each comes once.
        let isSorted = !columns.isInMemory
        var pairs: [UInt64] = []
        let seen = visits.makeSet()
        for new in 0..<members.count {
            let groups = members[new]
            func note(_ visit: UInt32) {
                if isSorted {
                    pairs.append(UInt64(visit) << 32 | UInt64(new))
                } else {
                    add(Int(visit), to: &sums[new])
                }
            }
            _ = visits.count(of: groups, using: seen, note)
        }
        pairs.sort()
        for pair in pairs {
            add(Int(pair >> 32), to: &sums[Int(pair & 0xFFFF_FFFF)])
        }
        return sums
    }

    private func add(_ visit: Int, to totals: inout Totals) {
        let visits = columns.visits
        let pageviews = visits.pageviews[visit]
        totals.visits += 1
        totals.bounces += pageviews == 1 && visits.events[visit] == 1 ? 1 : 0
        totals.durationMs += visits.duration[visit]
        totals.visitPageviews += Int(pageviews)
    }
}
