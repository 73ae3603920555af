/// What shares are shares of.
struct Wholes {
    /// Without a group's own.
    private(set) var ofAll = Totals.Wholes()
    /// By the labels of the dimensions that are no goal.
    private var visitors: [[String]: Int] = [:]
    private var isGoal: [Bool] = []

    /// Of an answer without shares.
    init() {}

    init(
        _ query: ReportQuery,
        _ kernel: Kernel,
        _ place: AnswerPlace,
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
            ofAll.allVisitors = allVisitors(of: kernel)
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
            markLimit: place.isGuarded ? place.limit : nil
        )
        ofAll.visitors = allVisitors(of: whole)
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
        for group in whole.groups.indices {
            let labels = whole.groups[group].enumerated().map { whole.dimensions[$0].label($1) }
            visitors[labels] = totals.visitors(of: group)
        }
    }

    func of(_ labels: [String]) -> Totals.Wholes {
        guard !visitors.isEmpty else { return ofAll }
        var wholes = ofAll
        wholes.visitorsOfGroup = visitors[zip(labels, isGoal).filter { !$1 }.map(\.0)]
        return wholes
    }
}
