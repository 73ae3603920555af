internal import JSON
internal import TimeZones
internal import Usage

/// Which earlier period an answer is held against.
package struct Comparison: Hashable, Sendable {
    package enum Mode: Hashable, Sendable {
        /// The same hours of the latest days for which it ends before the period begins.
        case previousPeriod
        /// The same days of the year before.
        case yearOverYear
        case custom(DateRange)
    }

    package let mode: Mode
    /// Whether the earlier period is moved so that it begins on the same day of the week.
    package let matchesWeekday: Bool

    static let names = "previous_period, year_over_year or custom with date_range"

    static func parse(_ value: JSONValue?) throws(QueryError) -> Comparison? {
        let field = "include.comparisons"
        guard let value, value != .null else { return nil }
        guard case .object(let members) = value else {
            throw .malformed(field, "{\"mode\": \"previous_period\"} is expected")
        }
        let known: Set<String> = ["mode", "date_range", "match_day_of_week"]
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw .malformed(
                "\(field).\(unknown.prefix(40))",
                "allowed: date_range, match_day_of_week, mode"
            )
        }
        let matchesWeekday = try QueryParser.bool(
            members["match_day_of_week"],
            "\(field).match_day_of_week"
        )
        let mode: Mode
        switch members["mode"]?.string {
        case "previous_period": mode = .previousPeriod
        case "year_over_year": mode = .yearOverYear
        case "custom":
            guard let range = members["date_range"] else {
                throw .malformed("\(field).date_range", "custom needs a period: [from, to]")
            }
            mode = .custom(try DateRange.parse(range, field: "\(field).date_range"))
        default: throw .malformed("\(field).mode", "allowed: \(names)")
        }
        if case .custom = mode {
            guard !matchesWeekday else {
                throw .malformed(
                    "\(field).match_day_of_week",
                    "goes with previous_period and year_over_year"
                )
            }
        } else if members["date_range"] != nil {
            throw .malformed("\(field).date_range", "goes with the mode custom")
        }
        return Comparison(mode: mode, matchesWeekday: matchesWeekday)
    }

    /// The earlier period, `[from, until)` in ms since 1970 UTC.
    func period(before period: Range<Int64>, nowMs: Int64, in zone: TimeZone) -> Range<Int64> {
        let first = zone.day(ofMs: period.lowerBound)
        let last = period.isEmpty ? first : zone.day(ofMs: period.upperBound - 1)
        // What begins or ends within a day does so at the same time of another.
        let startOffset = period.lowerBound - zone.startOfDay(day: first)
        let endOffset = period.upperBound - zone.startOfDay(day: last + 1)
        func from(_ newFirst: Int32, _ newLast: Int32) -> Range<Int64> {
            var (newFirst, newLast) = (newFirst, newLast)
            if matchesWeekday {
                let behind = Int32((Int(first - newFirst) % 7 + 7) % 7)
                let shift = behind <= 3 ? behind : behind - 7
                // Never forward into the period itself.
                let moved = newLast + shift >= first ? shift - 7 : shift
                (newFirst, newLast) = (newFirst + moved, newLast + moved)
            }
            let start = max(0, zone.startOfDay(day: newFirst) + startOffset)
            return start..<max(start, zone.startOfDay(day: newLast + 1) + endOffset)
        }
        switch mode {
        case .previousPeriod:
            // Of a period from noon to noon that is the day before, though it lies on two days.
            let days = max(1, last - first)
            let near = from(first - days, last - days)
            return near.upperBound <= period.lowerBound
                ? near : from(first - days - 1, last - days - 1)
        case .yearOverYear:
            func yearBefore(_ day: Int32) -> Int32 {
                CivilDate(days: day).adding(months: -12).days
            }
            return from(yearBefore(first), yearBefore(last))
        case .custom(let range): return range.period(now: nowMs, firstMs: nil, in: zone)
        }
    }
}
