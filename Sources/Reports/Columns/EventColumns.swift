/// How a visit came about: the codes of its source, campaign, device and location.
struct Context: Hashable {
    var source: UInt32 = 0
    var campaign: UInt32 = 0
    var device: UInt32 = 0
    var location: UInt32 = 0
}

/// Columns of contexts, one a row.
struct ContextColumns {
    let source: Column
    let campaign: Column
    let device: Column
    let location: Column

    init(_ memory: ColumnMemory) {
        source = Column(memory)
        campaign = Column(memory)
        device = Column(memory)
        location = Column(memory)
    }

    var all: [Column] { [source, campaign, device, location] }

    func append(_ context: Context) {
        source.append(context.source)
        campaign.append(context.campaign)
        device.append(context.device)
        location.append(context.location)
    }

    subscript(row: Int) -> Context {
        get {
            Context(
                source: source.code(row),
                campaign: campaign.code(row),
                device: device.code(row),
                location: location.code(row)
            )
        }
        nonmutating set {
            source[row] = Int64(newValue.source)
            campaign[row] = Int64(newValue.campaign)
            device[row] = Int64(newValue.device)
            location[row] = Int64(newValue.location)
        }
    }
}

/// Pageviews and custom events of a site, one column each, in the order they arrived.
///
/// Engagement is no row: it is added to its pageview.
struct EventColumns {
    /// ms since 1970 UTC; 24 days to either side of a block's first take four bytes.
    let time: Column
    /// Its ordinal.
    let visitor: Column
    /// Its row; in two bytes where the events of a block lie near each other.
    let visit: Column
    /// One more than the row of the same visitor's event before this one in time; 0 for the first.
    let previous: Column
    /// The lower half of the event's hash: engagement finds its pageview by it.
    let hash: Column
    let page: Column
    /// The code of the name, doubled, and one more for pageviews.
    let what: Column
    /// Of the event itself; reports count by that of the visit, which is its first event's.
    let context: ContextColumns
    /// ms.
    let engaged: Column
    /// One more than the furthest scroll depth of a pageview in percent; 0 where none was told.
    let depth: Column
    /// The code of the event's properties in ``SiteColumns/propertySets``.
    let properties: Column
    var blocks = TimeBlocks()

    init(_ memory: ColumnMemory) {
        time = Column(memory, slack: 1 << 31)
        visitor = Column(memory)
        visit = Column(memory, slack: 1 << 15)
        previous = Column(memory)
        hash = Column(memory)
        page = Column(memory)
        what = Column(memory)
        context = ContextColumns(memory)
        engaged = Column(memory)
        depth = Column(memory)
        properties = Column(memory)
    }

    var count: Int { time.count }

    var all: [Column] {
        [time, visitor, visit, previous, hash, page, what, engaged, depth, properties] + context.all
    }

    @inline(__always)
    func isPageview(_ row: Int) -> Bool { what[row] & 1 == 1 }

    /// The furthest scroll depth in percent; nil where none was told.
    func scroll(_ row: Int) -> UInt8? {
        let depth = depth[row]
        return depth == 0 ? nil : UInt8(truncatingIfNeeded: depth - 1)
    }
}

/// Visits of a site, one column each.
struct VisitColumns {
    let visitor: Column
    /// Time of the first event, ms since 1970 UTC.
    let start: Column
    /// Last minus first event plus the last pageview's engaged time, ms.
    let duration: Column
    let pageviews: Column
    /// Pageviews and custom events; 0 for a slot that no visit uses.
    let events: Column
    let context: ContextColumns
    /// Its code in ``SiteColumns/channels``.
    let channel: Column
    /// Pages of the first and the last pageview, 0 where there is none.
    let entryPage: Column
    let exitPage: Column
    /// The row of the last event; those before it are found by ``EventColumns/previous``.
    let lastEvent: Column
    var blocks = TimeBlocks()

    init(_ memory: ColumnMemory) {
        visitor = Column(memory)
        start = Column(memory, slack: 1 << 31)
        duration = Column(memory)
        pageviews = Column(memory)
        events = Column(memory)
        context = ContextColumns(memory)
        channel = Column(memory)
        entryPage = Column(memory)
        exitPage = Column(memory)
        lastEvent = Column(memory)
    }

    var count: Int { visitor.count }

    var all: [Column] {
        [visitor, start, duration, pageviews, events, entryPage, exitPage, lastEvent, channel]
            + context.all
    }
}
