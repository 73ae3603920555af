internal import Usage

/// The events that a query selects, gone through as often as somebody needs them: who needs them one
/// by one asks again instead of holding them all.
struct EventScan {
    private enum Way {
        /// All events of the blocks, held against the tests.
        case byEvents
        /// The events of the few visits that pass; the events against what is left of the tests.
        case byVisits(starts: Range<Int64>, rest: [RowTest])
    }

    /// The blocks for each thread.
    let parts: [ArraySlice<TimeBlocks.Candidate>]
    /// About how large a part of the blocks' rows passes.
    let share: Double
    private let selection: Selection
    private let tests: [RowTest]
    private let way: Way

    /// `isSplit` says whether two threads may go through them.
    init(_ selection: Selection, _ filters: [Filter], isSplit: Bool) {
        self.selection = selection
        func parts(_ kind: Chunk.Kind, _ period: Range<Int64>) -> [ArraySlice<TimeBlocks.Candidate>]
        {
            let parts = selection.parts(kind, in: period)
            return isSplit ? parts : [ArraySlice(parts.joined())]
        }
        if let few = Self.fewVisits(selection, filters, parts) {
            (self.parts, tests, way, share) = few
        } else {
            let period = selection.period
            self.parts = parts(.events, period)
            tests = selection.tests(filters, for: .events)
            way = .byEvents
            share = Self.share(of: .events, in: self.parts, selection, period, passing: tests)
        }
    }

    /// Gives the events of one part, some thousand at a time, to `visit`.
    func run(_ part: Int, _ visit: (Chunk) -> Void) {
        let period = selection.period
        guard case .byVisits(let starts, let rest) = way else {
            selection.scan(.events, parts[part], in: period, passing: tests, visit)
            return
        }
        let noted = NotedEvents()
        let events = Chunk(.events, of: selection.columns)
        func take(areWithin: Bool) {
            noted.take(in: period, using: events, areWithin: areWithin, passing: rest, visit)
        }
        selection.scan(.visits, parts[part], in: starts, passing: tests) { chunk in
            // Most visits lie wholly within the period, so that no event needs to be asked.
            let areWithin = chunk.earliest >= period.lowerBound && chunk.end < period.upperBound
            if !areWithin { take(areWithin: true) }
            noted.append(eventsOf: chunk.rows, count: chunk.count, in: selection.columns)
            if !areWithin || noted.count >= TimeBlocks.size { take(areWithin: areWithin) }
        }
        take(areWithin: true)
    }

    // MARK: - By the events of few visits

    /// How to go by visits, where fewer than one of ten passes; nil where more do.
    private static func fewVisits(
        _ selection: Selection,
        _ filters: [Filter],
        _ parts: (Chunk.Kind, Range<Int64>) -> [ArraySlice<TimeBlocks.Candidate>]
    ) -> (parts: [ArraySlice<TimeBlocks.Candidate>], tests: [RowTest], way: Way, share: Double)? {
        let ofVisits = filters.filter(\.isOnVisits)
        guard !ofVisits.isEmpty, selection.columns.isInMemory else { return nil }
        let starts = selection.startsOfVisits
        let tests = selection.tests(ofVisits, for: .visits)
        let rest = selection.tests(filters.filter { !$0.isOnVisits }, for: .events)
        // Few codes of events are found quicker than the events of few visits.
        if case .codes(_, let codes)? = rest.first, codes.few != nil { return nil }
        let parts = parts(.visits, starts)
        let share = share(of: .visits, in: parts, selection, starts, passing: tests)
        return share < 0.1 ? (parts, tests, .byVisits(starts: starts, rest: rest), share) : nil
    }

    /// About how large a part of the rows passes, by some blocks.
    private static func share(
        of kind: Chunk.Kind,
        in parts: [ArraySlice<TimeBlocks.Candidate>],
        _ selection: Selection,
        _ period: Range<Int64>,
        passing tests: [RowTest]
    ) -> Double {
        guard !tests.isEmpty, selection.columns.isInMemory else { return 1 }
        let all = Array(parts.joined())
        let some = stride(from: 0, to: all.count, by: max(1, all.count / 16)).map { all[$0] }
        var passed = 0
        selection.scan(kind, some[...], in: period, passing: tests) { passed += $0.count }
        return Double(passed) / Double(max(1, some.reduce(0) { $0 + $1.rows.count }))
    }
}
