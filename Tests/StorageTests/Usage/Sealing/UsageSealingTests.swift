import CollectorTesting
import Foundation
import SQLite
import Synchronization
import Testing
import Usage

@testable import Storage

@Suite struct UsageSealingTests {
    private let fixture: UsageFixture
    /// From six days before the end of October to today, the day before yesterday being open still.
    private let days = (UsageFixture.today - 30)..<(UsageFixture.today + 1)
    private let lastClosed = UsageFixture.today - 3

    init() throws { fixture = try UsageFixture() }

    private func position(_ store: UsageStore, _ month: Int) throws -> LogPosition {
        try store.makeReader().read(site: ExampleSite.id, month: month, after: nil) { _ in }
    }

    // MARK: - What stays the same

    @Test func `nothing that is read changes when days are sealed and months merged`() throws {
        let store = try fixture.open()
        let events = SealingFixture.events(days: days)
        try SealingFixture.store(events, in: store)
        let before = try SealingFixture.everything(in: store)
        let counts = try store.counts()
        var scanned: Set<StoredRow> = []
        try store.scan { (row) throws(StorageError) in scanned.insert(row) }
        let outcome = store.seal()
        #expect(outcome.isComplete && outcome.failure == nil)
        #expect(outcome.days == 2 * 28 && outcome.mergedMonths == [202_610])
        #expect(outcome.events == 28 * 60)
        #expect(before.count == events.count)
        #expect(try SealingFixture.everything(in: store) == before)
        #expect(try store.counts() == counts)
        for visitor in 0..<7 as Range<UInt64> {
            let own = before.filter {
                $0.visitor == VisitorID(visitor) && $0.site == ExampleSite.id
            }
            #expect(try store.rows(of: VisitorID(visitor), site: ExampleSite.id) == own)
        }
        var scannedAfter: Set<StoredRow> = []
        try store.scan { (row) throws(StorageError) in scannedAfter.insert(row) }
        #expect(scannedAfter == scanned)
        #expect(try store.store(events).allSatisfy { $0 == .duplicate })
        let reopened = try fixture.open()
        #expect(try SealingFixture.everything(in: reopened) == before)
        #expect(try reopened.store(events).allSatisfy { $0 == .duplicate })
    }

    @Test func `closed days are sealed, open ones are not`() throws {
        let store = try fixture.open()
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        _ = store.seal()
        let reader = try #require(try store.openReader(MonthName(month: 202_611)))
        for state in try reader.dayStates(until: .max) {
            #expect((state.segments > 0) == (state.day <= lastClosed))
            #expect((state.plainRows == 0) == (state.day <= lastClosed))
        }
        // One segment for each site and day is all that is left of a month that is over.
        let october = try SealingFixture.shape(202_610, of: store)
        #expect(october.rows == 7 * 2 && october.segments == 7 * 2 && october.free == 0)
        #expect(fixture.folder.names.contains("usage-202610-2.db"))
        #expect(!fixture.folder.names.contains("usage-202610.db"))
    }

    @Test func `a day is closed once a page's own event cannot come any more, in any zone`() {
        let day = UsageFixture.today
        let end = (Int64(day) + 1) * UsageFixture.dayMs + 12 * 3_600_000 + UsageStore.windowMs
        #expect(UsageStore.lastClosedDay(nowMs: end) == day)
        #expect(UsageStore.lastClosedDay(nowMs: end - 1) == day - 1)
    }

    @Test func `a second run finds nothing to do`() throws {
        let store = try fixture.open()
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        _ = store.seal()
        let databases = fixture.folder.names.filter { $0.hasSuffix(".db") }
        let second = store.seal()
        #expect(second == SealingOutcome())
        #expect(fixture.folder.names.filter { $0.hasSuffix(".db") } == databases)
    }

    @Test func `a run that is asked to stop leaves what it sealed, and the next one goes on`()
        throws
    {
        let store = try fixture.open()
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        let before = try SealingFixture.everything(in: store)
        var runs = 0
        var segments = 0
        while true {
            var questions = 0
            let outcome = store.seal(
                shouldContinue: {
                    questions += 1
                    return questions < 8
                },
                shouldMerge: { runs % 2 == 0 }
            )
            runs += 1
            segments += outcome.segments
            #expect(try SealingFixture.everything(in: store) == before)
            if outcome.isComplete { break }
        }
        #expect(runs > 5 && segments == 2 * 28)
        #expect(!fixture.folder.names.contains { $0.hasSuffix(".new") })
        #expect(try SealingFixture.shape(202_610, of: store).free == 0)
    }

