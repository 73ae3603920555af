internal import JSON
package import TimeZones
internal import Usage

/// The period as it was asked for; days are those of the site's time zone.
package enum DateRange: Hashable, Sendable {
    /// Today.
    case day
    /// The last 24 hours, in whole hours of the site's clock.
    case last24Hours
    /// The given number of days, of which today is the last.
    case days(Int)
    /// The current calendar month up to now.
    case month
    /// The given number of calendar months, of which the current is the last.
    case months(Int)
    /// The current calendar year up to now.
    case year
    case all
    /// From the first to the last day, both included.
    case dates(from: Int32, to: Int32)
    /// From the first ms (since 1970 UTC) to the last, both included.
    case instants(from: Int64, to: Int64)

    static let names =
        "\"day\", \"24h\", \"7d\" or other days up to \"\(mostDays)d\", \"month\", \"6mo\" or other months up "
        + "to \"\(mostMonths)mo\", \"year\", \"all\" or [from, to], both dates or both date-times with their "
        + "offset, of the years \(years.lowerBound) to \(years.upperBound)"

    /// Ten years of days, a hundred of months: what lies before is not kept anyway.
    private static let mostDays = 3660
    private static let mostMonths = 1200

    /// Where time zones have rules; also, a period's table of time buckets grows with its length.
    private static let years = 1970...2099
    private static let limits: ClosedRange<Int64> = 0...4_102_444_799_999

    static func parse(
        _ value: JSONValue,
        field: String = "date_range"
    ) throws(QueryError) -> DateRange {
        switch value {
        case .string(let name):
            return try named(name, field)
        case .array(let ends):
            guard ends.count == 2, let from = ends[0].string, let to = ends[1].string else { break }
            if let first = CivilDate(from), let last = CivilDate(to) {
                guard first.days <= last.days else {
                    throw .malformed(field, "the first day is after the last")
                }
                guard years.contains(first.year), years.contains(last.year) else { break }
                return .dates(from: first.days, to: last.days)
            }
            guard let first = Instant.milliseconds(from), let last = Instant.milliseconds(to) else {
                break
            }
            guard first <= last else {
                throw .malformed(field, "the first instant is after the last")
            }
            guard limits.contains(first), limits.contains(last) else { break }
            // A second that is named without a fraction is included as a whole.
            return .instants(
                from: first,
                to: to.utf8.contains(UInt8(ascii: ".")) ? last : last + 999
            )
        default: break
        }
        throw .malformed(field, "allowed: \(names)")
    }

    private static func named(_ name: String, _ field: String) throws(QueryError) -> DateRange {
        switch name {
        case "day": return .day
        case "24h": return .last24Hours
        case "month": return .month
        case "year": return .year
        case "all": return .all
        default: break
        }
        if let count = number(in: name, before: "d"), (1...mostDays).contains(count) {
            return .days(count)
        }
        if let count = number(in: name, before: "mo"), (1...mostMonths).contains(count) {
            return .months(count)
        }
        throw .malformed(field, "allowed: \(names)")
    }

    private static func number(in name: String, before unit: String) -> Int? {
        guard name.hasSuffix(unit) else { return nil }
        let digits = name.utf8.dropLast(unit.utf8.count)
        let isNumber = digits.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        return isNumber ? Int(name.dropLast(unit.count)) : nil
    }

    /// How many days it has where that does not depend on the data.
    package var days: Int? {
        switch self {
        case .day, .last24Hours: 1
        case .days(let count): count
        case .month: 31
        case .months(let count): count * 31
        case .year: 366
        case .all: nil
        case .dates(let from, let to): Int(to - from) + 1
        case .instants(let from, let to): Int((to - from) / Instant.millisecondsPerDay) + 1
        }
    }

    /// The period as instants, `[from, until)` in ms since 1970 UTC; `firstMs` is the oldest row.
    package func period(now nowMs: Int64, firstMs: Int64?, in zone: TimeZone) -> Range<Int64> {
        let today = zone.day(ofMs: nowMs)
        let tomorrow = zone.startOfDay(day: today + 1)
        func from(_ day: Int32) -> Range<Int64> {
            let start = max(0, zone.startOfDay(day: day))
            return start..<max(start, tomorrow)
        }
        let date = CivilDate(days: today)
        switch self {
        case .day: return from(today)
        case .last24Hours:
            let offsetMs = Int64(zone.offsetSeconds(atMs: nowMs)) * 1000
            let end = ((nowMs + offsetMs) / 3_600_000 + 1) * 3_600_000 - offsetMs
            return (end - 24 * 3_600_000)..<end
        case .days(let count): return from(today - Int32(count) + 1)
        case .month: return from(date.monthStart.days)
        case .months(let count):
            return from(date.monthStart.adding(months: 1 - count).days)
        case .year: return from(date.yearStart.days)
        case .all: return from(firstMs.map { zone.day(ofMs: $0) } ?? today)
        case .dates(let first, let last):
            let start = max(0, zone.startOfDay(day: first))
            return start..<max(start, zone.startOfDay(day: last + 1))
        case .instants(let first, let last): return first..<(last + 1)
        }
    }
}

extension Range<Int64> {
    /// The whole hours of the zone's clock that it touches: a window of seconds is a question about
    /// somebody.
    func widenedToHours(in zone: TimeZone) -> Range<Int64> {
        let hourMs: Int64 = 3_600_000
        let offset = Int64(zone.offsetSeconds(atMs: lowerBound)) * 1000
        let start = (lowerBound + offset) / hourMs * hourMs - offset
        let endOffset = Int64(zone.offsetSeconds(atMs: upperBound)) * 1000
        let end = (upperBound + endOffset + hourMs - 1) / hourMs * hourMs - endOffset
        return Swift.max(0, start)..<Swift.max(0, start, end)
    }
}
