import CollectorTesting
import Foundation
import Synchronization
import Testing
import Usage

@testable import Storage

@Suite struct UsageMaintenanceTests {
    private let fixture: UsageFixture

    init() throws { fixture = try UsageFixture() }

    /// One event a day, its path the day.
    private func event(
        _ day: Int32,
        visitor: UInt64 = 1,
        site: String = ExampleSite.id
    ) -> UsageEvent {
        .example(
            site: site == ExampleSite.id ? ExampleSite.interned : Interned(site),
            id: UInt64(day) << 8 | visitor,
            visitor: visitor,
            timeMs: Int64(day) * UsageFixture.dayMs + 1,
            path: "/\(day)"
        )
    }

    private func days(_ store: UsageStore, of site: String = ExampleSite.id) throws -> [Int32] {
        try store.events(of: site).map(\.day)
    }

    private let first = CivilDate(monthNumber: 202_409)?.days ?? 0
    private let last = CivilDate(monthNumber: 202_412)?.days ?? 0

    // MARK: - Expiry

    @Test(
        .tags(.privacy),
        arguments: [
            "2024-09-30", "2024-10-01", "2024-10-02", "2024-10-15", "2024-10-31", "2024-11-01",
        ]
    )
    func `expiry keeps the cutoff's day and nothing before it`(cutoff: String) throws {
        let cutoff = try #require(CivilDate(cutoff)).days
        let store = try fixture.open()
        try store.store((first..<last).map { event($0) })
        let planned = try store.expire(cutoffs: [:], otherCutoff: cutoff, isRehearsal: true)
        #expect(try days(store) == Array(first..<last))
        let outcome = try store.expire(cutoffs: [:], otherCutoff: cutoff)
        #expect(outcome == planned)
        #expect(outcome.isComplete && outcome.rows == Int(cutoff - first))
        #expect(outcome.oldestDays == [ExampleSite.id: cutoff])
        #expect(try days(store) == Array(cutoff..<last))
        #expect(try store.oldestDay() == cutoff)
        let reopened = try fixture.open()
        #expect(try days(reopened) == Array(cutoff..<last))
    }

    @Test(.tags(.privacy)) func `a month that ended leaves no file and no key`() throws {
        let store = try fixture.open()
        try store.store((first..<last).map { event($0) })
        let outcome = try store.expire(cutoffs: [:], otherCutoff: last - 30)
        #expect(outcome.endedMonths == [202_409, 202_410])
        let names = fixture.folder.names.filter { $0.hasPrefix("usage-") && $0.hasSuffix(".db") }
        #expect(names == ["usage-202411.db"])
        #expect(!fixture.folder.names.contains { $0.contains("2409") || $0.contains("2410") })
        #expect(store.keys.usageMonths.months == [202_411])
        try store.store([event(first, visitor: 2)])
        #expect(try days(store) == [first] + Array((last - 30)..<last))
    }

    @Test func `a row that comes when its month is about to end is kept`() throws {
        let holder = Mutex<UsageStore?>(nil)
        let late = event(first + 25)
        let store = try fixture.open { (step) throws(StorageError) in
            guard step == .beforeRetiring,
                let store = holder.withLock({ holder in
                    defer { holder = nil }
                    return holder
                })
            else { return }
            let writer = store.makeWriter()
            _ = writer.append(late)
            try writer.commit()
        }
        holder.withLock { $0 = store }
        try store.store((first..<first + 10).map { event($0) })
        let outcome = try store.expire(cutoffs: [:], otherCutoff: first + 20)
        #expect(outcome.isComplete && outcome.rows == 10 && outcome.endedMonths.isEmpty)
        #expect(try days(store) == [first + 25])
        #expect(try days(fixture.open()) == [first + 25])
    }