    @Test func `a day of many events and many commits is sealed in pieces, and merged into one`()
        throws
    {
        let store = try fixture.open()
        let day = SealingFixture.first
        try SealingFixture.store(
            SealingFixture.events(days: day..<(day + 1), aDay: 2500),
            in: store,
            at: 1
        )
        let before = try SealingFixture.everything(in: store)
        let outcome = store.seal()
        // 2000 rows of one site and 500 of the other, in transactions that begin small.
        #expect(outcome.segments > 4)
        #expect(outcome.mergedMonths == [202_610])
        #expect(try SealingFixture.shape(202_610, of: store).segments == 2)
        #expect(try SealingFixture.everything(in: store) == before)
    }

    @Test func `sealed days take less room`() throws {
        let store = try fixture.open()
        let day = SealingFixture.first
        try SealingFixture.store(
            SealingFixture.events(days: day..<(day + 4), aDay: 3000),
            in: store,
            at: 1
        )
        store.close()
        let before = store.diskBytes
        _ = store.seal()
        store.close()
        #expect(store.diskBytes * 2 < before)
    }

    // MARK: - Late rows

    @Test func `a few late rows wait, many are sealed behind the others`() throws {
        let store = try fixture.open()
        let day = lastClosed - 1
        try SealingFixture.store(SealingFixture.events(days: day..<(day + 1)), in: store)
        _ = store.seal()
        let few = SealingFixture.events(days: day..<(day + 1), aDay: 30, seed: 2)
        try SealingFixture.store(few, in: store, at: 1)
        #expect(store.seal().segments == 0)
        let many = SealingFixture.events(days: day..<(day + 1), aDay: 100, seed: 3)
        try SealingFixture.store(many, in: store, at: 1)
        let before = try SealingFixture.everything(in: store)
        #expect(store.seal().segments == 1)
        #expect(try SealingFixture.everything(in: store) == before)
        #expect(before.count == 190)
        // 80 of one site were sealed behind the 48 before; 26 of the other wait.
        let shape = try SealingFixture.shape(202_611, of: store)
        #expect(shape.segments == 3 && shape.rows == 3 + 26)
    }

    @Test func `a month that was merged is merged again once many late rows were sealed`() throws {
        let store = try fixture.open()
        let days = SealingFixture.first..<(SealingFixture.first + 20)
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        #expect(store.seal().mergedMonths == [202_610])
        for seed in 2...3 as ClosedRange<UInt64> {
            try SealingFixture.store(
                SealingFixture.events(days: days, aDay: 100, seed: seed),
                in: store,
                at: 1
            )
            let before = try SealingFixture.everything(in: store)
            let outcome = store.seal()
            #expect(outcome.segments == 20)
            #expect(outcome.mergedMonths == (seed == 3 ? [202_610] : []))
            #expect(try SealingFixture.everything(in: store) == before)
        }
        let shape = try SealingFixture.shape(202_610, of: store)
        #expect(shape.segments == 40 && shape.rows == 40 && shape.free == 0)
    }

    @Test func `a writer that began before its month was merged goes on with it`() throws {
        let store = try fixture.open()
        let october = Int64(SealingFixture.first) * UsageFixture.dayMs
        let writer = store.makeWriter()
        func add(_ id: UInt64) throws {
            _ = writer.append(.example(id: id, timeMs: october, path: "/late"))
            try writer.commit()
        }
        try add(1)
        // Sealed, and not merged yet: a late row waits, and is merged as it is.
        #expect(store.seal(shouldMerge: { false }).mergedMonths.isEmpty)
        try add(2)
        #expect(store.seal().mergedMonths == [202_610])
        // What it is called stands in the row that was merged.
        try add(3)
        let paths = ["/late", "/late", "/late"]
        #expect(try store.paths() == paths)
        #expect(try fixture.open().paths() == paths)
    }

