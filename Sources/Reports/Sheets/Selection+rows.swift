extension Selection {
    /// The rows of the events that pass all filters, for reports that look at each.
    func events(passing filters: [Filter]) -> [UInt32] {
        let tests = tests(filters, for: .events)
        var rows: [UInt32] = []
        for candidates in parts(.events, in: period) {
            scan(.events, candidates, in: period, passing: tests) { chunk in
                for index in 0..<chunk.count { rows.append(chunk.rows[index]) }
            }
        }
        return rows
    }
}

extension DimensionCodes {
    /// The label of one event.
    func label(ofEvent row: Int, in columns: SiteColumns) -> String {
        switch origin {
        case .event(let column): label(table.lane[Int(column[row])])
        case .visit(let column): label(table.lane[Int(column[Int(columns.events.visit[row])])])
        case .time(let buckets): label(buckets.code(ofMs: columns.events.time[row]))
        case .goals: labels[0]
        }
    }
}
