extension ReportAnswer {
    /// Each row with the same row of an earlier period: the same labels, the bucket of time at the
    /// same place.
    ///
    /// `none` are the figures of a row that was not there then.
    static func compared(
        _ rows: [Row],
        with earlier: [Row],
        orElse none: [Double?],
        timeLabels: (now: [String], then: [String]),
        _ query: ReportQuery
    ) -> [Row] {
        let time = query.dimensions.firstIndex(where: \.isTime)
        var places: [String: Int] = [:]
        for (place, label) in timeLabels.now.enumerated() { places[label] = place }
        let byLabels = Dictionary(earlier.map { ($0.dimensions, $0) }) { first, _ in first }
        return rows.map { row in
            var labels = row.dimensions
            if let time {
                guard let place = places[labels[time]], place < timeLabels.then.count else {
                    return row
                }
                labels[time] = timeLabels.then[place]
            }
            let then = byLabels[labels]?.metrics ?? none
            var compared = row
            compared.comparison = Compared(
                dimensions: labels,
                metrics: then,
                change: query.metrics.indices.map { index in
                    change(of: query.metrics[index], from: then[index], to: row.metrics[index])
                }
            )
            return compared
        }
    }

    /// In percent as Plausible rounds it, of shares in points.
    private static func change(of metric: Metric, from: Double?, to: Double?) -> Double? {
        guard let from, let to else { return nil }
        if metric.isShare { return ((to - from) * 10).rounded() / 10 }
        if from == 0 { return to == 0 ? 0 : 100 }
        return ((to - from) / from * 100).rounded()
    }
}
