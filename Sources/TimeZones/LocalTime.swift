/// What the calendar and the clock on the wall show.
package struct LocalTime: Hashable, Sendable {
    package let year: Int32
    /// 1 to 12.
    package let month: Int32
    /// The day of the month, 1 to 31.
    package let dayOfMonth: Int32
    /// 0 to 23.
    package let hour: Int32
    /// 0 to 59.
    package let minute: Int32

    /// As if local time were UTC, to the millisecond; the fields above are cut from it.
    let localMs: Int64

    init(localMs: Int64) {
        self.localMs = localMs
        let day = floorDivide(localMs, 86_400_000)
        let minutes = Int32(floorRemainder(localMs, 86_400_000) / 60_000)
        hour = minutes / 60
        minute = minutes % 60

        // Days to the civil date of the proleptic Gregorian calendar, in eras of 400 years that begin
        // on 1 March (Howard Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        dayOfMonth = Int32(dayOfYear - (153 * march + 2) / 5 + 1)
        month = Int32(march < 10 ? march + 3 : march - 9)
        year = Int32(yearOfEra + era * 400 + (march < 10 ? 0 : 1))
    }

    /// A minute of a date given in days since 1970-01-01.
    package init(day: Int32, hour: Int32 = 0, minute: Int32 = 0) {
        self.init(localMs: Int64(day) * 86_400_000 + Int64(hour * 60 + minute) * 60_000)
    }

    /// Days since 1970-01-01.
    package var day: Int32 { Int32(floorDivide(localMs, 86_400_000)) }
}

/// Division that rounds down: before 1970 days and minutes run on as they do after.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    value >= 0 ? value / divisor : (value + 1) / divisor - 1
}

func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
    value - floorDivide(value, divisor) * divisor
}
