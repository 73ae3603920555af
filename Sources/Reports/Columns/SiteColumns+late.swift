internal import Usage

extension SiteColumns {
    /// Puts a late event in its place in time and makes its visitor's visits from there on anew.
    func insert(_ event: Int, of visitor: UInt32) {
        let time = events.time[event]
        var next = Int(visitors[visitor].latestEvent) - 1
        while events.previous[next] != 0, events.time[Int(events.previous[next]) - 1] > time {
            next = Int(events.previous[next]) - 1
        }
        let previous = events.previous[next]
        events.previous[event] = previous
        events.previous[next] = Int64(event) + 1

        // The visit of the event before it is the first that may change.
        let first = previous == 0 ? -1 : events.visit[Int(previous) - 1]
        let start = first < 0 ? time : min(time, visits.start[Int(first)])
        changes.note(from: start, through: visitors[visitor].latestMs)
        var inOrder: [Int] = []
        var slots: [Int] = []
        var isBefore = false
        var current = Int64(visitors[visitor].latestEvent)
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
        for slot in slots { visits.blocks.noteGap(slot) }
        visitors[visitor].latestVisit = events.visit.code(Int(visitors[visitor].latestEvent) - 1)
    }

    /// Adds `row` to the visit of the visitor's event before it, or begins a visit with it.
    private func extend(by row: Int, after before: UInt32, reusing slots: inout [Int]) {
        let time = events.time[row]
        if before != 0 {
            let previous = Int(before) - 1
            let visit = Int(events.visit[previous])
            let start = visits.start[visit]
            let last = events.time[previous]
            if VisitRule.continues(startMs: start, lastMs: last, atMs: time) {
                events.visit[row] = Int64(visit)
                let event = (
                    what: events.what.code(row), page: events.page.code(row),
                    mark: events.mark.code(row), engaged: events.engaged[row]
                )
                visits.extend(visit, with: event, row: row, at: time, last: last)
                return
            }
        }
        begin(with: row, at: time, in: slots.popLast())
    }

    private func begin(with row: Int, at time: Int64, in slot: Int?) {
        let isPageview = events.isPageview(row)
        let page = isPageview ? events.page[row] : 0
        let context = events.context[row]
        let visit = slot ?? visits.appendEmpty(at: time)
        visits.visitor[visit] = events.visitor[row]
        visits.start[visit] = time
        visits.context[visit] = context
        visits.channel[visit] = Int64(channelCode(of: context))
        visits.entryPage[visit] = page
        visits.exitPage[visit] = page
        visits.lastEvent[visit] = Int64(row)
        visits.duration[visit] = isPageview ? events.engaged[row] : 0
        visits.pageviews[visit] = isPageview ? 1 : 0
        visits.events[visit] = 1
        visits.marks[visit] = events.mark[row]
        events.visit[row] = Int64(visit)
        visits.blocks.note(time, row: visit)
        visits.blocks.noteEnd(time + visits.duration[visit], row: visit)
    }
}
