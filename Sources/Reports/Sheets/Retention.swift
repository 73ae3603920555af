internal import JSON
internal import TimeZones
internal import Usage

/// How many of those who first came in one week come again in later ones.
extension SheetView {
    /// Weeks of one answer: two years.
    private static let mostWeeks = 105

    /// A cohort is the visitors whose first event that the filters leave lies in one week of the
    /// period; each column is a week after it.
    func retention() -> Sheet {
        let period = period
        let all = selection(
            min(period.lowerBound, columns.firstMs ?? 0)..<max(period.upperBound, nowMs + 1)
        )
        let events = columns.events
        var weekOf: [Int32: Int32] = [:]
        func week(_ ms: Int64) -> Int32 {
            let day = zone.day(ofMs: ms)
            if let known = weekOf[day] { return known }
            let start = CivilDate(days: day).weekStart(on: base.weekStart.weekday).days
            weekOf[day] = start
            return start
        }
        var first = [Int32](repeating: .max, count: columns.visitors.count)
        let rows = all.events(passing: base.filters)
        for row in rows {
            let visitor = Int(events.visitor[Int(row)])
            first[visitor] = min(first[visitor], week(events.time[Int(row)]))
        }
        let weeks =
            period.isEmpty
            ? []
            : Array(
                stride(from: week(period.lowerBound), through: week(period.upperBound - 1), by: 7)
            )
            .suffix(Self.mostWeeks)
        let lastWeek = week(min(nowMs, period.upperBound - 1))
        // By cohort and week after it: the visitors seen.
        var seen: [Int32: [Set<UInt32>]] = [:]
        for row in rows {
            let visitor = events.visitor.code(Int(row))
            let cohort = first[Int(visitor)]
            guard let start = weeks.first, cohort >= start, cohort <= (weeks.last ?? start) else {
                continue
            }
            let offset = Int((week(events.time[Int(row)]) - cohort) / 7)
            guard offset < Self.mostWeeks else { continue }
            var sets = seen[cohort] ?? []
            while sets.count <= offset { sets.append([]) }
            sets[offset].insert(visitor)
            seen[cohort] = sets
        }
        var hidden = 0
        var lines: [[Sheet.Cell]] = []
        var cohorts: [JSONValue] = []
        let widest = weeks.first.map { Int((lastWeek - $0) / 7) } ?? 0
        for start in weeks where start <= lastWeek {
            let sets = seen[start] ?? []
            let size = settled(sets.first ?? [])
            guard !isFew(size) else {
                hidden += 1
                continue
            }
            let weeksSince = Int((lastWeek - start) / 7)
            let returned = (0...weeksSince).map { offset -> Sheet.Cell in
                let count = offset < sets.count ? settled(sets[offset]) : 0
                // Few who came back, and few who did not, are told apart alike.
                if isFew(count) || isFew(size - count) {
                    hidden += 1
                    return .hidden
                }
                return .share(count, of: size)
            }
            let label = CivilDate(days: start).description
            let padding = [Sheet.Cell](repeating: .none, count: max(0, widest - weeksSince))
            lines.append([.text(label), .number(Double(size))] + returned + padding)
            cohorts.append(
                .object([
                    "week": .string(label), "visitors": .number(Double(size)),
                    "retained": .array(returned.map(\.json)),
                ])
            )
        }
        var sheet = Sheet(
            columns: ["week", "visitors"] + (0...max(0, widest)).map { "+\($0)" },
            rows: lines,
            json: ["cohorts": .array(cohorts)]
        )
        sheet.isSeries = true
        note(&sheet, hidden: hidden)
        return sheet
    }
}
