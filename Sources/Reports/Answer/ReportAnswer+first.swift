extension ReportAnswer {
    /// Groups among which the first `most` in the query's order are, so that not all need labels.
    static func first(
        _ most: Int,
        of groups: [Int],
        _ all: SmallGroups,
        _ query: ReportQuery
    ) -> [Int] {
        guard most > 0, groups.count > max(64, most), let order = query.order.first else {
            return groups
        }
        let keys: [Double]
        switch order.key {
        case .metric(let index):
            // Only what is told of every group and is what the rows are ordered by.
            switch query.metrics[index] {
            case .visitors: keys = groups.map { Double(all.totals[$0].visitors) }
            case .pageviews: keys = groups.map { Double(all.totals[$0].pageviews) }
            case .events: keys = groups.map { Double(all.totals[$0].events) }
            default: return groups
            }
        case .dimension(let index):
            guard query.dimensions[index].isTime else { return groups }
            // Buckets are numbered in the order of time, which is that of their labels.
            keys = groups.map { Double(all.codes[$0][index] ?? .max) }
        }
        let sorted = keys.sorted()
        if order.direction == .ascending {
            let last = sorted[most - 1]
            return zip(groups, keys).compactMap { $1 <= last ? $0 : nil }
        }
        let last = sorted[sorted.count - most]
        return zip(groups, keys).compactMap { $1 >= last ? $0 : nil }
    }
}
