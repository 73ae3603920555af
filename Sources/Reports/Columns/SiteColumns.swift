internal import Usage

/// One site's usage in memory, in the shape reports scan: a cache of the log (decision 0003).
///
/// Visits are derived here, by the rule of ``VisitRule``: a visitor's events with gaps under 30
/// minutes. Events that arrive late are put in their place and the visits from there on made anew.
final class SiteColumns {
    private(set) var events: EventColumns
    private(set) var visits: VisitColumns
    private(set) var visitors = VisitorTable()

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
    private(set) var channels = TextTable()
    /// The codes of channels by source and campaign.
    private var channelCodes: [UInt64: UInt32] = [:]

    /// By visitor: one more than the row of the latest event in time; 0 without one.
    private var latestEvent: [UInt32] = []
    /// By visitor: its time, so that who comes back later touches no old block.
    private var latestMs: [Int64] = []
    /// Engagement that arrived before its pageview, by visitor and hash.
    private var early: [EarlyKey: Early] = [:]
    private(set) var firstMs: Int64?

    private struct EarlyKey: Hashable {
        let visitor: UInt32
        let hash: UInt32
    }

    private struct Early {
        var engagedMs: Int32
        /// As ``EventColumns/depth``.
        var depth: Int64
    }

    /// Engagement without a pageview is kept for that many; more is noise or an attack.
    private static let mostEarly = 100_000

