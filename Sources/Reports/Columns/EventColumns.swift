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
    /// ``VisitorSketches/mark(_:did:)`` of the event's hash; 0 for what was removed.
    ///
    /// Engagement finds its pageview by it, and sets of events are told apart by their sums.
    let mark: Column
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
    let blocks = TimeBlocks()

    init(_ memory: ColumnMemory) {
        time = Column(memory, slack: 1 << 31)
        visitor = Column(memory)
        visit = Column(memory, slack: 1 << 15)
        previous = Column(memory)
        mark = Column(memory)
        page = Column(memory)
        what = Column(memory)
        context = ContextColumns(memory)
        engaged = Column(memory)
        depth = Column(memory)
        properties = Column(memory)
    }

    var count: Int { time.count }

    /// Appends all of `rows`, without engagement.
    func append(_ rows: PendingEvents) {
        let count = rows.count
        blocks.note(rows.time, count: count, from: self.count)
        time.append(rows.time, count: count)
        visitor.append(rows.ordinal, count: count)
        visit.append(rows.visit, count: count)
        previous.append(rows.previous, count: count)
        mark.append(rows.mark, count: count)
        page.append(rows.page, count: count)
        what.append(rows.what, count: count)
        context.source.append(rows.source, count: count)
        context.campaign.append(rows.campaign, count: count)
        context.device.append(rows.device, count: count)
        context.location.append(rows.location, count: count)
        engaged.append(rows.none, count: count)
        depth.append(rows.none, count: count)
        properties.append(rows.properties, count: count)
    }

    var all: [Column] {
        [time, visitor, visit, previous, mark, page, what, engaged, depth, properties] + context.all
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
    /// The sum of its events' marks, of which the lower half counts.
    let marks: Column
    let blocks = TimeBlocks()

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
        marks = Column(memory)
    }

    var count: Int { visitor.count }

    func append(_ rows: PendingVisits) {
        let count = rows.count
        blocks.note(rows.start, count: count, from: self.count)
        blocks.noteEnds(rows.start, rows.duration, count: count, from: self.count)
        visitor.append(rows.visitor, count: count)
        start.append(rows.start, count: count)
        duration.append(rows.duration, count: count)
        pageviews.append(rows.pageviews, count: count)
        events.append(rows.events, count: count)
        context.source.append(rows.source, count: count)
        context.campaign.append(rows.campaign, count: count)
        context.device.append(rows.device, count: count)
        context.location.append(rows.location, count: count)
        channel.append(rows.channel, count: count)
        entryPage.append(rows.entryPage, count: count)
        exitPage.append(rows.exitPage, count: count)
        lastEvent.append(rows.lastEvent, count: count)
        marks.append(rows.marks, count: count)
    }

    /// Appends a visit that has nothing but its time yet, and returns its row.
    func appendEmpty(at time: Int64) -> Int {
        let row = count
        for column in all where column !== start { column.append(0 as Int64) }
        // Times are kept by their difference to the first of a block.
        start.append(time)
        return row
    }

    /// Goes on with a visit whose last event was at `last`, ms, with one at `time`.
    @inline(__always)
    func extend(
        _ visit: Int,
        with event: (what: UInt32, page: UInt32, mark: UInt32, engaged: Int64),
        row: Int,
        at time: Int64,
        last: Int64
    ) {
        lastEvent[visit] = Int64(row)
        events[visit] += 1
        addMark(event.mark, to: visit)
        guard event.what & 1 == 1 else {
            // The engaged time of the last pageview goes on counting.
            duration[visit] += time - last
            blocks.noteEnd(start[visit] + duration[visit], row: visit)
            return
        }
        duration[visit] = time - start[visit] + event.engaged
        blocks.noteEnd(time + event.engaged, row: visit)
        if pageviews[visit] == 0 { entryPage[visit] = Int64(event.page) }
        exitPage[visit] = Int64(event.page)
        pageviews[visit] += 1
    }

    func addMark(_ mark: UInt32, to visit: Int) {
        marks[visit] = Int64(marks.code(visit) &+ mark)
    }

    var all: [Column] {
        [
            visitor, start, duration, pageviews, events, entryPage, exitPage, lastEvent, marks,
            channel,
        ] + context.all
    }
}
