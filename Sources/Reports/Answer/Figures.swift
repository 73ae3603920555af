/// What is known of each group of an answer, and how it is told.
struct Figures {
    let metrics: [Metric]
    let dimensions: [DimensionCodes]
    let groups: SmallGroups
    var totals: GroupTotals
    /// How pages were read, where that is asked for.
    var reading: [Reading]?
    var wholes = Wholes()
    /// The least number of visitors of a figure that is told.
    private let limit: Int

    init(
        _ query: ReportQuery,
        _ dimensions: [DimensionCodes],
        _ groups: SmallGroups,
        _ place: AnswerPlace
    ) {
        metrics = query.metrics
        self.dimensions = dimensions
        self.groups = groups
        totals = groups.totals
        limit = place.limit
    }

    func row(_ group: Int) -> ReportAnswer.Row {
        ReportAnswer.Row(
            dimensions: labels(group),
            metrics: metrics.indices.map { value($0, of: group) }
        )
    }

    private func labels(_ group: Int) -> [String] {
        groups.codes[group].enumerated().map { dimension, code in
            code == GroupCodes.other ? TextTable.other : dimensions[dimension].label(code)
        }
    }

    /// Nil where fewer visitors than the limit make it up.
    func value(_ index: Int, of group: Int) -> Double? {
        guard groups.isShown[group] else { return nil }
        let (metric, totals, reading) = (metrics[index], totals[group], reading?[group])
        // Of a group's visitors fewer may have begun a visit in it, or read in it, than did
        // something in it.
        let visitors =
            switch metric {
            case .scrollDepth: reading?.scrolledVisitors ?? 0
            case .timeOnPage: reading?.visitors ?? 0
            default: metric.isOfVisits ? totals.visitVisitors : 0
            }
        guard !(1..<max(1, limit)).contains(visitors) else { return nil }
        // Only a share of its own group needs to know which group it is.
        let wholes = metric == .groupConversionRate ? wholes.of(labels(group)) : wholes.ofAll
        return totals.value(of: metric, wholes: wholes, reading: reading)
    }
}