    /// Its blocks share `memory` with those of other sites.
    init(_ memory: ColumnMemory) {
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
        visitors.byteCount + latestEvent.count * 12
            + (paths.count + texts.count + names.count) * 80
            + (pages.count + sources.count + campaigns.count + devices.count + locations.count) * 80
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

    private func ordinal(of pseudonym: UInt64) -> UInt32 {
        let visitor = visitors.ordinal(of: pseudonym)
        if Int(visitor) == latestEvent.count {
            latestEvent.append(0)
            latestMs.append(.min)
        }
        return visitor
    }

    /// Adds a pageview or a custom event.
    func add(_ row: Row) {
        let visitor = ordinal(of: row.visitor)
        let event = events.count
        let hash = UInt32(truncatingIfNeeded: row.hash)
        events.time.append(row.time)
        events.visitor.append(visitor)
        events.previous.append(0 as UInt32)
        events.hash.append(hash)
        events.page.append(row.page)
        events.what.append(row.isPageview ? Self.pageviewName << 1 | 1 : row.name << 1)
        events.context.append(row.context)
        events.properties.append(row.properties)
        events.blocks.note(row.time, row: event)
        firstMs = min(firstMs ?? row.time, row.time)
        if row.isPageview, !early.isEmpty,
            let engagement = early.removeValue(forKey: EarlyKey(visitor: visitor, hash: hash))
        {
            events.engaged.append(Int64(engagement.engagedMs))
            events.depth.append(engagement.depth)
        } else {
            events.engaged.append(0 as UInt32)
            events.depth.append(0 as UInt32)
        }
        let before = latestEvent[Int(visitor)]
        if latestMs[Int(visitor)] <= row.time {
            events.previous[event] = Int64(before)
            latestEvent[Int(visitor)] = UInt32(event) + 1
            events.visit.append(Int64(visits.count))
            let last = latestMs[Int(visitor)]
            latestMs[Int(visitor)] = row.time
            if before != 0, row.time - last < VisitRule.gapMs {
                extend(by: event, after: before)
            } else {
                begin(with: event, at: row.time, row.isPageview, in: nil)
            }
        } else {
            events.visit.append(Int64(visits.count))
            insert(event, of: visitor)
        }
    }

    /// Adds engaged time (ms) and scroll depth (percent) to the pageview with `pageview` as its hash.
    func addEngagement(
        visitor pseudonym: UInt64,
        pageview: UInt64,
        engagedMs: Int32,
        scroll: UInt8
    ) {
        let depth = Int64(min(scroll, 100)) + 1
        let visitor = ordinal(of: pseudonym)
        let hash = UInt32(truncatingIfNeeded: pageview)
        var next = latestEvent[Int(visitor)]
        while next != 0 {
            let event = Int(next) - 1
            if events.hash.code(event) == hash, events.isPageview(event) { break }
            next = events.previous.code(event)
        }
        guard next != 0 else {
            if early.count < Self.mostEarly {
                let key = EarlyKey(visitor: visitor, hash: hash)
                early[key] = Early(
                    engagedMs: Self.sum(early[key]?.engagedMs ?? 0, engagedMs),
                    depth: max(early[key]?.depth ?? 0, depth)
                )
            }
            return
        }
        let event = Int(next) - 1
        let before = events.engaged[event]
        let after = Int64(Self.sum(Int32(before), engagedMs))
        events.engaged[event] = after
        if events.depth[event] < depth { events.depth[event] = depth }
        let visit = events.visit[event]
        // Of a visit the last pageview's engaged time counts.
        var last = Int(visits.lastEvent[Int(visit)])
        while last != event {
            if events.isPageview(last) { return }
            last = Int(events.previous[last]) - 1
        }
        visits.duration[Int(visit)] += after - before
    }

    private static func sum(_ first: Int32, _ second: Int32) -> Int32 {
        let (sum, overflow) = first.addingReportingOverflow(max(0, second))
        return overflow ? .max : sum
    }

    /// Puts a late event in its place in time and makes its visitor's visits from there on anew.
    private func insert(_ event: Int, of visitor: UInt32) {
        let time = events.time[event]
        var next = Int(latestEvent[Int(visitor)]) - 1
        while events.previous[next] != 0, events.time[Int(events.previous[next]) - 1] > time {
            next = Int(events.previous[next]) - 1
        }
        let previous = events.previous[next]
        events.previous[event] = previous
        events.previous[next] = Int64(event) + 1

        // The visit of the event before it is the first that may change.
        let first = previous == 0 ? -1 : events.visit[Int(previous) - 1]
        var inOrder: [Int] = []
        var slots: [Int] = []
        var isBefore = false
        var current = Int64(latestEvent[Int(visitor)])
        while current != 0 {
            let row = Int(current) - 1
            let visit = events.visit[row]
            isBefore = isBefore || current == previous
            if isBefore, visit != first { break }
            inOrder.append(row)
            if row != event, slots.last != Int(visit) { slots.append(Int(visit)) }
            current = events.previous[row]
        }
        for slot in slots { visits.events[slot] = 0 }
        var before = UInt32(current)
        for event in inOrder.reversed() {
            extend(by: event, after: before, reusing: &slots)
            before = UInt32(event) + 1
        }
    }

    private func extend(by event: Int, after before: UInt32) {
        var none: [Int] = []
        extend(by: event, after: before, reusing: &none)
    }

    /// Adds `row` to the visit of the visitor's event before it, or begins a visit with it.
    private func extend(by row: Int, after before: UInt32, reusing slots: inout [Int]) {
        let time = events.time[row]
        let isPageview = events.isPageview(row)
        if before != 0 {
            let previous = Int(before) - 1
            let visit = Int(events.visit[previous])
            let start = visits.start[visit]
            let last = events.time[previous]
            if VisitRule.continues(startMs: start, lastMs: last, atMs: time) {
                events.visit[row] = Int64(visit)
                visits.lastEvent[visit] = Int64(row)
                visits.events[visit] += 1
                var engaged = visits.duration[visit] - (last - start)
                if isPageview {
                    engaged = events.engaged[row]
                    let page = events.page[row]
                    if visits.pageviews[visit] == 0 { visits.entryPage[visit] = page }
                    visits.exitPage[visit] = page
                    visits.pageviews[visit] += 1
                }
                visits.duration[visit] = time - start + engaged
                return
            }
        }
        begin(with: row, at: time, isPageview, in: slots.popLast())
    }

    private func begin(with row: Int, at time: Int64, _ isPageview: Bool, in slot: Int?) {
        let page = isPageview ? events.page[row] : 0
        let visit = slot ?? visits.count
        let context = events.context[row]
        if slot == nil {
            visits.visitor.append(events.visitor[row])
            visits.start.append(time)
            visits.duration.append(0 as UInt32)
            visits.pageviews.append(0 as UInt32)
            visits.events.append(0 as UInt32)
            visits.context.append(context)
            visits.channel.append(channelCode(of: context))
            visits.entryPage.append(page)
            visits.exitPage.append(page)
            visits.lastEvent.append(Int64(row))
        } else {
            visits.visitor[visit] = events.visitor[row]
            visits.start[visit] = time
            visits.context[visit] = context
            visits.channel[visit] = Int64(channelCode(of: context))
            visits.entryPage[visit] = page
            visits.exitPage[visit] = page
            visits.lastEvent[visit] = Int64(row)
        }
        visits.duration[visit] = isPageview ? events.engaged[row] : 0
        visits.pageviews[visit] = isPageview ? 1 : 0
        visits.events[visit] = 1
        events.visit[row] = Int64(visit)
        visits.blocks.note(time, row: visit)
    }

    private func channelCode(of context: Context) -> UInt32 {
        let key = UInt64(context.source) << 32 | UInt64(context.campaign)
        if let code = channelCodes[key] { return code }
        let code = channels.code(of: channel(of: context))
        channelCodes[key] = code
        return code
    }
}
