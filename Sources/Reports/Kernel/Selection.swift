internal import TimeZones
internal import Usage

/// Finds the rows a query counts: first by period, then by its filters.
struct Selection {
    /// Fewer rows are not worth a second thread.
    private static let rowsForTwo = 1 << 16

    let columns: SiteColumns
    let period: Range<Int64>
    let zone: TimeZone

    /// When visits began that have events within the period.
    var startsOfVisits: Range<Int64> {
        let longest = VisitRule.longestMs
        return max(period.lowerBound, .min + longest) - longest..<period.upperBound
    }

    /// The blocks that have rows within some time, as one part or as two for two threads.
    func parts(_ kind: Chunk.Kind, in period: Range<Int64>) -> [ArraySlice<TimeBlocks.Candidate>] {
        let candidates =
            switch kind {
            case .events: columns.events.blocks.candidates(of: period, count: columns.events.count)
            case .visits: columns.visits.blocks.candidates(of: period, count: columns.visits.count)
            }
        guard candidates.count * TimeBlocks.size >= Self.rowsForTwo, columns.isInMemory else {
            return [candidates[...]]
        }
        let half = candidates.count / 2
        return [candidates[..<half], candidates[half...]]
    }

    /// Gives the rows that pass `tests` to `visit`, chunk by chunk.
    func scan(
        _ kind: Chunk.Kind,
        _ candidates: ArraySlice<TimeBlocks.Candidate>,
        in period: Range<Int64>,
        passing tests: [RowTest],
        _ visit: (Chunk) -> Void
    ) {
        let chunk = Chunk(kind, of: columns)
        for candidate in candidates {
            chunk.begin(candidate, in: period)
            for test in tests { chunk.keep(test) }
            if chunk.count > 0 { visit(chunk) }
        }
    }

    /// The filters, which all must pass, for rows of one kind.
    func tests(_ filters: [Filter], for kind: Chunk.Kind) -> [RowTest] {
        filters.flatMap { filter in
            if case .all(let parts) = filter {
                tests(parts, for: kind)
            } else {
                [test(filter, kind)]
            }
        }.sorted { $0.cost < $1.cost }
    }

    private func test(_ filter: Filter, _ kind: Chunk.Kind) -> RowTest {
        switch filter {
        case .test(let test):
            if case .goal(let goals) = test.dimension {
                let isNegated = test.comparison.isNegated
                let matcher = LabelMatcher(test)
                let wanted = goals.indices.filter { matcher.passes(goals[$0].name) != isNegated }
                return .goals(GoalMatches(goals, in: columns), wanted, isNegated: isNegated)
            }
            let codes = DimensionCodes(test.dimension, in: columns, period: period, zone: zone)
            let passing = codes.passes(test)
            switch codes.origin {
            case .event(let column): return .codes(column, passing)
            case .visit(let column):
                return kind == .visits ? .codes(column, passing) : .visitCodes(column, passing)
            case .time(let buckets): return .time(buckets, passing)
            case .goals: return .all([])
            }
        case .all(let parts): return .all(parts.map { test($0, kind) })
        case .any(let parts): return .any(parts.map { test($0, kind) })
        case .not(let part): return .not(test(part, kind))
        case .hasDone(let inner): return .visits(visits(inWhich: inner))
        }
    }

    /// By row 1 for the visits with an event in the period that passes `filter`.
    private func visits(inWhich filter: Filter) -> OwnedLane<UInt8> {
        let tests = tests([filter], for: .events)
        let done = Lane<UInt8>(repeating: 0, count: columns.visits.count)
        for candidates in parts(.events, in: period) {
            scan(.events, candidates, in: period, passing: tests) { chunk in
                let visits = chunk.visits
                for index in 0..<chunk.count { done[Int(visits[index])] = 1 }
            }
        }
        return OwnedLane(done)
    }
}
