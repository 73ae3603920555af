internal import TimeZones
internal import Usage

/// Finds the rows a query counts: first by period, then by its filters.
struct Selection {
    let columns: SiteColumns
    let period: Range<Int64>
    let zone: TimeZone

    /// Events within the period.
    func events() -> [UInt32] {
        var rows: [UInt32] = []
        let time = columns.events.time
        for block in columns.events.blocks.candidates(of: period, count: time.count) {
            if block.areInside {
                rows.append(
                    contentsOf: UInt32(block.rows.lowerBound)..<UInt32(block.rows.upperBound)
                )
            } else {
                for row in block.rows where period.contains(time[row]) { rows.append(UInt32(row)) }
            }
        }
        return rows
    }

    /// Visits that began within the period.
    func visits() -> [UInt32] {
        var rows: [UInt32] = []
        let start = columns.visits.start
        let visitor = columns.visits.visitor
        for block in columns.visits.blocks.candidates(of: period, count: start.count) {
            for row in block.rows
            where visitor[row] != EventColumns.none && period.contains(start[row]) {
                rows.append(UInt32(row))
            }
        }
        return rows
    }

    /// The events that pass all filters.
    func events(_ rows: [UInt32], passing filters: [Filter]) -> [UInt32] {
        guard !filters.isEmpty else { return rows }
        let mask = mask(.all(filters), of: rows, areVisits: false)
        return zip(rows, mask).compactMap { $1 ? $0 : nil }
    }

    /// The visits that pass all filters, none of which is on single events.
    func visits(_ rows: [UInt32], passing filters: [Filter]) -> [UInt32] {
        guard !filters.isEmpty else { return rows }
        let mask = mask(.all(filters), of: rows, areVisits: true)
        return zip(rows, mask).compactMap { $1 ? $0 : nil }
    }

    private func mask(_ filter: Filter, of rows: [UInt32], areVisits: Bool) -> [Bool] {
        switch filter {
        case .test(let test):
            if case .goal(let goals) = test.dimension, !areVisits {
                return mask(test, of: goals, rows)
            }
            let codes = DimensionCodes(test.dimension, in: columns, period: period, zone: zone)
            let matcher = LabelMatcher(test)
            let passes = codes.labels.map { matcher.passes($0) }
            let ofRows =
                areVisits
                ? codes.codes(ofVisits: rows, in: columns)
                : codes.codes(ofEvents: rows, in: columns)
            return ofRows.map { passes[Int($0)] }
        case .all(let parts):
            return combined(parts, of: rows, areVisits: areVisits, first: true) { $0 && $1 }
        case .any(let parts):
            return combined(parts, of: rows, areVisits: areVisits, first: false) { $0 || $1 }
        case .not(let part):
            return mask(part, of: rows, areVisits: areVisits).map { !$0 }
        case .hasDone(let inner):
            let happened = events(events(), passing: [inner])
            var done = [Bool](repeating: false, count: columns.visits.count)
            for row in happened { done[Int(columns.events.visit[Int(row)])] = true }
            return rows.map { done[areVisits ? Int($0) : Int(columns.events.visit[Int($0)])] }
        }
    }

    /// An event can be several goals: it passes where one of them is asked for.
    private func mask(_ test: FilterTest, of goals: [Goal], _ rows: [UInt32]) -> [Bool] {
        let matcher = LabelMatcher(test)
        let isNegated = test.comparison.isNegated
        let wanted = goals.indices.filter { matcher.passes(goals[$0].name) != isNegated }
        let matches = GoalMatches(goals, in: columns)
        return rows.map { row in
            wanted.contains { matches.isMatch($0, Int(row), in: columns.events) } != isNegated
        }
    }

    private func combined(
        _ parts: [Filter],
        of rows: [UInt32],
        areVisits: Bool,
        first: Bool,
        _ join: (Bool, Bool) -> Bool
    ) -> [Bool] {
        var result = [Bool](repeating: first, count: rows.count)
        for part in parts {
            let mask = mask(part, of: rows, areVisits: areVisits)
            for index in result.indices { result[index] = join(result[index], mask[index]) }
        }
        return result
    }
}
