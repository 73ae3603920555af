internal import TimeZones
internal import Usage

/// A report that is the sum of its days, most of which were counted before.
///
/// That is so where each group lies within one day, or where nothing is asked but what adds up: events,
/// and visits by when they began. A visitor of two days would count twice.
struct SummedDays {
    let dimensions: [DimensionCodes]
    /// Whether each group lies within one day.
    private let isByDay: Bool
    private(set) var groups: GroupCodes
    private(set) var totals = GroupTotals(count: 0)

    /// A local day, or the part of one that lies in the period.
    private struct Part {
        let day: Int32
        let range: Range<Int64>
        let isWhole: Bool
    }

    /// Nil where the days do not add up, or where groups are too small to be told by themselves.
    init?(_ query: ReportQuery, _ place: AnswerPlace, _ period: Range<Int64>) {
        isByDay =
            query.dimensions.first(where: \.isTime).map { TimeBuckets.unit($0, over: period) }
            == .day
        guard Self.addsUp(query, place, period, isByDay: isByDay) else { return nil }
        let parts = Self.parts(of: period, in: place.zone)
        let question = DayTotals.Question(
            dimensions: query.dimensions.filter { !$0.isTime },
            filters: query.filters,
            metrics: Set(query.metrics),
            countsPeople: place.limit > 1,
            zone: place.zone.identifier
        )
        guard parts.count > 1, place.columns.days.isKept(question),
            let days = Self.days(parts, question, query, place)
        else { return nil }
        dimensions = query.dimensions.map {
            DimensionCodes($0, in: place.columns, period: period, zone: place.zone)
        }
        groups = GroupCodes(width: dimensions.count)
        guard add(days, parts) else { return nil }
        if place.limit > 1,
            totals.indices.contains(where: { [totals] in totals.visitors(of: $0) < place.limit })
        {
            return nil
        }
    }

    private static func addsUp(
        _ query: ReportQuery,
        _ place: AnswerPlace,
        _ period: Range<Int64>,
        isByDay: Bool
    ) -> Bool {
        guard
            !query.filters.contains(where: { $0.isOnPeriod || $0.isOnTime }),
            !query.metrics.contains(where: {
                $0.isOfReading || $0.isOfConversions || $0 == .percentage
            })
        else { return false }
        if isByDay { return true }
        if let time = query.dimensions.first(where: \.isTime),
            TimeBuckets.unit(time, over: period) == .hour
        {
            return false
        }
        return place.limit <= 1 && !query.metrics.contains(.visitors)
            && !(query.isByEvents && query.metrics.contains(where: \.isOfVisits))
    }

    private static func parts(of period: Range<Int64>, in zone: TimeZone) -> [Part] {
        guard !period.isEmpty else { return [] }
        let (first, last) = (
            zone.day(ofMs: period.lowerBound), zone.day(ofMs: period.upperBound - 1)
        )
        return (first...last).compactMap { day in
            let whole = zone.range(ofDay: day)
            let range = whole.clamped(to: period)
            // A zone may skip a day.
            return range.isEmpty ? nil : Part(day: day, range: range, isWhole: range == whole)
        }
    }

    /// What is in each part; nil where days are no whole quarters of an hour, as was so long ago.
    private static func days(
        _ parts: [Part],
        _ question: DayTotals.Question,
        _ query: ReportQuery,
        _ place: AnswerPlace
    ) -> [Int32: DayTotals.Day]? {
        let (columns, kept) = (place.columns, place.columns.days)
        var known = kept.days(of: question) { day, clock in
            columns.changes.isUnchanged(place.zone.range(ofDay: day), since: clock)
        }
        for part in parts where !part.isWhole { known[part.day] = nil }
        var rest = parts[...]
        while let start = rest.firstIndex(where: { known[$0.day] == nil }) {
            // Days that follow each other are counted together.
            let run = rest[start...].prefix { known[$0.day] == nil }
            rest = rest[run.endIndex...]
            guard let counted = count(run, query, place) else { return nil }
            known.merge(counted) { $1 }
            let whole = run.filter(\.isWhole).map(\.day)
            kept.keep(counted.filter { whole.contains($0.key) }, of: question)
        }
        return known
    }

    /// Counts days that follow each other.
    private static func count(
        _ run: ArraySlice<Part>,
        _ query: ReportQuery,
        _ place: AnswerPlace
    ) -> [Int32: DayTotals.Day]? {
        guard let first = run.first, let last = run.last else { return [:] }
        var daily = query
        daily.dimensions = query.dimensions.filter { !$0.isTime } + [.day]
        let clock = place.columns.changes.tick()
        let kernel = Kernel(
            daily,
            columns: place.columns,
            period: first.range.lowerBound..<last.range.upperBound,
            zone: place.zone,
            countsPeople: place.limit > 1
        )
        let time = daily.dimensions.count - 1
        guard kernel.dimensions[time].count == run.count else { return nil }
        var members = [[Int]](repeating: [], count: run.count)
        for group in kernel.groups.indices {
            // Buckets are numbered in the order of time.
            members[Int(kernel.groups[group, time])].append(group)
        }
        let totals = kernel.totals(mergedInto: nil, count: kernel.groups.count)
        var days: [Int32: DayTotals.Day] = [:]
        for (part, groups) in zip(run, members) {
            days[part.day] = DayTotals.Day(
                clock: clock,
                groups: kernel.groups.picking(groups, dimensions: time),
                totals: totals.picking(groups)
            )
        }
        return days
    }

    /// Adds days up to groups of the whole period; false where keys of groups would not fit.
    private mutating func add(_ days: [Int32: DayTotals.Day], _ parts: [Part]) -> Bool {
        let keys = GroupKeys(sizes: dimensions.map { max(1, $0.count) })
        guard !keys.hasLevels else { return false }
        let numbers = GroupNumbers(bits: 64)
        // Without dimensions there is one group, also of no rows.
        if dimensions.isEmpty {
            _ = numbers.number(0)
            groups.append([])
            totals.append(0..<1, of: GroupTotals(count: 1))
        }
        let time = dimensions.firstIndex { if case .time = $0.origin { true } else { false } }
        for part in parts {
            guard let day = days[part.day] else { continue }
            let bucket = time.map { dimensions[$0].bucket(ofMs: part.range.lowerBound) } ?? 0
            let codes = day.groups.inserting(bucket, at: time)
            if isByDay {
                // No group is in two days.
                groups.append(codes)
                totals.append(codes.indices, of: day.totals)
                continue
            }
            for group in codes.indices {
                let number = Int(numbers.number(keys.key(of: codes[group])))
                if number == totals.count {
                    groups.append(codes[group])
                    totals.append(group..<group + 1, of: day.totals)
                } else {
                    totals[number] += day.totals[group]
                }
            }
        }
        return true
    }
}

extension TimeZone {
    fileprivate func range(ofDay day: Int32) -> Range<Int64> {
        startOfDay(day: day)..<startOfDay(day: day + 1)
    }
}
