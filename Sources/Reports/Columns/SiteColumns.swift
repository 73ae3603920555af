internal import Usage

/// One site's usage in memory, in the shape reports scan: a cache of the log (decision 0003).
///
/// Visits are derived here, by the rule of ``VisitRule``: a visitor's events with gaps under 30
/// minutes. Events that arrive late are put in their place and the visits from there on made anew.
/// What is added waits until there is enough of it, or until ``flush()``: columns take many rows at
/// once far quicker than one by one.
final class SiteColumns {
    let events: EventColumns
    let visits: VisitColumns
    let memory: ColumnMemory
    let visitors = VisitorTable()
    let changes = ChangedHours()
    /// What was worked out from the columns.
    let days = DayTotals()

    var paths = TextTable()
    var hosts = TextTable()
    var names = TextTable()
    /// Texts of the parts of sources, campaigns, devices and locations.
    var texts = TextTable()
    var pages = ValueTable(parts: 2)
    var sources = ValueTable(parts: 2)
    var campaigns = ValueTable(parts: 5)
    var devices = ValueTable(parts: 5)
    var locations = ValueTable(parts: 3)
    var propertySets = PropertySets()
    private(set) var channels = TextTable()
    /// The codes of channels by source and campaign.
    private var channelCodes: [UInt64: UInt32] = [:]

    private let pendingEvents = PendingEvents()
    private let pendingEngagements = PendingEngagements()
    private let pendingVisits = PendingVisits()

    /// Engagement that arrived before its pageview, by visitor and mark.
    private var early: [EarlyKey: Early] = [:]
    private(set) var firstMs: Int64?

    private struct EarlyKey: Hashable {
        let visitor: UInt32
        let mark: UInt32
    }

    private struct Early {
        var engagedMs: Int32
        /// As ``EventColumns/depth``.
        var depth: UInt8
    }

    /// Engagement without a pageview is kept for that many; more is noise or an attack.
    private static let mostEarly = 100_000

    /// Its blocks share `memory` with those of other sites.
    init(_ memory: ColumnMemory) {
        self.memory = memory
        events = EventColumns(memory)
        visits = VisitColumns(memory)
        _ = names.code(of: "pageview")
    }

    /// Whether all columns are in memory: only then two threads may read them.
    var isInMemory: Bool {
        events.all.allSatisfy(\.isInMemory) && visits.all.allSatisfy(\.isInMemory)
    }

    /// The code of "pageview" among the names.
    static let pageviewName: UInt32 = 1

    /// About how many bytes there are besides the blocks of columns.
    var otherByteCount: Int {
        visitors.byteCount + [paths, hosts, names, texts].reduce(0) { $0 + $1.byteCount }
            + [pages, sources, campaigns, devices, locations].reduce(0) { $0 + $1.byteCount }
            + propertySets.byteCount + channelCodes.capacity * 16 + early.capacity * 24
            + changes.byteCount + days.byteCount
    }

    /// Gives the rows of a visit's events to `body`, from the last to the first.
    func forEachEvent(ofVisit visit: Int, _ body: (Int) -> Void) {
        var event = Int(visits.lastEvent[visit])
        for _ in 0..<visits.events[visit] {
            body(event)
            event = Int(events.previous[event]) - 1
        }
    }

    /// Forgets engagement of a visitor that waits for its pageview.
    func removeEarly(of visitor: UInt32) { early = early.filter { $0.key.visitor != visitor } }

    /// Looks for the first event that counts.
    func findFirst() {
        firstMs = nil
        for row in 0..<events.count where events.mark[row] != 0 {
            firstMs = min(firstMs ?? .max, events.time[row])
        }
    }

    // MARK: - Adding

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

    /// Adds a pageview or a custom event, which ``flush()`` makes seen.
    @inline(__always)
    func add(_ row: Row) {
        if pendingEvents.isFull { flush() }
        let pending = pendingEvents
        let index = pending.next()
        pending.visitor[index] = row.visitor
        pending.time[index] = row.time
        pending.mark[index] = VisitorSketches.mark(row.visitor, did: row.hash)
        pending.page[index] = row.page
        pending.what[index] = row.isPageview ? Self.pageviewName << 1 | 1 : row.name << 1
        pending.source[index] = row.context.source
        pending.campaign[index] = row.context.campaign
        pending.device[index] = row.context.device
        pending.location[index] = row.context.location
        pending.properties[index] = row.properties
    }

    /// Adds engaged time (ms) and scroll depth (percent) to the pageview with `pageview` as its hash.
    @inline(__always)
    func addEngagement(
        visitor: UInt64,
        pageview: UInt64,
        engagedMs: Int32,
        scroll: UInt8
    ) {
        if pendingEngagements.isFull { flush() }
        let pending = pendingEngagements
        let index = pending.next()
        pending.visitor[index] = visitor
        pending.mark[index] = VisitorSketches.mark(visitor, did: pageview)
        pending.engaged[index] = max(0, engagedMs)
        pending.depth[index] = min(scroll, 100) + 1
    }

    /// Puts what was added into the columns.
    ///
    /// Engagements come after all events: what they add up to does not depend on the order.
    func flush() {
        flushEvents()
        flushEngagements()
    }

