package import Usage

extension UsageEvent {
    /// A pageview on 2026-11-24 at noon UTC; a test names only what it is about.
    package static func example(
        kind: Kind = .pageview,
        site: Interned<String> = ExampleSite.interned,
        id: UInt64 = 1,
        visitor: UInt64 = 1,
        timeMs: Int64 = 1_795_521_600_000,
        day: Int32? = nil,
        record: UInt64 = 1,
        host: String = "example.org",
        path: String? = "/",
        title: String? = nil,
        source: Source? = nil,
        campaign: Campaign? = nil,
        device: Device? = nil,
        location: Location? = nil,
        screen: String? = nil,
        name: String? = nil,
        properties: [Property] = [],
        pageview: UInt64? = nil,
        engagedMs: Int32 = 0,
        scroll: UInt8 = 0
    ) -> UsageEvent {
        UsageEvent(
            kind: kind,
            site: site,
            id: EventID(high: 0, low: id),
            visitor: VisitorID(visitor),
            timeMs: timeMs,
            day: day ?? Instant.utcDay(timeMs),
            record: record,
            page: path.map { Interned(Page(host: host, path: $0)) },
            title: title.map { Interned($0) },
            source: source.map { Interned($0) },
            campaign: campaign.map { Interned($0) },
            device: device.map { Interned($0) },
            location: location.map { Interned($0) },
            screen: screen.map { Interned($0) },
            name: name.map { Interned($0) },
            properties: properties,
            pageview: pageview.map { EventID(high: 0, low: $0) },
            engagedMs: engagedMs,
            scroll: scroll
        )
    }
}

/// The site of examples.
package enum ExampleSite {
    package static let id = "example.org"
    /// One number for all examples, as the program has one for each site.
    package static let interned = Interned(id)
}
