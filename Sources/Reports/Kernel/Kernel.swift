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
    /// What each thread found and what its groups are called here, where whoever asked wants the
    /// rows that were counted.
    let parts: [(rows: GroupedRows, names: [UInt32])]
    /// Whether an event can be in several groups, as one that is two goals.
    let hasOverlaps: Bool
    private let selection: Selection
    private let filters: [Filter]
    /// Whether visits are those of the selected events.
    let isByEvents: Bool
    let needsVisits: Bool
    private let countsVisitors: Bool
    /// The codes of each group that occurs, dimension by dimension.
    let groups: GroupCodes
    let dimensions: [DimensionCodes]
    private let sums: [GroupSums]
    private let visitors: DistinctVisitors
    /// Visits of the selected events.
    private let visits: DistinctPairs?
    private let visitVisitors: DistinctVisitors?
    /// Visitors of everything the filters leave, where that is asked for.
    let everybody: VisitorSet?
    /// The events of each group, where one can be in several.
    private let overlaps: DistinctPairs?

    /// `countsVisitVisitors` says whether the visitors of visits are wanted, too, `keepsRows` whether
    /// the rows that were counted.
    init(
        _ query: ReportQuery,
        columns: SiteColumns,
        period: Range<Int64>,
        zone: TimeZone,
        countsVisitVisitors: Bool = true,
        countsEverybody: Bool = false,
        keepsRows: Bool = false
    ) {
        self.columns = columns
        selection = Selection(columns: columns, period: period, zone: zone)
        filters = query.filters
        isByEvents =
            query.dimensions.contains(where: \.isEvent)
            || query.filters.contains(where: \.isOnEvents)
        needsVisits = query.metrics.contains(where: \.isOfVisits)
        countsVisitors = countsVisitVisitors
        dimensions = query.dimensions.map {
            DimensionCodes($0, in: columns, period: period, zone: zone)
        }
        hasOverlaps = query.dimensions.contains(where: \.isGoal)
        let scan = KernelScan(
            selection: selection,
            filters: query.filters,
            dimensions: dimensions,
            isByEvents: isByEvents,
            needsVisits: needsVisits,
            countsVisitVisitors: countsVisitVisitors && needsVisits && !isByEvents,
            countsEverybody: countsEverybody || query.metrics.contains(.percentage),
            keepsEvents: keepsRows || hasOverlaps
                || query.metrics.contains(where: \.isOfReading),
            keepsVisits: keepsRows
        )
        let found = scan.run()

        // What the threads found, under common numbers.
        var names: [[UInt32]] = []
        var groups = GroupCodes(width: dimensions.count)
        var sums: [GroupSums] = []
        let common = GroupNumbers(bits: scan.keys.keyBits)
        for rows in found {
            if found.count == 1 {
                groups = rows.groupCodes
                names.append(Array(0..<UInt32(groups.count)))
                sums = groups.indices.map { rows.sums[$0] }
                break
            }
            let ofRows = rows.numbers.keys.map { common.number($0) }
            let codes = rows.groupCodes
            for (group, name) in ofRows.enumerated() {
                if Int(name) == sums.count {
                    sums.append(rows.sums[group])
                    groups.append(codes[group])
                } else {
                    sums[Int(name)] += rows.sums[group]
                }
            }
            names.append(ofRows)
        }
        self.groups = groups
        self.sums = sums
        func distinct(_ pairs: (GroupedRows) -> GroupedRows.Pairs, bound: Int) -> DistinctPairs {
            DistinctPairs(
                zip(found, names).map { DistinctPairs.Part(pairs: pairs($0), names: $1) },
                groups: groups.count,
                bound: bound
            )
        }
        func distinctVisitors(_ found: [GroupVisitors]) -> DistinctVisitors {
            guard let first = found[0].matrix else {
                let parts = zip(found, names).map { DistinctPairs.Part(pairs: $0.pairs, names: $1) }
                return .pairs(
                    DistinctPairs(parts, groups: groups.count, bound: columns.visitors.count)
                )
            }
            // The first thread's groups come first and keep their numbers.
            first.reserve(groups.count)
            for (other, names) in zip(found, names).dropFirst() {
                guard let matrix = other.matrix else { continue }
                matrix.reserve(names.count)
                first.formUnion(matrix, names: names)
            }
            return .matrix(first)
        }
        visitors = distinctVisitors(found.map(\.visitors))
        overlaps = hasOverlaps ? distinct(\.events, bound: columns.events.count) : nil
        func rows(_ pairs: (GroupedRows) -> GroupedRows.Pairs) -> (rows: [UInt32], groups: [UInt32])
        {
            var (values, groups): ([UInt32], [UInt32]) = ([], [])
            for (rows, names) in zip(found, names) {
                let pairs = pairs(rows)
                for index in 0..<pairs.count {
                    values.append(pairs.values[index])
                    groups.append(names[Int(pairs.groups[index])])
                }
            }
            return (values, groups)
        }
        let wantsEvents = hasOverlaps || query.metrics.contains(where: \.isOfReading)
        (events, eventGroups) = wantsEvents ? rows(\.events) : ([], [])
        parts = keepsRows ? zip(found, names).map { (rows: $0, names: $1) } : []
        visits =
            isByEvents && needsVisits ? distinct(\.visits, bound: columns.visits.count) : nil
        visitVisitors =
            scan.countsVisitVisitors
            ? distinctVisitors(found.map(\.visitVisitors)) : nil
        everybody = found[0].everybody
        for other in found.dropFirst() {
            if let more = other.everybody { everybody?.formUnion(more) }
        }
    }

    /// Distinct visitors of everything the filters leave, where a percentage is asked for.
    func allVisitors() -> Int { everybody?.count ?? 0 }

    /// The totals of each group, groups joined as `target` says: the new group of each group; nil
    /// joins none.
    func totals(mergedInto target: [UInt32]?, count: Int) -> [Totals] {
        let members = GroupMembers(target, groups: groups.count, count: count)
        let visitors = visitors.counts(members)
        let ofVisits = visitVisitors.map { $0.counts(members) }
        let ofSelected = visits.map { sums($0, members) }
        return (0..<members.count).map { new in
            var sum = GroupSums()
            for group in members[new] { sum += sums[group] }
            if members[new].count > 1, let overlaps {
                let seen = overlaps.makeSet()
                (sum.events, sum.pageviews) = (0, 0)
                _ = overlaps.count(of: members[new], using: seen) { event in
                    sum.events += 1
                    sum.pageviews += columns.events.isPageview(Int(event)) ? 1 : 0
                }
            }
            if let ofSelected { sum += ofSelected[new] }
            var totals = Totals()
            totals.visitors = visitors[new]
            totals.pageviews = Int(sum.pageviews)
            totals.events = Int(sum.events)
            totals.visits = Int(sum.visits)
            totals.visitVisitors = isByEvents ? visitors[new] : ofVisits?[new] ?? 0
            totals.bounces = Int(sum.bounces)
            totals.durationMs = sum.durationMs
            totals.visitPageviews = Int(sum.visitPageviews)
            return totals
        }
    }

    /// What the distinct visits of each new group add up to.
    private func sums(_ visits: DistinctPairs, _ members: GroupMembers) -> [GroupSums] {
        var sums = [GroupSums](repeating: GroupSums(), count: members.count)
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
            if groups.count == 1, let group = groups.first {
                visits.forEach(group, note)
            } else {
                _ = visits.count(of: groups, using: seen, note)
            }
        }
        pairs.sort()
        for pair in pairs {
            add(Int(pair >> 32), to: &sums[Int(pair & 0xFFFF_FFFF)])
        }
        return sums
    }

    private func add(_ visit: Int, to sum: inout GroupSums) {
        let visits = columns.visits
        let pageviews = visits.pageviews[visit]
        sum.visits += 1
        sum.bounces += pageviews == 1 && visits.events[visit] == 1 ? 1 : 0
        sum.durationMs += visits.duration[visit]
        sum.visitPageviews += pageviews
    }
}
