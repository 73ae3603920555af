/// Which figures an answer needs, so that nothing is counted in vain.
struct Needs: OptionSet {
    let rawValue: Int

    static let visitors = Needs(rawValue: 1)
    static let events = Needs(rawValue: 2)
    static let pageviews = Needs(rawValue: 4)
    static let visits = Needs(rawValue: 8)
    static let bounces = Needs(rawValue: 16)
    static let durations = Needs(rawValue: 32)
    static let visitPageviews = Needs(rawValue: 64)
    /// Visitors of visits.
    static let visitVisitors = Needs(rawValue: 128)
    /// Visitors of everything that the filters leave.
    static let everybody = Needs(rawValue: 256)
    /// The events that are counted once more, one by one.
    static let singleEvents = Needs(rawValue: 512)
    /// How many pageviews each visitor has, before ``ReadingScan``.
    static let reading = Needs(rawValue: 1024)

    static let ofVisits: Needs = [.visits, .bounces, .durations, .visitPageviews, .visitVisitors]

    /// What `metrics` need by themselves.
    init(_ metrics: [Metric]) {
        self = metrics.reduce(into: []) { needs, metric in
            switch metric {
            case .visitors, .conversionRate, .groupConversionRate: needs.insert(.visitors)
            case .percentage: needs.formUnion([.visitors, .everybody])
            case .pageviews: needs.insert(.pageviews)
            case .events: needs.insert(.events)
            case .visits: needs.insert(.visits)
            case .bounceRate: needs.formUnion([.visits, .bounces])
            case .visitDuration: needs.formUnion([.visits, .durations])
            case .viewsPerVisit: needs.formUnion([.visits, .visitPageviews])
            case .scrollDepth, .timeOnPage: needs.formUnion([.singleEvents, .reading])
            }
        }
    }

    init(rawValue: Int) { self.rawValue = rawValue }
}
