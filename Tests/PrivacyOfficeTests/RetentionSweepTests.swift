import CollectorTesting
import Consent
import Storage
import Testing
import TimeZones
import Usage

@testable import PrivacyOffice

@Suite struct RetentionSweepTests {
    struct Boundary: Sendable, CustomTestStringConvertible {
        let today: String
        let months: Int
        let firstKept: String

        init(_ today: String, _ months: Int, _ firstKept: String) {
            (self.today, self.months, self.firstKept) = (today, months, firstKept)
        }

        var testDescription: String { "\(months) months on \(today)" }
    }

    @Test(
        .tags(.privacy),
        arguments: [
            Boundary("2026-11-25", 24, "2024-11-25"),
            // Leap days.
            Boundary("2028-02-28", 24, "2026-02-28"),
            Boundary("2028-02-29", 24, "2026-02-28"),
            Boundary("2028-03-01", 24, "2026-03-01"),
            Boundary("2030-02-28", 24, "2028-02-28"),
            Boundary("2030-03-01", 24, "2028-03-01"),
            Boundary("2028-03-29", 1, "2028-02-29"),
            // Month ends.
            Boundary("2026-03-31", 1, "2026-02-28"),
            Boundary("2026-05-31", 24, "2024-05-31"),
            Boundary("2026-12-31", 1, "2026-11-30"),
            Boundary("2027-01-01", 1, "2026-12-01"),
            // Days of 23 and 25 hours: Los Angeles in March and November, Auckland in April.
            Boundary("2026-04-08", 1, "2026-03-08"),
            Boundary("2026-12-01", 1, "2026-11-01"),
            Boundary("2026-05-05", 1, "2026-04-05"),
        ],
        ["UTC", "Pacific/Auckland", "America/Los_Angeles"]
    )
    func `the last expired day goes to its last ms, the first kept day stays from its first`(
        boundary: Boundary,
        zoneName: String
    ) throws {
        let zone = try zone(zoneName)
        let today = try days(boundary.today)
        let kept = try days(boundary.firstKept)
        let start = zone.startOfDay(day: kept)
        let lastMs = zone.startOfDay(day: today + 1) - 1
        let office = try Office(nowMs: lastMs)
        let record = try office.record(.random(), atMs: start - 86_400_000, expiresMs: .max >> 12)
        try office.store(
            office.event(
                1,
                by: record,
                atMs: start - 1,
                day: zone.day(ofMs: start - 1),
                path: "/old"
            ),
            office.event(2, by: record, atMs: start, day: zone.day(ofMs: start), path: "/new")
        )
        let sweep = office.sweep(
            RetentionPlan([ExampleSite.id: zone], usage: boundary.months, consent: 60)
        )
        #expect(try sweep.run(nowMs: lastMs).rowsRemoved == 1)
        #expect(try office.pages() == ["/new"])
        #expect(try sweep.run(nowMs: zone.startOfDay(day: today)).rowsRemoved == 0)
        #expect(try office.pages() == ["/new"])
        let statement = try #require(office.expiries.first)
        #expect(statement.cutoffDay == kept && statement.oldestDay == kept)
    }

    @Test(.tags(.privacy))
    func `each site's days end by its own clock, and those of a former site by UTC`() throws {
        // Past midnight of the 26th in Auckland, still the 25th elsewhere.
        let nowMs = try time("2026-11-25T11:30:00Z")
        let office = try Office(nowMs: nowMs)
        let day = try days("2024-11-25")
        for (number, site) in ["a.example", "b.example", "gone.example"].enumerated() {
            let record = try office.record(.random(), site: site, atMs: 0, expiresMs: nowMs)
            let noon = Int64(day) * 86_400_000 + 43_200_000
            for offset in Int32(-1)...1 {
                try office.store(
                    office.event(
                        UInt64(10 * number) + UInt64(offset + 2),
                        by: record,
                        atMs: noon + Int64(offset) * 86_400_000,
                        day: day + offset,
                        path: "/\(24 + offset + 1)"
                    )
                )
            }
        }
        let plan = RetentionPlan([
            "a.example": try zone("Pacific/Auckland"), "b.example": try zone("America/Los_Angeles"),
        ])
        let outcome = try office.sweep(plan).run(nowMs: nowMs)
        #expect(outcome.rowsRemoved == 4)
        #expect(try office.pages(of: "a.example") == ["/26"])
        #expect(try office.pages(of: "b.example") == ["/25", "/26"])
        #expect(try office.pages(of: "gone.example") == ["/25", "/26"])
        #expect(outcome.cutoffs == ["a.example": day + 1, "b.example": day])
        let statements = try office.expiries
        #expect(statements.map(\.site) == ["a.example", "b.example", "gone.example", nil])
        #expect(statements.map(\.cutoffDay) == [day + 1, day, day, day])
        #expect(statements.map(\.oldestDay) == [day + 1, day, day, day])
        #expect(statements.map { $0.removed.map(\.rowsRemoved) } == [[2], [1], [1], [4]])
        #expect(statements.allSatisfy { $0.atMs == nowMs })
    }

