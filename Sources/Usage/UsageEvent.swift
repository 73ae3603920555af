/// An event that the gate permitted, scrubbed and enriched: what is stored.
package struct UsageEvent: Sendable {
    package enum Kind: UInt8, Sendable {
        case pageview = 1
        /// A custom event with a name.
        case event = 2
        /// How long and how far a pageview was read.
        case engagement = 3
    }

    package let kind: Kind
    package let site: Interned<String>
    package let id: EventID
    package let visitor: VisitorID
    /// ms since 1970 UTC.
    package let timeMs: Int64
    /// The day of `timeMs` in the site's time zone, counted from 1970-01-01.
    package let day: Int32
    /// The sequence of the consent record that permits it.
    package let record: UInt64
    package let page: Interned<Page>?
    package let title: Interned<String>?
    package let source: Interned<Source>?
    package let campaign: Interned<Campaign>?
    package let device: Interned<Device>?
    package let location: Interned<Location>?
    /// Width x height in CSS pixels, as in "1440x900".
    package let screen: Interned<String>?
    package let name: Interned<String>?
    package let properties: [Property]
    /// For engagement: the id of its pageview.
    package let pageview: EventID?
    /// Visible and active time since the last report of the same pageview, in ms.
    package let engagedMs: Int32
    /// The furthest scroll depth in percent.
    package let scroll: UInt8

    package init(
        kind: Kind,
        site: Interned<String>,
        id: EventID,
        visitor: VisitorID,
        timeMs: Int64,
        day: Int32,
        record: UInt64,
        page: Interned<Page>? = nil,
        title: Interned<String>? = nil,
        source: Interned<Source>? = nil,
        campaign: Interned<Campaign>? = nil,
        device: Interned<Device>? = nil,
        location: Interned<Location>? = nil,
        screen: Interned<String>? = nil,
        name: Interned<String>? = nil,
        properties: [Property] = [],
        pageview: EventID? = nil,
        engagedMs: Int32 = 0,
        scroll: UInt8 = 0
    ) {
        self.kind = kind
        self.site = site
        self.id = id
        self.visitor = visitor
        self.timeMs = timeMs
        self.day = day
        self.record = record
        self.page = page
        self.title = title
        self.source = source
        self.campaign = campaign
        self.device = device
        self.location = location
        self.screen = screen
        self.name = name
        self.properties = properties
        self.pageview = pageview
        self.engagedMs = engagedMs
        self.scroll = scroll
    }
}
