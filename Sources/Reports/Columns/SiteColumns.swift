internal import Usage

/// One site's usage in memory, in the shape reports scan: a cache of the log (decision 0003).
///
/// Visits are derived here, by the rule of ``VisitRule``: a visitor's events with gaps under 30
/// minutes. Events that arrive late are put in their place and the visits from there on made anew.
struct SiteColumns {
    private(set) var events = EventColumns()
    private(set) var visits = VisitColumns()
    private(set) var visitors = VisitorTable()
    private(set) var contexts = ContextTable()

    var paths = TextTable()
    var hosts = TextTable()
    var names = TextTable()
    /// Texts of the parts of sources, campaigns, devices and locations.
    var texts = TextTable()
    var pages = ValueTable<Page>(parts: 2)
    var sources = ValueTable<Source>(parts: 2)
    var campaigns = ValueTable<Campaign>(parts: 5)
    var devices = ValueTable<Device>(parts: 5)
    var locations = ValueTable<Location>(parts: 3)
    var propertySets = PropertySets()

    /// By visitor: the latest event in time.
    private var latestEvent: [UInt32] = []
    /// Engagement that arrived before its pageview, by visitor and hash.
    private var early: [EarlyKey: Early] = [:]
    private(set) var firstMs: Int64?

    private struct EarlyKey: Hashable {
        let visitor: UInt32
        let hash: UInt32
    }

    private struct Early {
        var engagedMs: Int32
        var scroll: UInt8
    }

    /// Engagement without a pageview is kept for that many; more is noise or an attack.
    private static let mostEarly = 100_000

    init() { _ = names.code(of: "pageview") }

    /// The code of "pageview" among the names.
    static let pageviewName: UInt32 = 1

    /// About how many bytes the columns take.
    var byteCount: Int {
        events.count * 50 + visits.count * 68 + visitors.count * 24 + contexts.count * 48
            + (paths.count + texts.count + names.count) * 80
            + propertySets.count * 120
    }

    /// An event as the columns take it, all texts coded.
    struct Row {
        var visitor: UInt64
        var time: Int64
        var hash: UInt64
        var page: UInt32 = 0
        var name: UInt32 = 0
        var context = Context()
        var properties: UInt32 = 0
        var isPageview = true
    }

    /// Adds a pageview or a custom event.
    mutating func add(_ row: Row) {
        let visitor = visitors.ordinal(of: row.visitor)
        if Int(visitor) == latestEvent.count { latestEvent.append(EventColumns.none) }
        let event = UInt32(events.count)
        let hash = UInt32(truncatingIfNeeded: row.hash)
        events.time.append(row.time)
        events.visitor.append(visitor)
        events.visit.append(EventColumns.none)
        events.previous.append(EventColumns.none)
        events.hash.append(hash)
        events.page.append(row.page)
        events.name.append(row.isPageview ? Self.pageviewName : row.name)
        events.context.append(contexts.code(of: row.context))
        events.engaged.append(0)
        events.scroll.append(EventColumns.unknownScroll)
        events.properties.append(row.properties)
        events.isPageview.append(row.isPageview)
        events.blocks.note(row.time, row: Int(event))
        firstMs = min(firstMs ?? row.time, row.time)
        if row.isPageview, !early.isEmpty,
            let engagement = early.removeValue(forKey: EarlyKey(visitor: visitor, hash: hash))
        {
            events.engaged[Int(event)] = engagement.engagedMs
            events.scroll[Int(event)] = engagement.scroll
        }
        let before = latestEvent[Int(visitor)]
        if before == EventColumns.none || events.time[Int(before)] <= row.time {
            events.previous[Int(event)] = before
            latestEvent[Int(visitor)] = event
            extend(by: event, after: before)
        } else {
            insert(event, of: visitor)
        }
    }

    /// Adds engaged time (ms) and scroll depth (percent) to the pageview with `pageview` as its hash.
    mutating func addEngagement(
        visitor pseudonym: UInt64,
        pageview: UInt64,
        engagedMs: Int32,
        scroll: UInt8
    ) {
        let scroll = min(scroll, 100)
        let visitor = visitors.ordinal(of: pseudonym)
        if Int(visitor) == latestEvent.count { latestEvent.append(EventColumns.none) }
        let hash = UInt32(truncatingIfNeeded: pageview)
        var event = latestEvent[Int(visitor)]
        while event != EventColumns.none {
            if events.hash[Int(event)] == hash, events.isPageview[Int(event)] { break }
            event = events.previous[Int(event)]
        }
        guard event != EventColumns.none else {
            if early.count < Self.mostEarly {
                let key = EarlyKey(visitor: visitor, hash: hash)
                early[key] = Early(
                    engagedMs: Self.sum(early[key]?.engagedMs ?? 0, engagedMs),
                    scroll: max(early[key]?.scroll ?? 0, scroll)
                )
            }
            return
        }
        events.engaged[Int(event)] = Self.sum(events.engaged[Int(event)], engagedMs)
        let known = events.scroll[Int(event)]
        if known == EventColumns.unknownScroll || known < scroll {
            events.scroll[Int(event)] = scroll
        }
        let visit = Int(events.visit[Int(event)])
        if visits.lastPageview[visit] == event {
            visits.duration[visit] =
                visits.last[visit] - visits.start[visit] + Int64(events.engaged[Int(event)])
        }
    }

