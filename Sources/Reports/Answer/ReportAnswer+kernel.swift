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
        let kernel = Kernel(query, columns: columns, period: period, zone: zone)
        let groups = SmallGroups(kernel, dimensions: query.dimensions, limit: minVisitors)
        let allVisitors = query.metrics.contains(.percentage) ? kernel.allVisitors() : 0

        func label(_ code: UInt32?, _ dimension: Int) -> String {
            guard let code else { return TextTable.other }
            return kernel.dimensions[dimension].label(code)
        }
        var rows: [Row] = []
        for group in groups.codes.indices where groups.isShown[group] || query.dimensions.isEmpty {
            let labels = groups.codes[group].enumerated().map { label($1, $0) }
            let totals = groups.totals[group]
            let isHidden = !groups.isShown[group]
            // Of a group's visitors fewer may have begun a visit in it than did something in it.
            let areVisitsHidden = (1..<max(1, minVisitors)).contains(totals.visitVisitors)
            let values = query.metrics.map { metric in
                isHidden || areVisitsHidden && metric.isOfVisits
                    ? nil : totals.value(of: metric, allVisitors: allVisitors)
            }
            rows.append(Row(dimensions: labels, metrics: values))
        }
        rows.sort { Self.isBefore($0, $1, query.order) }
        totalRows = rows.count
        self.rows = Array(rows.dropFirst(query.offset).prefix(query.limit))
        hiddenGroups = groups.hidden
        self.minVisitors = minVisitors
        self.query = query
        self.period = period
        let time = query.dimensions.firstIndex(where: \.isTime)
        timeLabels =
            query.includesTimeLabels ? time.map { kernel.dimensions[$0].labels } : nil
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