    @Test func `a writer that began before a day was sealed goes on with it`() throws {
        let store = try fixture.open()
        let day = lastClosed - 5
        let time = Int64(day) * UsageFixture.dayMs
        let october = Int64(SealingFixture.first) * UsageFixture.dayMs
        let writer = store.makeWriter()
        var paths: [String] = []
        for round in 0..<4 as Range<UInt64> {
            for id in 0..<3 as Range<UInt64> {
                let path = "/shared-\(id)"
                _ = writer.append(.example(id: round << 8 | id, timeMs: time, path: path))
                let other = UInt64(1) << 32 | round << 8 | id
                _ = writer.append(.example(id: other, timeMs: october, path: path))
                try writer.commit()
                paths.append(path)
            }
            // Rows that wait have their entries in rows that are about to be sealed.
            _ = writer.append(.example(id: round << 8 | 4, timeMs: time, path: "/shared-1"))
            let other = UInt64(1) << 32 | round << 8 | 4
            _ = writer.append(.example(id: other, timeMs: october, path: "/shared-1"))
            if round != 2 { #expect(store.seal().failure == nil) }
            try writer.commit()
            paths.append("/shared-1")
        }
        #expect(try store.paths() == paths + paths)
        #expect(try fixture.open().paths() == paths + paths)
    }

    /// Writes beside a merge: with a writer that lives on, and with a new one each time.
    ///
    /// `@unchecked Sendable`: used by the thread that merges.
    private final class Bystander: @unchecked Sendable {
        private let timeMs = Int64(SealingFixture.first) * UsageFixture.dayMs
        private var store: UsageStore?
        private var writer: UsageWriter?
        private(set) var count: UInt64 = 0

        func begin(with store: UsageStore) throws {
            self.store = store
            writer = store.makeWriter()
            _ = writer?.append(.example(id: 1, timeMs: timeMs, path: "/shared"))
            try writer?.commit()
        }

        func write() throws(StorageError) {
            guard let store else { return }
            count += 1
            _ = writer?.append(.example(id: count << 32, timeMs: timeMs, path: "/shared"))
            try writer?.commit()
            let other = store.makeWriter()
            _ = other.append(.example(id: count << 32 | 1, timeMs: timeMs, path: "/other"))
            try other.commit()
        }

        func end() { (store, writer) = (nil, nil) }
    }

    @Test func `what is written while a month is merged is in the new edition`() throws {
        let bystander = Bystander()
        let store = try fixture.open { (step) throws(StorageError) in
            // What is written between the sealing and the merge has the entries of what follows.
            let steps = MaintenanceStep.ofMerge + [.segmentCommitted]
            guard steps.contains(step), step != .rewriteComplete else { return }
            try bystander.write()
        }
        try bystander.begin(with: store)
        #expect(store.seal().mergedMonths == [202_610])
        bystander.end()
        #expect(bystander.count >= 6)
        let paths = ["/shared"] + (0..<bystander.count).flatMap { _ in ["/shared", "/other"] }
        #expect(try store.paths() == paths)
        #expect(try fixture.open().paths() == paths)
    }

    @Test func `a file of the first version is taken as it is`() throws {
        let store = try fixture.open()
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        let before = try SealingFixture.everything(in: store)
        store.close()
        for file in ["usage-202610.db", "usage-202611.db"] {
            try Connection(.writer(fixture.folder.file(file))).execute(
                """
                DROP TABLE segment; ALTER TABLE meta DROP COLUMN floor;
                ALTER TABLE meta DROP COLUMN sealings; ALTER TABLE meta DROP COLUMN merged;
                PRAGMA user_version = 1
                """
            )
        }
        let reopened = try fixture.open()
        #expect(try SealingFixture.everything(in: reopened) == before)
        #expect(reopened.seal().mergedMonths == [202_610])
        #expect(try SealingFixture.everything(in: reopened) == before)
    }

    @Test func `a segment with a changed byte is found, and other days are sealed nevertheless`()
        throws
    {
        let store = try fixture.open()
        try SealingFixture.store(SealingFixture.events(days: days), in: store)
        _ = store.seal()
        store.close()
        let file = try Connection(.writer(fixture.folder.file("usage-202611.db")))
        try file.execute(
            """
            UPDATE log SET data = CAST(substr(data, 1, 40) || x'00' || substr(data, 42) AS BLOB)
            WHERE seq = (SELECT seq FROM segment WHERE day = \(lastClosed) AND site = 1)
            """
        )
        #expect(throws: StorageError.self) { try store.events() }
        do {
            _ = try store.events()
        } catch {
            guard case .damaged = try #require(error as? StorageError) else {
                Issue.record("\(error)")
                return
            }
        }
        // A row that cannot be read stays as it is.
        let late = SealingFixture.events(
            days: (lastClosed - 1)..<(lastClosed + 1),
            aDay: 100,
            seed: 9
        )
        try SealingFixture.store(late, in: store, at: 1)
        try file.execute(
            """
            UPDATE log SET data = CAST(substr(data, 1, 20) || x'0000' || substr(data, 23) AS BLOB)
            WHERE seq = (
                SELECT max(seq) FROM log WHERE day = \(lastClosed - 1) AND site = 1
                AND seq NOT IN (SELECT seq FROM segment)
            )
            """
        )
        let outcome = store.seal()
        #expect(outcome.failure != nil && !outcome.isComplete && outcome.days == 1)
    }
}
