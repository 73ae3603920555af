extension SiteColumns {
    /// Takes out what there is of a visitor, as if it had never come.
    ///
    /// Its rows stay as places that nothing counts and that say nothing.
    func remove(visitor pseudonym: UInt64) {
        flush()
        guard let visitor = visitors.ordinal(of: pseudonym) else { return }
        removeEarly(of: visitor)
        var wasFirst = false
        var next = visitors[visitor].latestEvent
        visitors.remove(visitor)
        while next != 0 {
            let row = Int(next) - 1
            next = events.previous.code(row)
            wasFirst = wasFirst || events.time[row] == firstMs
            let visit = Int(events.visit[row])
            // Visits count where their first event is, or some other.
            changes.note(events.time[row])
            if visits.events[visit] != 0 {
                visits.clear(visit)
                visits.blocks.noteGap(visit)
            }
            events.clear(row)
            events.blocks.noteGap(row)
        }
        if wasFirst { findFirst() }
    }
}

extension EventColumns {
    /// All but the time and the rows of others, which nobody asks for here any more.
    fileprivate func clear(_ row: Int) {
        for column in [previous, mark, page, what, engaged, depth, properties] { column[row] = 0 }
        context[row] = Context()
    }
}

extension VisitColumns {
    fileprivate func clear(_ row: Int) {
        for column in [duration, pageviews, events, marks, channel, entryPage, exitPage] {
            column[row] = 0
        }
        context[row] = Context()
    }
}
