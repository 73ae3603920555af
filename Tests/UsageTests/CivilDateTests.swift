import Testing

@testable import Usage

@Suite struct CivilDateTests {
    @Test func `every day from 1970 to 2100 is counted and printed there and back`() throws {
        var expected = (year: 1970, month: 1, day: 1)
        var weekday = 4  // 1970-01-01 was a Thursday.
        let last = try #require(CivilDate(year: 2100, month: 12, day: 31)).days
        #expect(last == 47_846)
        var faults = 0
        for days in 0...last {
            let date = CivilDate(days: days)
            let isRight =
                (date.year, date.month, date.day) == expected && date.days == days
                && date.weekday == weekday && CivilDate(date.description) == date
                && CivilDate(year: date.year, month: date.month, day: date.day) == date
            if !isRight { faults += 1 }
            expected.day += 1
            if CivilDate(year: expected.year, month: expected.month, day: expected.day) == nil {
                expected = (expected.year, expected.month + 1, 1)
                if expected.month == 13 { expected = (expected.year + 1, 1, 1) }
            }
            weekday = weekday % 7 + 1
        }
        #expect(faults == 0)
    }

    @Test(
        arguments: [
            ("2000-02-29", 11_016), ("2024-02-29", 19_782), ("2026-11-24", 20_781),
            ("1970-01-01", 0), ("1969-12-31", -1), ("0000-03-01", -719_468),
            ("9999-12-31", 2_932_896),
        ] as [(String, Int32)]
    )
    func `a known day has its known number`(text: String, days: Int32) {
        #expect(CivilDate(text)?.days == days)
        #expect(CivilDate(days: days).description == text)
    }

    @Test(arguments: [
        "", "2026-11-2", "2026-11-024", "2026-02-29", "2100-02-29", "2026-00-10", "2026-13-10",
        "2026-04-31", "2026-11-00", "2026/11/24", "-026-11-24", "2026-11-2x", " 2026-11-24",
        "٢٠٢٦-11-24", "20261124",
    ])
    func `what is no day is refused`(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"),
        ("2024-02-29", 12, "2025-02-28"), ("2024-02-29", -48, "2020-02-29"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-01-15", -1, "2025-12-15"),
        ("2026-01-15", -13, "2024-12-15"), ("2025-12-31", 2, "2026-02-28"),
        ("2026-11-24", 0, "2026-11-24"), ("2000-01-31", 24, "2002-01-31"),
    ])
    func `months are added by the calendar`(from: String, months: Int, to: String) {
        #expect(CivilDate(from)?.adding(months: months).description == to)
    }

    @Test func `a week starts on Monday, a month and a year on their first`() throws {
        let date = try #require(CivilDate("2027-01-03"))
        #expect(date.weekday == 7)
        #expect(date.weekStart.description == "2026-12-28")
        #expect(date.weekStart.weekStart == date.weekStart)
        #expect(date.monthStart.description == "2027-01-01")
        #expect(date.adding(days: -3).yearStart.description == "2026-01-01")
        #expect(date.monthNumber == 202_701)
        #expect(CivilDate(monthNumber: 202_612)?.description == "2026-12-01")
        #expect(CivilDate(monthNumber: 202_613) == nil)
        #expect(date > date.weekStart)
    }
}
