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
        func week(_ ms: Int64) -> Int32 {
            CivilDate(days: zone.day(ofMs: ms)).weekStart(on: base.weekStart.weekday).days
        }
        let weeks =
            period.isEmpty
            ? []
            : Array(
                stride(from: week(period.lowerBound), through: week(period.upperBound - 1), by: 7)
            )
            .suffix(Self.mostWeeks)
        let lastWeek = week(min(nowMs, period.upperBound - 1))
        let every = Array(
            stride(
                from: week(all.period.lowerBound),
                through: week(all.period.upperBound - 1),
                by: 7
            )
        )
        let marks = memory.map { _ in
            VisitorSketches(count: every.count * every.count, limit: minVisitors)
        }
        let counts = WeekMatrix(
            columns: columns,
            selection: all,
            weeks: every.map { zone.startOfDay(day: $0)..<zone.startOfDay(day: $0 + 7) },
            filters: base.filters,
            marks: marks
        ).count()
        /// How many of those who first came in the week that begins on a day came so many weeks later.
        func visitors(_ start: Int32, _ offset: Int) -> Int {
            let cohort = Int(start - (every.first ?? start)) / 7
            guard every.indices.contains(cohort), every.indices.contains(cohort + offset) else {
                return 0
            }
            let cell = cohort * every.count + cohort + offset
            return marks.map { settled(counts[cell], $0[cell]) } ?? counts[cell]
        }
        // Weeks before anybody came say nothing.
        let begun = weeks.drop { start in visitors(start, 0) == 0 }
        var hidden = 0
        var lines: [[Sheet.Cell]] = []
        var cohorts: [JSONValue] = []
        let widest = begun.first.map { Int((lastWeek - $0) / 7) } ?? 0
        for start in begun where start <= lastWeek {
            let size = visitors(start, 0)
            guard !isFew(size) else {
                hidden += 1
                continue
            }
            let weeksSince = Int((lastWeek - start) / 7)
            let returned = (0...weeksSince).map { offset -> Sheet.Cell in
                let count = visitors(start, offset)
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
