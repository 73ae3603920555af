internal import TimeZones
internal import Usage

extension ReportAnswer {
    /// Answers `query` from a site's columns; groups under `minVisitors` are hidden, 1 hides none.
    init(
        _ query: ReportQuery,
        columns: SiteColumns,
        zone: TimeZone,
        nowMs: Int64,
        minVisitors: Int
    ) {
        let period = query.dateRange.period(now: nowMs, firstMs: columns.firstMs, in: zone)
        let found = Found(query, columns, period, zone, minVisitors)
        var rows = found.rows
        let earlier = query.comparison?.period(before: period, nowMs: nowMs, in: zone)
        if let earlier {
            Self.compare(&rows, found, Found(query, columns, earlier, zone, minVisitors), query)
        }
        totalRows = rows.count
        self.rows = Array(rows.dropFirst(query.offset).prefix(query.limit))
        hiddenGroups = found.hidden
        self.minVisitors = minVisitors
        self.query = query
        self.period = period
        comparedPeriod = earlier
        timeLabels = query.includesTimeLabels ? found.timeLabels : nil
    }

    /// The rows of one period in the query's order.
    private struct Found {
        var rows: [Row] = []
        let hidden: Int
        /// All buckets of the time dimension; nil without one.
        let timeLabels: [String]?

        init(
            _ query: ReportQuery,
            _ columns: SiteColumns,
            _ period: Range<Int64>,
            _ zone: TimeZone,
            _ minVisitors: Int
        ) {
            let kernel = Kernel(
                query,
                columns: columns,
                period: period,
                zone: zone,
                countsVisitVisitors: minVisitors > 1
            )
            let groups = SmallGroups(kernel, dimensions: query.dimensions, limit: minVisitors)
            let wholes = Wholes(query, kernel, columns, period, zone)
            let reading =
                query.metrics.contains(where: \.isOfReading)
                ? kernel.reading(mergedInto: groups.target, count: groups.codes.count) : nil
            hidden = groups.hidden
            timeLabels = query.dimensions.firstIndex(where: \.isTime)
                .map { kernel.dimensions[$0].labels }

            func label(_ code: UInt32?, _ dimension: Int) -> String {
                guard let code else { return TextTable.other }
                return kernel.dimensions[dimension].label(code)
            }
            for group in groups.codes.indices
            where groups.isShown[group] || query.dimensions.isEmpty {
                let labels = groups.codes[group].enumerated().map { label($1, $0) }
                let totals = groups.totals[group]
                let few = 1..<max(1, minVisitors)
                let values = query.metrics.map { metric -> Double? in
                    guard groups.isShown[group] else { return nil }
                    // Of a group's visitors fewer may have begun a visit in it, or read in it, than
                    // did something in it.
                    let visitors =
                        switch metric {
                        case .scrollDepth: reading?[group].scrolledVisitors ?? 0
                        case .timeOnPage: reading?[group].visitors ?? 0
                        default: metric.isOfVisits ? totals.visitVisitors : 0
                        }
                    guard !few.contains(visitors) else { return nil }
                    return totals.value(
                        of: metric,
                        wholes: wholes.of(labels),
                        reading: reading?[group]
                    )
                }
                rows.append(Row(dimensions: labels, metrics: values))
            }
            rows.sort { ReportAnswer.isBefore($0, $1, query.order) }
        }
    }

    /// What shares are shares of.
    private struct Wholes {
        private var wholes = Totals.Wholes()
        /// By the labels of the dimensions that are no goal.
        private var visitors: [[String]: Int] = [:]
        private let isGoal: [Bool]

        init(
            _ query: ReportQuery,
            _ kernel: Kernel,
            _ columns: SiteColumns,
            _ period: Range<Int64>,
            _ zone: TimeZone
        ) {
            isGoal = query.dimensions.map(\.isGoal)
            if query.metrics.contains(.percentage) { wholes.allVisitors = kernel.allVisitors() }
            guard query.metrics.contains(where: \.isOfConversions) else { return }
            var all = query
            all.metrics = [.visitors]
            all.filters.removeAll(where: \.isOnConversions)
            all.dimensions.removeAll(where: \.isGoal)
            let whole = Kernel(
                all,
                columns: columns,
                period: period,
                zone: zone,
                countsEverybody: true
            )
            wholes.visitors = whole.allVisitors()
            guard query.metrics.contains(.groupConversionRate) else { return }
            let totals = whole.totals(mergedInto: nil, count: whole.groups.count)
            for (codes, totals) in zip(whole.groups, totals) {
                let labels = codes.enumerated().map { whole.dimensions[$0].label($1) }
                visitors[labels] = totals.visitors
            }
        }

        func of(_ labels: [String]) -> Totals.Wholes {
            guard !visitors.isEmpty else { return wholes }
            var wholes = wholes
            wholes.visitorsOfGroup = visitors[zip(labels, isGoal).filter { !$1 }.map(\.0)]
            return wholes
        }
    }

    /// Puts beside each row the same row of the earlier period: the same labels, the bucket of time
    /// at the same place.
    private static func compare(
        _ rows: inout [Row],
        _ now: Found,
        _ earlier: Found,
        _ query: ReportQuery
    ) {
        let time = query.dimensions.firstIndex(where: \.isTime)
        var places: [String: Int] = [:]
        for (place, label) in (now.timeLabels ?? []).enumerated() { places[label] = place }
        let byLabels = Dictionary(earlier.rows.map { ($0.dimensions, $0) }) { first, _ in first }
        for index in rows.indices {
            var labels = rows[index].dimensions
            if let time, let labelsThen = earlier.timeLabels {
                guard let place = places[labels[time]], place < labelsThen.count else { continue }
                labels[time] = labelsThen[place]
            }
            let then = byLabels[labels]?.metrics ?? query.metrics.map { _ in nil }
            let change = zip(query.metrics, zip(rows[index].metrics, then)).map { metric, values in
                Self.change(of: metric, from: values.1, to: values.0)
            }
            rows[index].comparison = Compared(dimensions: labels, metrics: then, change: change)
        }
    }

    private static func change(of metric: Metric, from: Double?, to: Double?) -> Double? {
        guard let from, let to else { return nil }
        if metric.isShare { return ((to - from) * 10).rounded() / 10 }
        if from == 0 { return to == 0 ? 0 : 100 }
        return ((to - from) / from * 100).rounded()
    }

    /// By the query's order, then by labels, so that an answer never depends on the order of rows.
    private static func isBefore(_ left: Row, _ right: Row, _ order: [ReportQuery.Order]) -> Bool {
        for entry in order {
            let isAscending = entry.direction == .ascending
            switch entry.key {
            case .metric(let index):
                let (first, second) = (left.metrics[index] ?? 0, right.metrics[index] ?? 0)
                if first != second { return (first < second) == isAscending }
            case .dimension(let index):
                let (first, second) = (left.dimensions[index], right.dimensions[index])
                if first != second { return precedes(first, second) == isAscending }
            }
        }
        return zip(left.dimensions, right.dimensions).first { $0 != $1 }.map { precedes($0, $1) }
            ?? false
    }

    /// By bytes in UTF-8, as SQLite and other tools order.
    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
