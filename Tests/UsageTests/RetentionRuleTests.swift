import CollectorTesting
import Testing

@testable import Usage

@Suite struct RetentionRuleTests {
    private func days(_ text: String) throws -> Int32 { try #require(CivilDate(text)).days }

    @Test(
        .tags(.privacy),
        arguments: [
            ("2026-11-24", 24, "2024-11-24"), ("2026-11-25", 24, "2024-11-25"),
            ("2024-02-29", 24, "2022-02-28"), ("2024-03-01", 24, "2022-03-01"),
            ("2026-02-28", 24, "2024-02-28"), ("2026-03-01", 24, "2024-03-01"),
            ("2024-02-29", 12, "2023-02-28"), ("2028-02-29", 24, "2026-02-28"),
            ("2026-03-31", 1, "2026-02-28"), ("2026-04-01", 1, "2026-03-01"),
            ("2026-12-31", 6, "2026-06-30"), ("2026-01-01", 1, "2025-12-01"),
        ]
    )
    func `the first day kept is the same day of its month`(
        today: String,
        months: Int,
        first: String
    ) throws {
        let cutoff = RetentionRule.cutoff(on: try days(today), months: months)
        #expect(CivilDate(days: cutoff).description == first)
    }

    @Test(.tags(.privacy), arguments: RetentionRule.months)
    func `the cutoff never goes back and nothing outlives its months`(months: Int) throws {
        var previous = Int32.min
        for day in try days("2023-01-01")...days("2029-01-01") {
            let cutoff = RetentionRule.cutoff(on: day, months: months)
            #expect(cutoff >= previous)
            previous = cutoff
            // Kept at most until the day of the month it came on, or the end of a longer month.
            let kept = CivilDate(days: cutoff)
            let end = kept.adding(months: months)
            #expect(day == end.days || kept.day == CivilDate.daysInMonth(kept.month, of: kept.year))
            #expect(day - end.days <= 3)
        }
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("2024-11-24", "2026-11-24", false), ("2024-11-23", "2026-11-24", false),
            ("2024-11-22", "2026-11-24", false), ("2024-11-21", "2026-11-24", true),
            ("2024-11-23", "2026-11-26", true), ("2024-11-24", "2026-11-26", false),
            ("2024-11-24", "2026-11-27", true),
        ]
    )
    func `a row two days behind the sweep is a fault`(
        oldest: String,
        today: String,
        isFault: Bool
    ) throws {
        let found = RetentionRule.isOverLimit(
            oldestDay: try days(oldest),
            on: try days(today),
            months: 24
        )
        #expect(found == isFault)
    }

    @Test func `the end of a month gives the sweep its two days too`() throws {
        // On 1 May two days expire at once: 30 and 31 March.
        let oldest = try days("2026-03-31")
        for (today, isFault) in [
            ("2026-05-01", false), ("2026-05-02", false), ("2026-05-03", true),
        ] {
            let found = RetentionRule.isOverLimit(oldestDay: oldest, on: try days(today), months: 1)
            #expect(found == isFault, "\(today)")
        }
    }
}
