/// How long usage is kept: whole calendar months, exact to the day in the site's time zone.
package enum RetentionRule {
    /// What the configuration may ask for.
    package static let months = 1...24

    /// A sweep may fail one night and be repaired the next day before `/health` calls it a fault.
    package static let graceDays: Int32 = 2

    /// The first day that is kept on `day`; rows of earlier days are expired.
    ///
    /// Days count from 1970-01-01. On 2026-11-24 with 24 months it is 2024-11-24; where that month
    /// has no such day, its last one.
    package static func cutoff(on day: Int32, months: Int) -> Int32 {
        CivilDate(days: day).adding(months: -months).days
    }

    /// Whether rows of `oldestDay` are still there more than ``graceDays`` after they expired.
    ///
    /// Asked of the day itself and not of the distance to the cutoff, which can move by several days
    /// from one day to the next at the end of a month.
    package static func isOverLimit(oldestDay: Int32, on day: Int32, months: Int) -> Bool {
        oldestDay < cutoff(on: day - graceDays, months: months)
    }
}