    @Test func `a run is on record with its rows by month, and a second finds nothing`() throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let record = try office.record(.random(), atMs: 0, expiresMs: nowMs)
        let times = [
            "2024-09-30T10:00:00Z", "2024-10-01T10:00:00Z", "2024-10-31T10:00:00Z",
            "2024-11-24T10:00:00Z", "2024-11-26T10:00:00Z", "2026-11-25T10:00:00Z",
        ]
        for (number, text) in times.enumerated() {
            try office.store(
                office.event(UInt64(number), by: record, atMs: try time(text), path: "/\(number)")
            )
        }
        let sweep = office.sweep(RetentionPlan(consent: 60))
        #expect(try sweep.run(nowMs: nowMs).rowsRemoved == 4)
        let first = try office.expiries
        #expect(first.map(\.site) == [ExampleSite.id, nil])
        for statement in first {
            #expect(statement.removed.map(\.yearMonth) == [202409, 202410, 202411])
            #expect(statement.removed.map(\.rowsRemoved) == [1, 2, 1])
            #expect(statement.oldestDay == (try days("2024-11-26")))
        }
        #expect(try office.pages() == ["/4", "/5"])
        #expect(
            office.folder.names.filter { $0.hasPrefix("usage-2024") && $0.hasSuffix(".db") }
                .allSatisfy { $0.hasPrefix("usage-202411") }
        )

        #expect(try sweep.run(nowMs: nowMs + 1).rowsRemoved == 0)
        let second = try office.expiries.dropFirst(2)
        #expect(second.map(\.site) == [nil])
        #expect(second.first?.removed == [] && second.first?.atMs == nowMs + 1)
        #expect(try office.ledger.verify().isSound)
    }

    @Test func `a rehearsal tells what would go and changes nothing`() throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let old = try office.record(.random(), atMs: time("2024-11-24T10:00:00Z"))
        let kept = try office.record(.random(), atMs: time("2024-11-25T00:00:00Z"))
        try office.store(
            office.event(1, by: old, atMs: time("2024-11-24T10:00:00Z"), path: "/old"),
            office.event(2, by: kept, atMs: time("2024-11-25T10:00:00Z"), path: "/new")
        )
        let entries = office.ledger.count
        let sweep = office.sweep(RetentionPlan())
        let rehearsed = try sweep.rehearsal(nowMs: nowMs)
        #expect(rehearsed.rowsRemoved == 1 && rehearsed.recordsRemoved == 1)
        #expect(office.ledger.count == entries)
        #expect(try office.pages() == ["/old", "/new"])
        #expect(try office.ledger.record(sequence: old.sequence) == old)

        let real = try sweep.run(nowMs: nowMs)
        #expect(real.usage.removals == rehearsed.usage.removals)
        #expect(real.usage.oldestDays == rehearsed.usage.oldestDays)
        #expect(real.recordsRemoved == rehearsed.recordsRemoved)
    }

    @Test func `a run as of another day applies that day and records the day it ran`() throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let record = try office.record(.random(), atMs: time("2026-01-10T00:00:00Z"))
        try office.store(office.event(1, by: record, atMs: time("2026-01-10T10:00:00Z")))
        let later = try time("2028-01-11T00:00:00Z")
        #expect(try office.sweep(RetentionPlan()).run(nowMs: nowMs, asOfMs: later).rowsRemoved == 1)
        let statement = try #require(office.expiries.last)
        #expect(statement.atMs == nowMs)
        #expect(statement.cutoffDay == (try days("2026-01-11")))
    }

    @Test(.tags(.privacy), arguments: [1, 13, 36])
    func `contents of consent records go by their own months, and leave a sound ledger`(
        months: Int
    ) throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let cutoff = CivilDate(days: try days("2026-11-25")).adding(months: -months).days
        let cutoffMs = Int64(cutoff) * 86_400_000
        let (oldID, keptID) = (ConsentID.random(), ConsentID.random())
        let old = try office.record(oldID, atMs: cutoffMs - 1)
        let kept = try office.record(keptID, atMs: cutoffMs)
        let outcome = try office.sweep(RetentionPlan(consent: months)).run(nowMs: nowMs)
        #expect(outcome.recordsRemoved == 1)
        #expect(try office.ledger.record(sequence: old.sequence) == nil)
        #expect(try office.ledger.record(old.id) == nil)
        #expect(try office.ledger.records(of: oldID) == [])
        #expect(try office.ledger.records(of: keptID) == [kept])
        // Its token proves nothing any more.
        #expect(office.ledger.newer(than: old.sequence, of: oldID)?.isWithdrawal == true)
        #expect(office.ledger.newer(than: kept.sequence, of: keptID) == nil)
        #expect(try office.ledger.verify().isSound)
    }

    @Test(arguments: [
        (daysPast: 0, isOverdue: false), (daysPast: 1, isOverdue: false),
        (daysPast: 2, isOverdue: true), (daysPast: 3, isOverdue: true),
    ])
    func `a site is overdue once its oldest row is more than two days over`(
        daysPast: Int,
        isOverdue: Bool
    ) throws {
        // 23:30 of the day in Auckland, where the site is.
        let zone = try zone("Pacific/Auckland")
        let expires = try days("2026-11-25")
        let nowMs = zone.startOfDay(day: expires + Int32(daysPast) + 1) - 1_800_000
        let office = try Office(nowMs: nowMs)
        let record = try office.record(.random(), atMs: 0, expiresMs: nowMs)
        let oldest = try days("2024-11-24")
        let rowMs = zone.startOfDay(day: oldest)
        try office.store(office.event(1, by: record, atMs: rowMs, day: oldest))
        let plan = RetentionPlan([ExampleSite.id: zone])
        let overdue = try RetentionSweep.overdue(in: office.usage, plan: plan, nowMs: nowMs)
        let expected = OverdueSite(
            site: ExampleSite.id,
            oldestDay: oldest,
            cutoffDay: try days("2024-11-25") + Int32(daysPast)
        )
        #expect(overdue == (isOverdue ? [expected] : []))
        _ = try office.sweep(plan).run(nowMs: nowMs)
        #expect(try RetentionSweep.overdue(in: office.usage, plan: plan, nowMs: nowMs).isEmpty)
    }
}