    private func flushEvents() {
        let pending = pendingEvents
        let count = pending.count
        guard count > 0 else { return }
        visitors.ordinals(of: pending.visitor, count: count, into: pending.ordinal)
        let late = cutVisits()
        let first = events.count
        events.append(pending)
        visits.append(pendingVisits)
        pendingVisits.removeAll()
        for index in 0..<count { firstMs = min(firstMs ?? .max, pending.time[index]) }
        for index in late { insert(first + index, of: pending.ordinal[index]) }
        if !early.isEmpty {
            for index in 0..<count where pending.what[index] & 1 == 1 {
                let key = EarlyKey(visitor: pending.ordinal[index], mark: pending.mark[index])
                if let engagement = early.removeValue(forKey: key) {
                    add(engagement.engagedMs, engagement.depth, to: first + index)
                }
            }
        }
        pending.removeAll()
    }

    /// Finds for each pending event the one before it and its visit, and begins visits.
    ///
    /// Returns those that are older than what is known of their visitor.
    private func cutVisits() -> [Int] {
        var late: [Int] = []
        let (pending, begun, visitors) = (pendingEvents, pendingVisits, visitors)
        let (events, visits) = (events, visits)
        let (firstRow, firstVisit) = (events.count, visits.count)
        for index in 0..<pending.count {
            let time = pending.time[index]
            var visitor = visitors[pending.ordinal[index]]
            guard visitor.latestMs <= time else {
                late.append(index)
                (pending.previous[index], pending.visit[index]) = (0, visitor.latestVisit)
                continue
            }
            let row = firstRow &+ index
            var visit = -1
            if visitor.latestEvent != 0, time &- visitor.latestMs < VisitRule.gapMs {
                let latest = Int(visitor.latestVisit)
                let isBegun = latest >= firstVisit
                let start = isBegun ? begun.start[latest &- firstVisit] : visits.start[latest]
                let last = visitor.latestMs
                if VisitRule.continues(startMs: start, lastMs: last, atMs: time) {
                    visit = latest
                    changes.note(from: start, through: time)
                    if isBegun {
                        let place = latest &- firstVisit
                        begun.extend(place, with: index, of: pending, row: row, gap: time &- last)
                    } else {
                        let event = (
                            what: pending.what[index], page: pending.page[index],
                            mark: pending.mark[index], engaged: Int64(0)
                        )
                        visits.extend(visit, with: event, row: row, at: time, last: last)
                    }
                }
            }
            if visit < 0 {
                changes.note(time)
                let channel = channelCode(of: pending.context(index))
                visit =
                    firstVisit
                    &+ begun.begin(with: index, of: pending, row: row, channel: channel)
            }
            pending.previous[index] = visitor.latestEvent
            pending.visit[index] = UInt32(truncatingIfNeeded: visit)
            visitor.latestMs = time
            visitor.latestEvent = UInt32(truncatingIfNeeded: row &+ 1)
            visitor.latestVisit = UInt32(truncatingIfNeeded: visit)
            visitors[pending.ordinal[index]] = visitor
        }
        return late
    }

    private func flushEngagements() {
        let pending = pendingEngagements
        let count = pending.count
        guard count > 0 else { return }
        visitors.ordinals(of: pending.visitor, count: count, into: pending.ordinal)
        let (visitors, mark, what, previous) = (visitors, events.mark, events.what, events.previous)
        for index in 0..<count {
            let visitor = pending.ordinal[index]
            let wanted = pending.mark[index]
            var next = visitors[visitor].latestEvent
            while next != 0 {
                let event = Int(next) &- 1
                if mark.code(event) == wanted, what.code(event) & 1 == 1 { break }
                next = previous.code(event)
            }
            if next != 0 {
                add(pending.engaged[index], pending.depth[index], to: Int(next) - 1)
            } else if early.count < Self.mostEarly {
                let key = EarlyKey(visitor: visitor, mark: wanted)
                let before = early[key]
                early[key] = Early(
                    engagedMs: Self.sum(before?.engagedMs ?? 0, pending.engaged[index]),
                    depth: max(before?.depth ?? 0, pending.depth[index])
                )
            }
        }
        pending.removeAll()
    }

    /// Adds engaged time and depth to a pageview.
    private func add(_ engagedMs: Int32, _ depth: UInt8, to event: Int) {
        let (events, visits) = (events, visits)
        let before = events.engaged[event]
        let after = Int64(Self.sum(Int32(truncatingIfNeeded: before), engagedMs))
        if after != before { events.engaged[event] = after }
        if events.depth[event] < Int64(depth) { events.depth[event] = Int64(depth) }
        let visit = Int(events.visit[event])
        let start = visits.start[visit]
        changes.note(from: start, through: start + visits.duration[visit])
        // Of a visit the last pageview's engaged time counts.
        var last = Int(visits.lastEvent[visit])
        while last != event {
            if events.isPageview(last) { return }
            last = Int(events.previous[last]) - 1
        }
        visits.duration[visit] += after - before
        visits.blocks.noteEnd(start + visits.duration[visit], row: visit)
    }

    private static func sum(_ first: Int32, _ second: Int32) -> Int32 {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }

    @inline(__always)
    func channelCode(of context: Context) -> UInt32 {
        let key = UInt64(context.source) << 32 | UInt64(context.campaign)
        if let code = channelCodes[key] { return code }
        let code = channels.code(of: channel(of: context))
        channelCodes[key] = code
        return code
    }
}
