package import Usage

/// One stored event, with codes of its epoch's dictionary in place of values.
package struct LogRow: Hashable, Sendable {
    package var kind: UsageEvent.Kind
    /// In percent.
    package var scroll: UInt8
    package var engagedMs: Int32
    package var visitor: UInt64
    /// ms since 1970 UTC.
    package var timeMs: Int64
    /// The sequence of the consent record that permits it.
    package var record: UInt64
    /// A keyed hash of the event's id and visitor (decision 0006); never 0.
    package var eventHash: UInt64
    /// The same hash of the pageview that an engagement is about; 0: none.
    package var pageviewHash: UInt64
    package var page: UInt32
    package var title: UInt32
    package var source: UInt32
    package var campaign: UInt32
    package var device: UInt32
    package var location: UInt32
    package var screen: UInt32
    package var name: UInt32
    package var properties: UInt32

    package init(
        kind: UsageEvent.Kind,
        visitor: UInt64,
        timeMs: Int64,
        record: UInt64,
        eventHash: UInt64,
        pageviewHash: UInt64 = 0,
        page: UInt32 = 0,
        title: UInt32 = 0,
        source: UInt32 = 0,
        campaign: UInt32 = 0,
        device: UInt32 = 0,
        location: UInt32 = 0,
        screen: UInt32 = 0,
        name: UInt32 = 0,
        properties: UInt32 = 0,
        engagedMs: Int32 = 0,
        scroll: UInt8 = 0
    ) {
        self.kind = kind
        self.visitor = visitor
        self.timeMs = timeMs
        self.record = record
        self.eventHash = eventHash
        self.pageviewHash = pageviewHash
        self.page = page
        self.title = title
        self.source = source
        self.campaign = campaign
        self.device = device
        self.location = location
        self.screen = screen
        self.name = name
        self.properties = properties
        self.engagedMs = engagedMs
        self.scroll = scroll
    }

    /// The code of a field; 0: none.
    package func code(_ field: Field) -> UInt32 {
        switch field {
        case .page: page
        case .title: title
        case .source: source
        case .campaign: campaign
        case .device: device
        case .location: location
        case .screen: screen
        case .name: name
        case .properties: properties
        }
    }
}

/// What one commit brought for one site and day.
package struct LogBatch: Hashable, Sendable {
    /// Names the dictionary that the codes belong to; unique across days, sites and restarts.
    package var epoch: UInt64
    /// Counted from 1970-01-01 in the site's time zone.
    package var day: Int32
    /// Whether the epoch has no other batch.
    package internal(set) var isWholeEpoch = false
    /// Entries that the rows of this batch are the first to use.
    package var newValues: [NewValue]
    package var rows: [LogRow]

    package init(epoch: UInt64 = 0, day: Int32 = 0, newValues: [NewValue] = [], rows: [LogRow] = [])
    {
        self.epoch = epoch
        self.day = day
        self.newValues = newValues
        self.rows = rows
    }
}
