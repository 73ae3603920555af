internal import TimeZones
internal import Usage

/// The one kernel of all reports: select rows, group them, count distinct visitors exactly.
///
/// Events count where they happened in the period. Visits count where they began in it; where a
/// filter or dimension tells single events apart, visits with such an event in the period count.
final class Kernel {
    let columns: SiteColumns
    /// What each thread found and what its groups are called here, where whoever asked needs the rows
    /// once more.
    let parts: [(rows: GroupedRows, names: [UInt32])]
    let scan: KernelScan
    /// The events once more, one by one; nil where nobody needs them.
    let singleEvents: EventScan?
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
        if hasOverlaps { needs.insert(.singleEvents) }
        if marking != nil {
            needs.formUnion([.events, .pageviews])
            if needsVisits { needs.formUnion(.ofVisits) }
        }
        if marksRows { needs.insert(.singleEvents) }
        scan = KernelScan(
            selection: Selection(columns: columns, period: period, zone: zone),
            filters: query.filters,
            dimensions: dimensions,
            isByEvents: isByEvents,
            needs: needs,
            keys: keys,
            marking: marksRows ? nil : marking
        )
        let (found, singleEvents) = scan.run()
        self.singleEvents = singleEvents
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
        visitorCounts = visitors?.counts() ?? []
        visitVisitors =
            needs.contains(.visitVisitors) && !isByEvents ? distinct(\.visitVisitors) : nil
        visitVisitorCounts =
            isByEvents
            ? visitorCounts : visitVisitors?.counts() ?? []
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
        parts =
            marking != nil || singleEvents != nil
            ? zip(found, names).map { (rows: $0, names: $1) } : []
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
        let first = found[0].numbers.keys
        var names = [Array(0..<UInt32(first.count))]
        guard found.count > 1 else { return (found[0].codes(of: first), names) }
        let common = GroupNumbers(bits: keys.keyBits)
        for key in first { _ = common.number(key) }
        for rows in found.dropFirst() { names.append(rows.numbers.keys.map(common.number)) }
        return (found[0].codes(of: common.keys), names)
    }

    /// Distinct visitors of everything the filters leave, where a percentage is asked for.
    func allVisitors() -> Int { everybody?.count ?? 0 }

    /// The totals of each group, groups joined as `target` says: the new group of each group; nil
    /// joins none.
    func totals(mergedInto target: [UInt32]?, count: Int) -> GroupTotals {
        var totals = GroupTotals(count: count)
        for figure in Figure.allCases where !isByEvents || !figure.isOfVisits {
            totals.set(figure, sums.joined(figure, target, count))
        }
        let needsMembers = target != nil || visits != nil
        let members =
            needsMembers ? GroupMembers(target, groups: groups.count, count: count) : nil
        if let visits, let members { sum(visits, members, into: &totals) }
        var (visitors, visitVisitors) = (visitorCounts, visitVisitorCounts)
        if target != nil, let members {
            visitors = self.visitors?.counts(members, visitors) ?? []
            visitVisitors =
                isByEvents ? visitors : self.visitVisitors?.counts(members, visitVisitors) ?? []
        }
        totals.setVisitors(visitors)
        if needsVisits { totals.setVisitVisitors(visitVisitors) }
        if let target, hasOverlaps, let members {
            let joined = EventsOfGoals(self, target, members)
            for group in totals.indices where members[group].count > 1 {
                totals[group].events = joined.events(of: group)
                totals[group].pageviews = joined.pageviews(of: group)
            }
        }
        return totals
    }

    /// Puts in what the distinct visits of each new group add up to.
    private func sum(
        _ visits: DistinctValues,
        _ members: GroupMembers,
        into totals: inout GroupTotals
    ) {
        var sums = Figure.allCases.map { figure in
            [Int64](repeating: 0, count: figure.isOfVisits ? members.count : 0)
        }
        let columns = columns.visits
        func add(_ visit: Int, to group: Int) {
            let pageviews = columns.pageviews[visit]
            let isBounce = pageviews == 1 && columns.events[visit] == 1
            sums[Figure.visits.rawValue][group] += 1
            sums[Figure.bounces.rawValue][group] += isBounce ? 1 : 0
            sums[Figure.durations.rawValue][group] += columns.duration[visit]
            sums[Figure.visitPageviews.rawValue][group] += pageviews
        }
        // In the order of visits where blocks come from disk: each comes once.
        let isSorted = !self.columns.isInMemory
        var pairs: [UInt64] = []
        let seen = visits.makeSet()
        for new in 0..<members.count {
            _ = visits.count(of: members[new], using: seen) { visit in
                if isSorted {
                    pairs.append(UInt64(visit) << 32 | UInt64(new))
                } else {
                    add(Int(visit), to: new)
                }
            }
        }
        pairs.sort()
        for pair in pairs { add(Int(pair >> 32), to: Int(pair & 0xFFFF_FFFF)) }
        for figure in Figure.allCases where figure.isOfVisits {
            totals.set(figure, sums[figure.rawValue])
        }
    }
}
