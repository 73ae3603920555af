import Testing
import TimeZones
import Usage

@testable import Reports

@Suite struct DateRangeTests {
    @Test(
        arguments: [
            // now, zone, range, from, until
            ("2026-11-24T12:34:56Z", "UTC", DateRange.day, "2026-11-24T00:00:00Z", 24),
            ("2026-11-24T12:34:56Z", "UTC", .last24Hours, "2026-11-23T13:00:00Z", 24),
            ("2026-11-24T12:00:00Z", "UTC", .last24Hours, "2026-11-23T13:00:00Z", 24),
            ("2026-11-24T12:34:56Z", "Asia/Kolkata", .last24Hours, "2026-11-23T13:30:00Z", 24),
            ("2026-11-24T12:34:56Z", "UTC", .days(1), "2026-11-24T00:00:00Z", 24),
            ("2026-11-24T12:34:56Z", "UTC", .days(7), "2026-11-18T00:00:00Z", 7 * 24),
            ("2026-11-24T23:34:56Z", "Europe/Berlin", .day, "2026-11-24T23:00:00Z", 24),
            ("2026-03-29T12:00:00Z", "Europe/Berlin", .day, "2026-03-28T23:00:00Z", 23),
            ("2026-10-25T12:00:00Z", "Europe/Berlin", .day, "2026-10-24T22:00:00Z", 25),
            ("2026-10-26T12:00:00Z", "Europe/Berlin", .days(2), "2026-10-24T22:00:00Z", 49),
            ("2026-11-24T12:00:00Z", "UTC", .month, "2026-11-01T00:00:00Z", 24 * 24),
            ("2026-03-31T12:00:00Z", "UTC", .months(2), "2026-02-01T00:00:00Z", 59 * 24),
            ("2026-02-01T00:00:00Z", "UTC", .months(3), "2025-12-01T00:00:00Z", 63 * 24),
            ("2028-02-29T12:00:00Z", "UTC", .year, "2028-01-01T00:00:00Z", 60 * 24),
            ("2026-11-24T12:00:00Z", "UTC", .all, "2026-11-22T00:00:00Z", 3 * 24),
            ("1970-01-03T12:00:00Z", "UTC", .days(3660), "1970-01-01T00:00:00Z", 3 * 24),
            (
                "2026-11-24T12:00:00Z", "America/New_York", .dates(from: 20_520, to: 20_520),
                "2026-03-08T05:00:00Z", 23
            ),
            (
                "2026-11-24T12:00:00Z", "UTC", .instants(from: 0, to: 3_599_999),
                "1970-01-01T00:00:00Z", 1
            ),
        ]
    ) func `a period has its ends in the site's zone`(
        now: String,
        zone: String,
        range: DateRange,
        from: String,
        hours: Int
    ) throws {
        let period = range.period(
            now: ms(now),
            firstMs: ms("2026-11-22T18:00:00Z"),
            in: try TimeZone.named(zone)
        )
        #expect(Instant.text(period.lowerBound) == Instant.text(ms(from)))
        #expect(period.count == hours * 3_600_000)
    }

    @Test func `all of nothing is today`() {
        let period = DateRange.all.period(
            now: ReportsFixture.noon,
            firstMs: nil,
            in: .utc
        )
        #expect(Instant.text(period.lowerBound) == "2026-11-24T00:00:00.000Z")
        #expect(period.count == 86_400_000)
    }

    @Test(
        arguments: [
            (49, Dimension.hour, 49), (50, .day, 3), (95 * 24, .day, 95), (96 * 24, .month, 4),
        ]
    ) func `time stands for hours, days or months by the period's length`(
        hours: Int64,
        unit: Dimension,
        count: Int
    ) {
        let start = ms("2026-01-01T00:00:00Z")
        let period = start..<(start + hours * 3_600_000)
        let chosen = TimeBuckets(.time, over: period, in: .utc)
        #expect(chosen.labels == TimeBuckets(unit, over: period, in: .utc).labels)
        #expect(chosen.labels.count == count)
    }

    @Test func `weeks begin on Monday`() {
        let period = ms("2026-11-21T00:00:00Z")..<ms("2026-12-01T00:00:00Z")
        let weeks = TimeBuckets(.week, over: period, in: .utc)
        #expect(weeks.labels == ["2026-11-16", "2026-11-23", "2026-11-30"])
        #expect(weeks.code(ofMs: ms("2026-11-22T23:59:59Z")) == 0)
        #expect(weeks.code(ofMs: ms("2026-11-23T00:00:00Z")) == 1)
    }
}
