/// What a report groups or filters by.
package enum Dimension: Hashable, Sendable {
    /// Hours, days or months, as the period suggests.
    case time
    case hour
    case day
    /// From Monday.
    case week
    /// From the day that the site's configuration names.
    case weekFrom(WeekStart)
    case month
    case page
    case name
    case hostname
    /// What visitors should do; an event can be several goals, or none.
    case goal([Goal])
    /// The value of one property of events.
    case property(String)
    case entryPage
    case exitPage
    case source
    case referrer
    case channel
    case utmSource
    case utmMedium
    case utmCampaign
    case utmTerm
    case utmContent
    case country
    case countryName
    case region
    case regionName
    case city
    case cityName
    case device
    case browser
    case browserVersion
    case system
    case systemVersion

    package var isTime: Bool {
        switch self {
        case .time, .hour, .day, .week, .weekFrom, .month: true
        default: false
        }
    }

    /// Whether it tells single events of a visit apart.
    package var isEvent: Bool {
        switch self {
        case .page, .name, .hostname, .goal, .property: true
        default: false
        }
    }

    var isGoal: Bool { if case .goal = self { true } else { false } }

    /// The label of rows that have no value.
    var labelOfNone: String {
        switch self {
        case .source, .referrer: "Direct / None"
        case .property: "(none)"
        default: "(not set)"
        }
    }
}

extension Dimension: CaseIterable {
    /// Those that every site has, by their names in the grammar.
    private static let names: [(dimension: Dimension, name: String)] = [
        (.time, "time"), (.hour, "time:hour"), (.day, "time:day"), (.week, "time:week"),
        (.month, "time:month"), (.page, "event:page"), (.name, "event:name"),
        (.hostname, "event:hostname"), (.entryPage, "visit:entry_page"),
        (.exitPage, "visit:exit_page"), (.source, "visit:source"),
        (.referrer, "visit:referrer"), (.channel, "visit:channel"),
        (.utmSource, "visit:utm_source"), (.utmMedium, "visit:utm_medium"),
        (.utmCampaign, "visit:utm_campaign"), (.utmTerm, "visit:utm_term"),
        (.utmContent, "visit:utm_content"), (.country, "visit:country"),
        (.countryName, "visit:country_name"), (.region, "visit:region"),
        (.regionName, "visit:region_name"), (.city, "visit:city"),
        (.cityName, "visit:city_name"), (.device, "visit:device"),
        (.browser, "visit:browser"), (.browserVersion, "visit:browser_version"),
        (.system, "visit:os"), (.systemVersion, "visit:os_version"),
    ]

    private static let byName = Dictionary(
        names.map { ($0.name, $0.dimension) }
    ) { first, _ in first }

    private static let nameOf = Dictionary(
        names.map { ($0.dimension, $0.name) }
    ) { first, _ in first }

    static let propertyPrefix = "event:props:"

    package static var allCases: [Dimension] { names.map(\.dimension) }

    package init?(rawValue: String) {
        guard let dimension = Self.byName[rawValue] else { return nil }
        self = dimension
    }

    package var rawValue: String {
        switch self {
        case .weekFrom: "time:week"
        case .goal: "event:goal"
        case .property(let key): Self.propertyPrefix + key
        default: Self.nameOf[self] ?? ""
        }
    }

    /// The dimension of this name at a site with this grammar.
    static func named(
        _ name: String,
        field: String,
        _ grammar: SiteGrammar
    ) throws(QueryError) -> Dimension {
        if name == Dimension.week.rawValue {
            return grammar.weekStart == .monday ? .week : .weekFrom(grammar.weekStart)
        }
        if let dimension = Dimension(rawValue: name) { return dimension }
        if name == "event:goal" {
            guard !grammar.goals.isEmpty else {
                throw .malformed(field, "the site has no goals; they are set in its configuration")
            }
            return .goal(grammar.goals)
        }
        if name.hasPrefix(propertyPrefix) {
            let key = String(name.dropFirst(propertyPrefix.count))
            if grammar.properties.contains(key) { return .property(key) }
            let known = grammar.properties.map { propertyPrefix + $0 }
            throw .malformed(
                field,
                known.isEmpty
                    ? "the site's configuration lists no properties"
                    : "no such property; allowed: \(known.joined(separator: ", "))"
            )
        }
        let allowed =
            names.map(\.name) + ["event:goal"] + grammar.properties.map { propertyPrefix + $0 }
        throw .malformed(
            field,
            "no such dimension; allowed: \(allowed.joined(separator: ", "))"
        )
    }
}
