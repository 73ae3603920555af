internal import JSON
package import Storage
internal import Usage

/// Stored events as text: one JSON object, or one row of CSV.
package enum EventText {
    private static let columns = [
        "time", "type", "site", "visitor", "page", "title", "name", "source", "referrer",
        "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "country", "region",
        "city", "device", "browser", "browser_version", "os", "os_version", "screen", "engaged_ms",
        "scroll", "record",
    ]

    /// The first row of CSV.
    package static var header: String { columns.joined(separator: ",") }

    /// A row of CSV, without its end (RFC 4180).
    package static func csv(_ event: StoredEvent) -> String {
        values(event).map { $0.map(CSVText.cell) ?? "" }.joined(separator: ",")
    }

    /// One line of JSON; members without a value are left out.
    package static func object(_ event: StoredEvent) -> String {
        var members: [String] = []
        for (name, value) in zip(columns, values(event)) {
            guard let value else { continue }
            let isNumber = ["engaged_ms", "scroll", "record"].contains(name)
            members.append("\"\(name)\":\(isNumber ? value : JSONText.quoted(value))")
        }
        if !event.properties.isEmpty {
            let properties = event.properties.map { property in
                let value =
                    switch property.value {
                    case .string(let text): JSONText.quoted(text)
                    case .number(let number): JSONValue.number(number).text
                    }
                return "\(JSONText.quoted(property.name)):\(value)"
            }
            members.append("\"props\":{\(properties.joined(separator: ","))}")
        }
        return "{\(members.joined(separator: ","))}"
    }

    private static func values(_ event: StoredEvent) -> [String?] {
        let kind =
            switch event.kind {
            case .pageview: "pageview"
            case .event: "event"
            case .engagement: "engagement"
            }
        let isEngagement = event.kind == .engagement
        let page = event.page.map { $0.host + $0.path }
        let visitor = String(event.visitor.value, radix: 16)
        return [
            Instant.text(event.timeMs), kind, event.site, visitor, page, event.title, event.name,
            event.source?.name, event.source?.referrer, event.campaign?.source,
            event.campaign?.medium, event.campaign?.name, event.campaign?.term,
            event.campaign?.content, event.location?.country, event.location?.region,
            event.location?.city, event.device?.kind, event.device?.browser,
            event.device?.browserVersion, event.device?.system, event.device?.systemVersion,
            event.screen, isEngagement ? "\(event.engagedMs)" : nil,
            isEngagement ? "\(event.scroll)" : nil, "\(event.record)",
        ]
    }
}
