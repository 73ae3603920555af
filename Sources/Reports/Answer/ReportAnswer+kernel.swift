internal import TimeZones
internal import Usage

extension ReportAnswer {
    /// Answers `query` from a site's columns; groups under `minVisitors` are hidden, 1 hides none.
    init(
        _ query: ReportQuery,
        columns: SiteColumns,
        zone: TimeZone,
        nowMs: Int64,
        minVisitors: Int,
        memory: AnswerMemory? = nil
    ) {
        var period = query.dateRange.period(now: nowMs, firstMs: columns.firstMs, in: zone)
        // Whole hours: a window of seconds is a question about somebody.
        if memory != nil { period = Self.wholeHours(period, in: zone) }
        let place = Place(columns: columns, zone: zone, limit: minVisitors, memory: memory)
        let page = query.offset..<(query.offset + query.limit)
        let found = Found(query, place, period, page)
        var rows = found.rows
        let earlier = query.comparison?.period(before: period, nowMs: nowMs, in: zone)
        if let earlier {
            let most = 0..<ReportQuery.largestLimit
            let then = Found(query, place, earlier, most)
            let labels = (now: found.timeLabels ?? [], then: then.timeLabels ?? [])
            rows = Self.compared(rows, with: then.rows, timeLabels: labels, query)
        }
        totalRows = found.total
        self.rows = rows
        hiddenGroups = found.hidden
        self.minVisitors = minVisitors
        isGuarded = place.isGuarded
        self.query = query
        self.period = period
        comparedPeriod = earlier
        timeLabels = query.includesTimeLabels ? found.timeLabels : nil
    }

    private static func wholeHours(_ period: Range<Int64>, in zone: TimeZone) -> Range<Int64> {
        let hourMs: Int64 = 3_600_000
        let offset = Int64(zone.offsetSeconds(atMs: period.lowerBound)) * 1000
        let start = (period.lowerBound + offset) / hourMs * hourMs - offset
        let endOffset = Int64(zone.offsetSeconds(atMs: period.upperBound)) * 1000
        let end = (period.upperBound + endOffset + hourMs - 1) / hourMs * hourMs - endOffset
        return max(0, start)..<max(0, start, end)
    }

    /// What an answer is made from, and for whom.
    private struct Place {
        let columns: SiteColumns
        let zone: TimeZone
        let limit: Int
        /// Nil for who may see single people.
        let memory: AnswerMemory?

        var isGuarded: Bool { memory != nil && limit > 1 }
    }

    /// The rows of one period in the query's order, of which `page` is kept.
    private struct Found {
        private(set) var rows: [Row] = []
        let total: Int
        let hidden: Int
        /// All buckets of the time dimension; nil without one.
        let timeLabels: [String]?

        init(
            _ query: ReportQuery,
            _ place: Place,
            _ period: Range<Int64>,
            _ page: Range<Int>
        ) {
            let kernel = Kernel(
                query,
                columns: place.columns,
                period: period,
                zone: place.zone,
                countsVisitVisitors: place.limit > 1,
                keepsRows: place.isGuarded
            )
            let groups = SmallGroups(kernel, dimensions: query.dimensions, limit: place.limit)
            let wholes = Wholes(query, kernel, place, period)
            var totals = groups.totals
            var reading =
                query.metrics.contains(where: \.isOfReading)
                ? kernel.reading(mergedInto: groups.target, count: groups.codes.count) : nil
            hidden = groups.hidden
            timeLabels = query.dimensions.firstIndex(where: \.isTime)
                .map { kernel.dimensions[$0].labels }

            func row(_ group: Int) -> Row {
                let labels = groups.codes[group].enumerated().map { dimension, code in
                    code.map { kernel.dimensions[dimension].label($0) } ?? TextTable.other
                }
                let values = query.metrics.map { metric -> Double? in
                    guard groups.isShown[group] else { return nil }
                    return Self.value(
                        of: metric,
                        totals[group],
                        reading?[group],
                        wholes.of(labels),
                        limit: place.limit
                    )
                }
                return Row(dimensions: labels, metrics: values)
            }
            func sorted(_ groups: [Int]) -> [(group: Int, row: Row)] {
                groups.map { (group: $0, row: row($0)) }
                    .sorted { ReportAnswer.isBefore($0.row, $1.row, query.order) }
            }
            let told = groups.codes.indices.filter {
                groups.isShown[$0] || query.dimensions.isEmpty
            }
            total = told.count
            let first = ReportAnswer.first(page.upperBound, of: told, groups, query)
            let shown = Array(sorted(first).dropFirst(page.lowerBound).prefix(page.count))
            guard let memory = place.memory, place.limit > 1 else {
                rows = shown.map(\.row)
                return
            }
            kernel.settle(
                &totals,
                &reading,
                mergedInto: groups.target,
                wanted: shown.map(\.group).filter { groups.isShown[$0] },
                site: query.site,
                limit: place.limit,
                in: memory
            )
            rows = sorted(shown.map(\.group)).map(\.row)
        }

        /// Nil where fewer visitors than the limit make it up.
        private static func value(
            of metric: Metric,
            _ totals: Totals,
            _ reading: Reading?,
            _ wholes: Totals.Wholes,
            limit: Int
        ) -> Double? {
            // Of a group's visitors fewer may have begun a visit in it, or read in it, than did
            // something in it.
            let visitors =
                switch metric {
                case .scrollDepth: reading?.scrolledVisitors ?? 0
                case .timeOnPage: reading?.visitors ?? 0
                default: metric.isOfVisits ? totals.visitVisitors : 0
                }
            guard !(1..<max(1, limit)).contains(visitors) else { return nil }
            return totals.value(of: metric, wholes: wholes, reading: reading)
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
            _ place: Place,
            _ period: Range<Int64>
        ) {
            func allVisitors(of kernel: Kernel) -> Int {
                guard let memory = place.memory, place.limit > 1 else {
                    return kernel.allVisitors()
                }
                return kernel.allVisitors(site: query.site, limit: place.limit, in: memory)
            }
            isGoal = query.dimensions.map(\.isGoal)
            if query.metrics.contains(.percentage) {
                wholes.allVisitors = allVisitors(of: kernel)
            }
            guard query.metrics.contains(where: \.isOfConversions) else { return }
            var all = query
            all.metrics = [.visitors]
            all.filters.removeAll(where: \.isOnConversions)
            all.dimensions.removeAll(where: \.isGoal)
            let whole = Kernel(
                all,
                columns: place.columns,
                period: period,
                zone: place.zone,
                countsEverybody: true,
                keepsRows: place.isGuarded
            )
            wholes.visitors = allVisitors(of: whole)
            guard query.metrics.contains(.groupConversionRate) else { return }
            var totals = whole.totals(mergedInto: nil, count: whole.groups.count)
            if let memory = place.memory, place.limit > 1 {
                var none: [Reading]?
                whole.settle(
                    &totals,
                    &none,
                    mergedInto: nil,
                    wanted: Array(totals.indices.prefix(ReportQuery.largestLimit)),
                    site: query.site,
                    limit: place.limit,
                    in: memory
                )
            }
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
