/// What a report groups or filters by.
package enum Dimension: String, CaseIterable, Sendable {
    /// Hours, days or months, as the period suggests.
    case time
    case hour = "time:hour"
    case day = "time:day"
    /// From Monday.
    case week = "time:week"
    case month = "time:month"
    case page = "event:page"
    case name = "event:name"
    case hostname = "event:hostname"
    case entryPage = "visit:entry_page"
    case exitPage = "visit:exit_page"
    case source = "visit:source"
    case referrer = "visit:referrer"
    case utmSource = "visit:utm_source"
    case utmMedium = "visit:utm_medium"
    case utmCampaign = "visit:utm_campaign"
    case utmTerm = "visit:utm_term"
    case utmContent = "visit:utm_content"
    case country = "visit:country"
    case region = "visit:region"
    case city = "visit:city"
    case device = "visit:device"
    case browser = "visit:browser"
    case browserVersion = "visit:browser_version"
    case system = "visit:os"
    case systemVersion = "visit:os_version"

    package var isTime: Bool {
        switch self {
        case .time, .hour, .day, .week, .month: true
        default: false
        }
    }

    /// Whether it tells single events of a visit apart.
    package var isEvent: Bool {
        switch self {
        case .page, .name, .hostname: true
        default: false
        }
    }

    /// The label of rows that have no value.
    var labelOfNone: String {
        switch self {
        case .source, .referrer: "Direct / None"
        default: "(not set)"
        }
    }

    static func named(_ name: String, field: String) throws(QueryError) -> Dimension {
        if let dimension = Dimension(rawValue: name) { return dimension }
        let allowed = allCases.map(\.rawValue).joined(separator: ", ")
        if name == "event:goal" || name.hasPrefix("event:props:") || name == "visit:channel"
            || ["visit:country_name", "visit:region_name", "visit:city_name"].contains(name)
        {
            throw .unsupported(field, "this dimension is not answered yet; allowed: \(allowed)")
        }
        throw .malformed(field, "no such dimension; allowed: \(allowed)")
    }
}
