/// Rows on their way into the columns.
class PendingRows {
    static let capacity = 8192

    private(set) final var count = 0

    final var isFull: Bool { count == Self.capacity }

    /// The index of one more.
    @inline(__always)
    final func next() -> Int {
        count += 1
        return count - 1
    }

    final func removeAll() { count = 0 }
}

/// Pageviews and custom events, all texts coded.
final class PendingEvents: PendingRows {
    /// Pseudonyms.
    let visitor = Lane<UInt64>(uninitialized: capacity)
    /// ms since 1970 UTC.
    let time = Lane<Int64>(uninitialized: capacity)
    /// As ``EventColumns/mark``.
    let mark = Lane<UInt32>(uninitialized: capacity)
    let page = Lane<UInt32>(uninitialized: capacity)
    let what = Lane<UInt32>(uninitialized: capacity)
    let source = Lane<UInt32>(uninitialized: capacity)
    let campaign = Lane<UInt32>(uninitialized: capacity)
    let device = Lane<UInt32>(uninitialized: capacity)
    let location = Lane<UInt32>(uninitialized: capacity)
    let properties = Lane<UInt32>(uninitialized: capacity)

    // Found when they go into the columns.
    let ordinal = Lane<UInt32>(uninitialized: capacity)
    let previous = Lane<UInt32>(uninitialized: capacity)
    let visit = Lane<UInt32>(uninitialized: capacity)
    let none = Lane<UInt32>(repeating: 0, count: capacity)

    deinit {
        visitor.free()
        time.free()
        for lane in [
            mark, page, what, source, campaign, device, location, properties, ordinal, previous,
            visit, none,
        ] {
            lane.free()
        }
    }

    @inline(__always)
    func context(_ index: Int) -> Context {
        Context(
            source: source[index],
            campaign: campaign[index],
            device: device[index],
            location: location[index]
        )
    }
}

/// Engaged time and scroll depth of pageviews.
final class PendingEngagements: PendingRows {
    /// Pseudonyms.
    let visitor = Lane<UInt64>(uninitialized: capacity)
    let ordinal = Lane<UInt32>(uninitialized: capacity)
    /// The pageview's mark.
    let mark = Lane<UInt32>(uninitialized: capacity)
    /// ms.
    let engaged = Lane<Int32>(uninitialized: capacity)
    /// As ``EventColumns/depth``.
    let depth = Lane<UInt8>(uninitialized: capacity)

    deinit {
        visitor.free()
        ordinal.free()
        mark.free()
        engaged.free()
        depth.free()
    }
}

/// Visits that begin among the pending events.
final class PendingVisits: PendingRows {
    let start = Lane<Int64>(uninitialized: capacity)
    let duration = Lane<Int64>(uninitialized: capacity)
    let visitor = Lane<UInt32>(uninitialized: capacity)
    let pageviews = Lane<UInt32>(uninitialized: capacity)
    let events = Lane<UInt32>(uninitialized: capacity)
    let source = Lane<UInt32>(uninitialized: capacity)
    let campaign = Lane<UInt32>(uninitialized: capacity)
    let device = Lane<UInt32>(uninitialized: capacity)
    let location = Lane<UInt32>(uninitialized: capacity)
    let channel = Lane<UInt32>(uninitialized: capacity)
    let entryPage = Lane<UInt32>(uninitialized: capacity)
    let exitPage = Lane<UInt32>(uninitialized: capacity)
    let lastEvent = Lane<UInt32>(uninitialized: capacity)
    let marks = Lane<UInt32>(uninitialized: capacity)

    deinit {
        start.free()
        duration.free()
        for lane in [
            visitor, pageviews, events, source, campaign, device, location, channel, entryPage,
            exitPage, lastEvent, marks,
        ] {
            lane.free()
        }
    }

    /// Begins a visit with a pending event, which will be `row`; returns its index.
    @inline(__always)
    func begin(with event: Int, of events: PendingEvents, row: Int, channel code: UInt32) -> Int {
        let index = next()
        let isPageview = events.what[event] & 1 == 1
        let page = isPageview ? events.page[event] : 0
        start[index] = events.time[event]
        duration[index] = 0
        visitor[index] = events.ordinal[event]
        pageviews[index] = isPageview ? 1 : 0
        self.events[index] = 1
        source[index] = events.source[event]
        campaign[index] = events.campaign[event]
        device[index] = events.device[event]
        location[index] = events.location[event]
        channel[index] = code
        entryPage[index] = page
        exitPage[index] = page
        lastEvent[index] = UInt32(truncatingIfNeeded: row)
        marks[index] = events.mark[event]
        return index
    }

    /// Goes on with a visit; `gap` is the time since its last event.
    @inline(__always)
    func extend(_ index: Int, with event: Int, of events: PendingEvents, row: Int, gap: Int64) {
        lastEvent[index] = UInt32(truncatingIfNeeded: row)
        self.events[index] &+= 1
        marks[index] &+= events.mark[event]
        guard events.what[event] & 1 == 1 else {
            // The engaged time of the last pageview goes on counting.
            duration[index] &+= gap
            return
        }
        duration[index] = events.time[event] &- start[index]
        let page = events.page[event]
        if pageviews[index] == 0 { entryPage[index] = page }
        exitPage[index] = page
        pageviews[index] &+= 1
    }
}
