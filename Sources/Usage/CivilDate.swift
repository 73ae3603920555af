/// A day of the proleptic Gregorian calendar, without a time zone.
package struct CivilDate: Hashable, Sendable {
    package let year: Int
    /// 1 to 12.
    package let month: Int
    /// 1 to 31.
    package let day: Int

    /// Nil where the calendar has no such day, or the year is not 0 to 9999.
    package init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.daysInMonth(month, of: year)
        else { return nil }
        self.init(unchecked: year, month, day)
    }

    /// The day `days` after 1970-01-01.
    package init(days: Int32) {
        // Years counted from 1 March put the leap day last, so a month's first day is linear in the
        // month (H. Hinnant, chrono-compatible low-level date algorithms, civil_from_days).
        let shifted = Int(days) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(
            unchecked: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
            month,
            dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        )
    }

    private init(unchecked year: Int, _ month: Int, _ day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// Days since 1970-01-01.
    package var days: Int32 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int32(truncatingIfNeeded: era * 146_097 + dayOfEra - 719_468)
    }

    /// How many days a month (1 to 12) has.
    package static func daysInMonth(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether a year has a 29 February.
    package static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }
}

extension CivilDate: Comparable {
    package static func < (left: CivilDate, right: CivilDate) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension CivilDate {
    /// The same day `months` later (earlier where negative); the last day of a month too short for it.
    package func adding(months: Int) -> CivilDate {
        let count = year * 12 + month - 1 + months
        let (year, month) = (count.flooredQuotient(by: 12), count.flooredRemainder(by: 12) + 1)
        return CivilDate(unchecked: year, month, min(day, Self.daysInMonth(month, of: year)))
    }

    package func adding(days: Int) -> CivilDate {
        CivilDate(days: Int32(truncatingIfNeeded: Int(self.days) + days))
    }

    /// 1 is Monday, 7 is Sunday (ISO 8601).
    package var weekday: Int { (Int(days) + 3).flooredRemainder(by: 7) + 1 }

    /// The Monday on or before this day (ISO 8601).
    package var weekStart: CivilDate { adding(days: 1 - weekday) }

    /// The day of the week `weekday` (1 is Monday) on or before this day.
    package func weekStart(on weekday: Int) -> CivilDate {
        adding(days: -(self.weekday - weekday).flooredRemainder(by: 7))
    }

    package var monthStart: CivilDate { CivilDate(unchecked: year, month, 1) }

    package var yearStart: CivilDate { CivilDate(unchecked: year, 1, 1) }

    /// The month as a number that sorts, such as 202611.
    package var monthNumber: Int32 { Int32(truncatingIfNeeded: year * 100 + month) }

    /// The first day of a month such as 202611.
    package init?(monthNumber: Int32) {
        self.init(year: Int(monthNumber / 100), month: Int(monthNumber % 100), day: 1)
    }
}

extension CivilDate: CustomStringConvertible {
    /// From exactly "YYYY-MM-DD".
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Digits.value(bytes[0..<4]),
            let month = Digits.value(bytes[5..<7]),
            let day = Digits.value(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// "YYYY-MM-DD".
    package var description: String {
        "\(Digits.text(year, width: 4))-\(Digits.text(month, width: 2))-\(Digits.text(day, width: 2))"
    }
}
