/// How long a choice holds.
package enum ConsentTerm {
    /// CNIL 2020-092 advises 6 months for grants and refusals alike.
    package static let usualMonths = 6
    /// Nothing is valid longer than this, whatever the configuration says.
    package static let longestMonths = 13

    /// Somebody who opted out is left in peace for a year (CCPA, section 1798.135(c)(4)).
    package static let optOutMonths = 12

    /// How many months a choice holds: as many as the site says, and an opt-out at least twelve.
    ///
    /// It is an opt-out where the law asks for a way to say no only, and marketing is what it refuses.
    package static func months(
        _ usual: Int,
        for choices: Choices,
        in model: ConsentModel
    ) -> Int {
        let isOptOut = model == .optOut && !choices.contains(.marketing)
        return isOptOut ? max(usual, optOutMonths) : usual
    }

    /// The same time of day `months` calendar months later, in UTC, ms since 1970.
    ///
    /// A day that the month does not have becomes the month's last. In UTC whatever the site's
    /// zone: who refuses on the same UTC day must get the same token (decision 0007).
    package static func expiry(fromMs: Int64, months: Int) -> Int64 {
        let dayMs: Int64 = 86_400_000
        let day = fromMs >= 0 ? fromMs / dayMs : (fromMs - dayMs + 1) / dayMs
        var (year, month, dayOfMonth) = civil(fromDay: day)
        let later = year * 12 + month - 1 + Int64(min(max(months, 0), longestMonths))
        (year, month) = (later / 12, later % 12 + 1)
        dayOfMonth = min(dayOfMonth, length(ofMonth: month, year: year))
        return self.day(year, month, dayOfMonth) * dayMs + (fromMs - day * dayMs)
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        day(month == 12 ? year + 1 : year, month % 12 + 1, 1) - day(year, month, 1)
    }

    /// Days since 1970-01-01 of a Gregorian date from the year 1 on.
    ///
    /// By Howard Hinnant's "chrono-compatible low-level date algorithms".
    private static func day(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
            - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }
}