    private static func sum(_ first: Int32, _ second: Int32) -> Int32 {
        let (sum, overflow) = first.addingReportingOverflow(max(0, second))
        return overflow ? .max : sum
    }

    /// Puts a late event in its place in time and makes its visitor's visits from there on anew.
    private mutating func insert(_ event: UInt32, of visitor: UInt32) {
        let time = events.time[Int(event)]
        var next = latestEvent[Int(visitor)]
        while events.previous[Int(next)] != EventColumns.none,
            events.time[Int(events.previous[Int(next)])] > time
        {
            next = events.previous[Int(next)]
        }
        events.previous[Int(event)] = events.previous[Int(next)]
        events.previous[Int(next)] = event

        // The visit of the event before it is the first that may change.
        let previous = events.previous[Int(event)]
        let first = previous == EventColumns.none ? previous : events.visit[Int(previous)]
        var inOrder: [UInt32] = []
        var slots: [UInt32] = []
        var isBefore = false
        var current = latestEvent[Int(visitor)]
        while current != EventColumns.none {
            let visit = events.visit[Int(current)]
            isBefore = isBefore || current == previous
            if isBefore, visit != first { break }
            inOrder.append(current)
            if visit != EventColumns.none, slots.last != visit { slots.append(visit) }
            current = events.previous[Int(current)]
        }
        for slot in slots { visits.visitor[Int(slot)] = EventColumns.none }
        var before = current
        for event in inOrder.reversed() {
            extend(by: event, after: before, reusing: &slots)
            before = event
        }
    }

    private mutating func extend(by event: UInt32, after before: UInt32) {
        var none: [UInt32] = []
        extend(by: event, after: before, reusing: &none)
    }

    /// Adds `event` to the visit of the visitor's event before it, or begins a visit with it.
    private mutating func extend(
        by event: UInt32,
        after before: UInt32,
        reusing slots: inout [UInt32]
    ) {
        let row = Int(event)
        let time = events.time[row]
        if before != EventColumns.none {
            let visit = Int(events.visit[Int(before)])
            if VisitRule.continues(
                startMs: visits.start[visit],
                lastMs: visits.last[visit],
                atMs: time
            ) {
                add(row, to: visit)
                return
            }
        }
        let visit: Int
        if let slot = slots.popLast() {
            visit = Int(slot)
        } else {
            visit = visits.count
            visits.visitor.append(0)
            visits.start.append(0)
            visits.last.append(0)
            visits.duration.append(0)
            visits.pageviews.append(0)
            visits.events.append(0)
            visits.context.append(0)
            visits.entryPage.append(0)
            visits.exitPage.append(0)
            visits.lastPageview.append(EventColumns.none)
        }
        visits.visitor[visit] = events.visitor[row]
        visits.start[visit] = time
        visits.pageviews[visit] = 0
        visits.events[visit] = 0
        visits.context[visit] = events.context[row]
        visits.entryPage[visit] = 0
        visits.exitPage[visit] = 0
        visits.lastPageview[visit] = EventColumns.none
        visits.blocks.note(time, row: visit)
        add(row, to: visit)
    }

    private mutating func add(_ row: Int, to visit: Int) {
        events.visit[row] = UInt32(visit)
        visits.last[visit] = events.time[row]
        visits.events[visit] += 1
        if events.isPageview[row] {
            visits.pageviews[visit] += 1
            if visits.lastPageview[visit] == EventColumns.none {
                visits.entryPage[visit] = events.page[row]
            }
            visits.exitPage[visit] = events.page[row]
            visits.lastPageview[visit] = UInt32(row)
        }
        let pageview = visits.lastPageview[visit]
        let engaged = pageview == EventColumns.none ? 0 : Int64(events.engaged[Int(pageview)])
        visits.duration[visit] = visits.last[visit] - visits.start[visit] + engaged
    }
}