    @Test func `each site has its own cutoff, and those that are not configured another`() throws {
        let store = try fixture.open()
        try store.store((first..<last).map { event($0) })
        try store.store((first..<last).map { event($0, visitor: 2, site: "gone.example") })
        let outcome = try store.expire(
            cutoffs: [ExampleSite.id: first + 3],
            otherCutoff: last - 3
        )
        #expect(try days(store) == Array((first + 3)..<last))
        #expect(try days(store, of: "gone.example") == Array((last - 3)..<last))
        #expect(outcome.removals.first == .init(month: 202_409, site: ExampleSite.id, rows: 3))
        #expect(outcome.removals.count == 4 && outcome.endedMonths.isEmpty)
    }

    @Test func `a second expiry with the same cutoff does nothing`() throws {
        let store = try fixture.open()
        try store.store((first..<last).map { event($0) })
        _ = try store.expire(cutoffs: [:], otherCutoff: first + 5)
        let names = fixture.folder.names
        let outcome = try store.expire(cutoffs: [:], otherCutoff: first + 5)
        #expect(outcome.rows == 0 && outcome.isComplete)
        #expect(fixture.folder.names == names)
    }

    @Test func `an expiry that is asked to stop leaves the month as it was`() throws {
        let store = try fixture.open()
        for day in first..<(first + 20) { try store.store([event(day)]) }
        let outcome = try store.expire(cutoffs: [:], otherCutoff: first + 5) { false }
        #expect(!outcome.isComplete && outcome.rows == 0)
        let names = fixture.folder.names
        var questions = 0
        let second = try store.expire(cutoffs: [:], otherCutoff: first + 5) {
            questions += 1
            return questions < 2
        }
        #expect(!second.isComplete && second.rows == 0)
        #expect(
            fixture.folder.names.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
                == names.filter { !$0.hasSuffix("-shm") && !$0.hasSuffix("-wal") }
        )
        #expect(try days(store).count == 20)
        #expect(try store.expire(cutoffs: [:], otherCutoff: first + 5).rows == 5)
    }

    @Test func `a month whose key is gone does not keep the others from expiring`() throws {
        let store = try fixture.open()
        try store.store((first..<last).map { event($0) })
        store.close()
        try store.keys.usageMonths.destroyKey(202_409)
        let outcome = try store.expire(cutoffs: [ExampleSite.id: first + 5], otherCutoff: 0)
        #expect(!outcome.isComplete && outcome.failure != nil)
        let ended = try store.expire(cutoffs: [ExampleSite.id: last - 40], otherCutoff: 0)
        #expect(ended.isComplete && ended.endedMonths == [202_409])
    }

    // MARK: - Erasure

    @Test(.tags(.privacy)) func `nothing of an erased visitor is left in any file`() throws {
        let store = try fixture.open()
        let canary = "/canary-5f1c"
        let writer = store.makeWriter()
        for day in [first, last - 1] {
            for visitor in 1...3 as ClosedRange<UInt64> {
                let id = UInt64(day) << 8 | visitor
                let time = Int64(day) * UsageFixture.dayMs
                let own = visitor == 2 ? canary : "/own-\(visitor)"
                _ = writer.append(
                    .example(id: id << 1, visitor: visitor, timeMs: time, path: "/all")
                )
                _ = writer.append(
                    .example(id: id << 1 | 1, visitor: visitor, timeMs: time, path: own, title: own)
                )
                try writer.commit()
            }
        }
        #expect(store.keys.usageMonths.existingKey(202_409) != nil)
        let removed = try store.erase(visitors: [ExampleSite.id: VisitorID(2)])
        #expect(removed == [202_409: 2, 202_411: 2])
        #expect(try store.rows(of: VisitorID(2), site: ExampleSite.id).isEmpty)
        #expect(
            try store.paths() == [
                "/all", "/own-1", "/all", "/own-3", "/all", "/own-1", "/all", "/own-3",
            ]
        )
        // In plain text it never was there; in the plain text of the batches it is not any more.
        #expect(fixture.files(holding: "canary").isEmpty)
        var values: [FieldValue] = []
        for month in [202_409, 202_411] {
            _ = try store.makeReader().read(site: ExampleSite.id, month: month, after: nil) {
                values += $0.newValues.map(\.value)
            }
        }
        #expect(!values.contains(.text(canary)) && values.contains(.text("/own-1")))
        let names = fixture.folder.names.filter { $0.hasPrefix("usage-") && $0.hasSuffix(".db") }
        #expect(names == ["usage-202409-2.db", "usage-202411-2.db"])
        #expect(store.keys.usageMonths.existingKey(202_409) == nil)
        #expect(
            fixture.folder.names.allSatisfy {
                !$0.hasPrefix("usage-202409.") && !$0.hasPrefix("usage-202411.")
            }
        )
        #expect(try store.erase(visitors: [ExampleSite.id: VisitorID(2)]) == [:])
    }

    @Test func `a writer goes on after its month was rewritten under it`() throws {
        let store = try fixture.open()
        let writer = store.makeWriter()
        _ = writer.append(.example(id: 1, visitor: 2, path: "/shared"))
        _ = writer.append(.example(id: 2, visitor: 1, path: "/other"))
        try writer.commit()
        // Waits while the entry it uses is removed with the only row that used it.
        _ = writer.append(.example(id: 3, visitor: 1, path: "/shared"))
        #expect(try store.erase(visitors: [ExampleSite.id: VisitorID(2)]) == [202_611: 1])
        try writer.commit()
        _ = writer.append(.example(id: 4, visitor: 3, path: "/shared"))
        try writer.commit()
        #expect(try store.paths() == ["/other", "/shared", "/shared"])
        #expect(try store.store([.example(id: 3, visitor: 1)]) == [.duplicate])
    }

    @Test func `what is written during a rewrite is in the new edition`() throws {
        let written = Mutex(0)
        let holder = Mutex<UsageStore?>(nil)
        let store = try fixture.open { (step) throws(StorageError) in
            guard step == .rewriteBegun || step == .rewriteCopied else { return }
            guard let store = holder.withLock({ $0 }) else { return }
            let id = written.withLock {
                $0 += 1
                return $0
            }
            let writer = store.makeWriter()
            _ = writer.append(.example(id: UInt64(id) << 8, visitor: 2, path: "/during"))
            _ = writer.append(.example(id: UInt64(id) << 8, visitor: 1, path: "/during"))
            try writer.commit()
        }
        holder.withLock { $0 = store }
        try store.store([.example(id: 1, visitor: 2, path: "/a"), .example(id: 2, path: "/b")])
        #expect(try store.erase(visitors: [ExampleSite.id: VisitorID(2)]) == [202_611: 3])
        #expect(try store.paths() == ["/b", "/during", "/during"])
        holder.withLock { $0 = nil }
    }

    @Test func `a reader notices that a month was rewritten`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1, visitor: 2), .example(id: 2)])
        let reader = store.makeReader()
        let before = try reader.read(site: ExampleSite.id, month: 202_611, after: nil) { _ in }
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(2)])
        let after = try reader.read(site: ExampleSite.id, month: 202_611, after: before) { _ in
            Issue.record("the reader must forget first")
        }
        #expect(after.generation != before.generation && after.sequence == 0)
        var rows = 0
        _ = try reader.read(site: ExampleSite.id, month: 202_611, after: after) {
            rows += $0.rows.count
        }
        #expect(rows == 1)
        _ = try store.expire(cutoffs: [:], otherCutoff: .max)
        let gone = try reader.read(site: ExampleSite.id, month: 202_611, after: after) { _ in }
        #expect(gone == LogPosition(generation: 0, sequence: 0))
        try store.store([.example(id: 9)])
        let anew = try reader.read(site: ExampleSite.id, month: 202_611, after: gone) { _ in }
        #expect(anew.generation != before.generation && anew.generation != after.generation)
    }

    @Test func `readers and writers go on while months are rewritten again and again`() async throws
    {
        let store = try fixture.open()
        try store.store([.example(id: 1 << 40, path: "/kept")])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let writer = store.makeWriter()
                for id in 0..<300 as Range<UInt64> {
                    _ = writer.append(.example(id: id, visitor: 2 + id % 30, path: "/\(id % 9)"))
                    _ = writer.append(.example(id: id, visitor: 1, path: "/\(id % 9)"))
                    try writer.commit()
                }
            }
            group.addTask {
                for visitor in 2..<12 as Range<UInt64> {
                    _ = try store.erase(visitors: [ExampleSite.id: VisitorID(visitor)])
                }
            }
            group.addTask {
                for _ in 0..<20 {
                    let kept = try store.rows(of: VisitorID(1), site: ExampleSite.id)
                    #expect(kept.allSatisfy { $0.page != nil })
                    await Task.yield()
                }
            }
            try await group.waitForAll()
        }
        let kept = try store.rows(of: VisitorID(1), site: ExampleSite.id)
        #expect(kept.map { $0.page?.path } == ["/kept"] + (0..<300).map { "/\($0 % 9)" })
    }

    // MARK: - Crashes

    @Test func `a crash at any step of an expiry leaves the rows that are kept`() throws {
        let steps = Mutex<[(MaintenanceStep, String)]>([])
        let fixture = fixture
        let store = try fixture.open { (step) throws(StorageError) in
            let number = steps.withLock { $0.count }
            guard let copy = try? fixture.copy("\(number)-\(step)") else {
                Issue.record("no copy at \(step)")
                return
            }
            steps.withLock { $0.append((step, copy)) }
        }
        try store.store((first..<last).map { event($0) })
        let cutoff = first + 35
        let outcome = try store.expire(cutoffs: [:], otherCutoff: cutoff)
        #expect(outcome.endedMonths == [202_409])
        let taken = steps.withLock { $0 }
        #expect(Set(taken.map(\.0)) == Set(MaintenanceStep.ofExpiry))
        for (step, copy) in taken {
            let reopened = try fixture.open(in: copy)
            let days = try days(reopened)
            #expect(days.suffix(Int(last - cutoff)) == Array(cutoff..<last)[...], "\(step)")
            #expect(Set(days).count == days.count, "\(step)")
            let names = try FileManager.default.contentsOfDirectory(atPath: copy)
            #expect(!names.contains { $0.hasSuffix(".new") || $0.hasSuffix(".gone") }, "\(step)")
            #expect(
                try reopened.store([event(last - 1), event(last - 1, visitor: 5)])
                    == [.duplicate, .stored],
                "\(step)"
            )
            _ = try reopened.expire(cutoffs: [:], otherCutoff: cutoff)
            #expect(try self.days(reopened) == Array(cutoff..<last) + [last - 1], "\(step)")
            let keys = try FileManager.default.contentsOfDirectory(atPath: copy + "/keys").filter {
                $0.hasPrefix("usage-")
            }
            #expect(keys.count == 2, "\(step): \(keys)")
        }
    }

    @Test(arguments: MaintenanceStep.ofExpiry)
    func `a failure at any step is reported and the next run finishes`(
        step: MaintenanceStep
    ) throws {
        let isFailing = Mutex(true)
        let store = try fixture.open { (reached) throws(StorageError) in
            guard reached == step, isFailing.withLock({ $0 }) else { return }
            throw .full(path: "the test's disk")
        }
        try store.store((first..<last).map { event($0) })
        let cutoff = first + 35
        let outcome = try store.expire(cutoffs: [:], otherCutoff: cutoff)
        #expect(outcome.failure == .full(path: "the test's disk") && !outcome.isComplete)
        #expect(try days(store).suffix(Int(last - cutoff)) == Array(cutoff..<last)[...])
        try store.store([event(last - 1, visitor: 5)])
        isFailing.withLock { $0 = false }
        #expect(try store.expire(cutoffs: [:], otherCutoff: cutoff).isComplete)
        #expect(try days(store) == Array(cutoff..<last) + [last - 1])
        let files = fixture.folder.names.filter { $0.hasSuffix(".new") || $0.hasSuffix(".gone") }
        #expect(files.isEmpty)
        let databases = fixture.folder.names.filter {
            $0.hasPrefix("usage-") && $0.hasSuffix(".db")
        }
        #expect(databases.count == 2)
    }
}
