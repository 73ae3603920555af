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
        memory: GuardedAnswer? = nil
    ) {
        var period = query.dateRange.period(now: nowMs, firstMs: columns.firstMs, in: zone)
        if memory != nil { period = period.widenedToHours(in: zone) }
        let place = AnswerPlace(columns: columns, zone: zone, limit: minVisitors, memory: memory)
        let page = query.offset..<(query.offset + query.limit)
        let found = Found(query, place, period, page)
        var rows = found.rows
        var earlier = query.comparison?.period(before: period, nowMs: nowMs, in: zone)
        if memory != nil { earlier = earlier?.widenedToHours(in: zone) }
        if let earlier {
            // Where nothing is hidden what is in no row was nothing; else only what is told is known.
            let most = 0..<(minVisitors > 1 ? ReportQuery.largestLimit : .max)
            let then = Found(query, place, earlier, most)
            let labels = (now: found.timeLabels ?? [], then: then.timeLabels ?? [])
            let none = query.metrics.map { minVisitors > 1 || $0.isOfReading ? nil : 0.0 }
            rows = Self.compared(rows, with: then.rows, orElse: none, timeLabels: labels, query)
        }
        totalRows = found.total
        self.rows = rows
        hiddenGroups = found.hidden
        self.minVisitors = minVisitors
        isGuarded = place.isGuarded
        self.query = query
        self.period = period
        comparedPeriod = earlier
        self.zone = zone
        timeLabels = query.includesTimeLabels ? found.timeLabels : nil
    }

    /// The rows of one period in the query's order, of which `page` is kept.
    private struct Found {
        let rows: [Row]
        let total: Int
        let hidden: Int
        /// All buckets of the time dimension; nil without one.
        let timeLabels: [String]?

        init(
            _ query: ReportQuery,
            _ place: AnswerPlace,
            _ period: Range<Int64>,
            _ page: Range<Int>
        ) {
            if !place.isGuarded, let days = SummedDays(query, place, period) {
                let figures = Figures(query, days.dimensions, SmallGroups(days), place)
                self.init(query, figures, page)
                return
            }
            let kernel = Kernel(
                query,
                columns: place.columns,
                period: period,
                zone: place.zone,
                countsPeople: place.limit > 1,
                markLimit: place.isGuarded ? place.limit : nil
            )
            let groups = SmallGroups(kernel, dimensions: query.dimensions, limit: place.limit)
            var figures = Figures(query, kernel.dimensions, groups, place)
            if query.metrics.contains(where: \.isOfReading) {
                figures.reading = kernel.reading(
                    mergedInto: groups.target,
                    count: groups.codes.count
                )
            }
            figures.wholes = Wholes(query, kernel, place, period)
            self.init(query, figures, page) { figures, shown in
                guard let memory = place.memory, place.isGuarded else { return }
                kernel.settle(
                    &figures.totals,
                    &figures.reading,
                    mergedInto: groups.target,
                    wanted: shown.filter { groups.isShown[$0] },
                    site: query.site,
                    limit: place.limit,
                    in: memory
                )
            }
        }

        /// `settle` puts in place of the figures of the groups that are shown what may be told.
        private init(
            _ query: ReportQuery,
            _ figures: Figures,
            _ page: Range<Int>,
            settle: ((inout Figures, _ shown: [Int]) -> Void)? = nil
        ) {
            var figures = figures
            let groups = figures.groups
            hidden = groups.hidden
            timeLabels = query.dimensions.firstIndex(where: \.isTime)
                .map { figures.dimensions[$0].labels }
            let told = groups.codes.indices.filter {
                groups.isShown[$0] || query.dimensions.isEmpty
            }
            total = told.count
            var shown = RowOrder(query, figures).page(page, of: told)
            if let settle {
                settle(&figures, shown)
                shown = RowOrder(query, figures).page(0..<shown.count, of: shown)
            }
            rows = shown.map(figures.row)
        }
    }
}

/// What an answer is made from, and for whom.
struct AnswerPlace {
    let columns: SiteColumns
    let zone: TimeZone
    let limit: Int
    /// Nil for who may see single people.
    let memory: GuardedAnswer?

    var isGuarded: Bool { memory != nil && limit > 1 }
}
