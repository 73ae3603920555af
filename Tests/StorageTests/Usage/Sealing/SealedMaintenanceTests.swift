import CollectorTesting
import Foundation
import Synchronization
import Testing
import Usage

@testable import Storage

/// Erasure, expiry, backup and crashes with days that are sealed, or just being sealed.
@Suite struct SealedMaintenanceTests {
    private let fixture: UsageFixture
    private let days = (UsageFixture.today - 30)..<(UsageFixture.today + 1)

    init() throws { fixture = try UsageFixture() }

    private func makeStore(
        atStep: @escaping @Sendable (MaintenanceStep) throws(StorageError) -> Void = {
            (_) throws(StorageError) in
        }
    ) throws -> UsageStore {
        let store = try fixture.open(atStep: atStep)
        try SealingFixture.store(SealingFixture.events(days: days, aDay: 20), in: store)
        return store
    }

    private var steps: [MaintenanceStep] { MaintenanceStep.ofSealing + MaintenanceStep.ofMerge }

    // MARK: - Erasure and expiry

    @Test(.tags(.privacy)) func `nothing of an erased visitor is left in sealed days`() throws {
        let store = try makeStore()
        let writer = store.makeWriter()
        for day in [days.lowerBound, days.lowerBound + 9] {
            let time = Int64(day) * UsageFixture.dayMs
            let id = UInt64(1) << 60 | UInt64(day)
            _ = writer.append(
                .example(id: id, visitor: 99, timeMs: time, path: "/canary", title: "canary")
            )
            _ = writer.append(.example(id: id, visitor: 3, timeMs: time, path: "/of-three"))
            try writer.commit()
        }
        #expect(store.seal().mergedMonths == [202_610])
        let before = try SealingFixture.everything(in: store)
        let keys = store.keys.usageMonths
        #expect(keys.existingKey(202_610, edition: 2) != nil)
        let removed = try store.erase(visitors: [ExampleSite.id: VisitorID(99)])
        #expect(removed == [202_610: 1, 202_611: 1])
        #expect(try store.rows(of: VisitorID(99), site: ExampleSite.id).isEmpty)
        let kept = before.filter { $0.visitor != VisitorID(99) }
        #expect(try SealingFixture.everything(in: store) == kept)
        #expect(kept.count == before.count - 2)
        #expect(fixture.files(holding: "canary").isEmpty)
        var values: [FieldValue] = []
        for month in [202_610, 202_611] {
            _ = try store.makeReader().read(site: ExampleSite.id, month: month, after: nil) {
                values += $0.newValues.map(\.value)
            }
        }
        #expect(!values.contains(.text("canary")))
        #expect(!values.contains(.page(Page(host: "example.org", path: "/canary"))))
        #expect(values.contains(.page(Page(host: "example.org", path: "/of-three"))))
        #expect(keys.existingKey(202_610, edition: 2) == nil)
        #expect(keys.existingKey(202_611) == nil)
        // Sealed days stay sealed, and a month that was merged need not be merged again.
        #expect(store.seal() == SealingOutcome())
        // Of who is in every segment, too.
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(3)])
        #expect(
            try store.events()
                == kept.filter { $0.visitor != VisitorID(3) && $0.site == ExampleSite.id }
        )
        let reopened = try fixture.open()
        #expect(try reopened.events() == store.events())
    }

    @Test(.tags(.privacy)) func `sealed days expire as others do`() throws {
        let store = try makeStore()
        _ = store.seal()
        let before = try SealingFixture.everything(in: store)
        let cutoff = days.lowerBound + 10
        let planned = try store.expire(cutoffs: [:], otherCutoff: cutoff, isRehearsal: true)
        let outcome = try store.expire(cutoffs: [:], otherCutoff: cutoff)
        #expect(outcome == planned && outcome.rows == 10 * 20)
        #expect(outcome.endedMonths == [202_610])
        #expect(try SealingFixture.everything(in: store) == before.filter { $0.day >= cutoff })
        #expect(store.seal() == SealingOutcome())
        #expect(store.keys.usageMonths.months == [202_611])
        #expect(try fixture.open().oldestDay() == cutoff)
    }

    @Test func `a backup of sealed days opens with its keys`() throws {
        let store = try makeStore()
        _ = store.seal()
        let copy = fixture.folder.file("copies/backup")
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        try store.backup(to: copy)
        try FileManager.default.copyItem(
            atPath: fixture.folder.file("keys"),
            toPath: copy + "/keys"
        )
        let restored = try fixture.open(in: copy)
        #expect(
            try SealingFixture.everything(in: restored) == SealingFixture.everything(in: store)
        )
    }

    @Test(.tags(.privacy)) func `a backup from before a merge is good until somebody is erased`()
        throws
    {
        let store = try makeStore()
        let before = try SealingFixture.everything(in: store)
        let backup = fixture.folder.file("copies/backup")
        try FileManager.default.createDirectory(atPath: backup, withIntermediateDirectories: true)
        try store.backup(to: backup)
        func restored(_ name: String) throws -> UsageStore {
            let copy = fixture.folder.file("copies/\(name)")
            try FileManager.default.copyItem(atPath: backup, toPath: copy)
            try FileManager.default.copyItem(
                atPath: fixture.folder.file("keys"),
                toPath: copy + "/keys"
            )
            return try fixture.open(in: copy)
        }
        #expect(store.seal().mergedMonths == [202_610])
        #expect(store.keys.usageMonths.existingKey(202_610) == nil)
        let merged = try restored("merged")
        #expect(try SealingFixture.everything(in: merged) == before)
        // The key belongs to the one edition there is, so that it ends with it.
        #expect(merged.keys.usageMonths.existingKey(202_610, edition: 2) == nil)
        _ = try merged.expire(cutoffs: [:], otherCutoff: UsageFixture.today)
        #expect(merged.keys.usageMonths.months == [202_611])
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(3)])
        let erased = try restored("erased")
        #expect(throws: StorageError.self) { try SealingFixture.everything(in: erased) }
    }

    @Test(.tags(.privacy)) func `a key that a merge copied before it was cut off does not stay`()
        throws
    {
        let store = try makeStore()
        let keys = store.keys.usageMonths
        _ = try keys.copyKey(202_610, from: 1, to: 2)
        _ = try keys.newKey(202_611, edition: 2)
        store.close()
        let reopened = try fixture.open()
        #expect(reopened.keys.usageMonths.existingKey(202_610) != nil)
        #expect(reopened.keys.usageMonths.existingKey(202_610, edition: 2) == nil)
        // A key of other bytes may belong to a file that is restored later.
        #expect(reopened.keys.usageMonths.existingKey(202_611, edition: 2) != nil)
        #expect(try SealingFixture.everything(in: reopened).count == 31 * 20)
    }

    // MARK: - Crashes

    @Test func `a crash at any step of sealing or merging loses and doubles nothing`() throws {
        let taken = Mutex<[(MaintenanceStep, String)]>([])
        let fixture = fixture
        let isWatched = Mutex(false)
        let store = try makeStore { (step) throws(StorageError) in
            guard isWatched.withLock({ $0 }) else { return }
            let number = taken.withLock { $0.count }
            // Every kind of step, and of those that come for each day some.
            let earlier = taken.withLock { $0.filter { $0.0 == step }.count }
            let isWanted = earlier < 3 || number % 13 == 0
            guard isWanted, let copy = try? fixture.copy("\(number)-\(step)") else {
                taken.withLock { $0.append((step, "")) }
                return
            }
            taken.withLock { $0.append((step, copy)) }
        }
        let before = try SealingFixture.everything(in: store)
        let events = SealingFixture.events(days: days, aDay: 20)
        isWatched.withLock { $0 = true }
        let outcome = store.seal()
        isWatched.withLock { $0 = false }
        #expect(outcome.isComplete && outcome.mergedMonths == [202_610])
        let copies = taken.withLock { $0 }
        #expect(Set(copies.map(\.0)) == Set(steps))
        for (step, copy) in copies where !copy.isEmpty {
            let reopened = try fixture.open(in: copy)
            #expect(try SealingFixture.everything(in: reopened) == before, "\(step)")
            let names = try FileManager.default.contentsOfDirectory(atPath: copy)
            #expect(!names.contains { $0.hasSuffix(".new") || $0.hasSuffix(".gone") }, "\(step)")
            #expect(try reopened.store(events).allSatisfy { $0 == .duplicate }, "\(step)")
            #expect(try reopened.store([.example(id: 1 << 50)]) == [.stored], "\(step)")
            let again = reopened.seal()
            #expect(again.isComplete && again.failure == nil, "\(step)")
            let sealed = try SealingFixture.everything(in: reopened)
            #expect(sealed.count == before.count + 1, "\(step)")
            #expect(sealed.filter { $0.page?.path != "/" } == before, "\(step)")
            let shape = try SealingFixture.shape(202_610, of: reopened)
            #expect(shape.rows == 14 && shape.segments == 14 && shape.free == 0, "\(step)")
            let keys = try FileManager.default.contentsOfDirectory(atPath: copy + "/keys").filter {
                $0.hasPrefix("usage-")
            }
            #expect(keys.count == 2, "\(step): \(keys)")
        }
    }

    // MARK: - Giving way

    /// What must not wait for a whole day or month to be sealed.
    enum Urgent {
        case erasure
        case expiry
        case backup
    }

    @Test(
        .tags(.privacy),
        arguments: [
            (Urgent.erasure, MaintenanceStep.sealingBegun), (.backup, .segmentCommitted),
            (.expiry, .segmentMerged), (.erasure, .segmentMerged),
        ]
    )
    func `a sealing gives way to who wants to erase, expire or back up, and is done afterwards`(
        urgent: Urgent,
        step: MaintenanceStep
    ) throws {
        let waiting = Mutex<(store: UsageStore, destination: String)?>(nil)
        let isDone = DispatchSemaphore(value: 0)
        let failure = Mutex<StorageError?>(nil)
        let sealedMeanwhile = Mutex(0)
        let watched = Mutex<UsageStore?>(nil)
        let ofSealing = MaintenanceStep.ofSealing + [.mergeBegun, .segmentMerged]
        let store = try makeStore { (reached) throws(StorageError) in
            if ofSealing.contains(reached), watched.withLock({ $0?.isMaintenanceWanted }) == true {
                sealedMeanwhile.withLock { $0 += 1 }
            }
            guard reached == step,
                let (store, destination) = waiting.withLock({ waiting in
                    defer { waiting = nil }
                    return waiting
                })
            else { return }
            Thread.detachNewThread {
                do throws(StorageError) {
                    switch urgent {
                    case .erasure: _ = try store.erase(visitors: [ExampleSite.id: VisitorID(3)])
                    case .expiry: _ = try store.expire(cutoffs: [:], otherCutoff: days.lowerBound)
                    case .backup: try store.backup(to: destination)
                    }
                } catch {
                    failure.withLock { $0 = error }
                }
                isDone.signal()
            }
            while !store.isMaintenanceWanted { sched_yield() }
            watched.withLock { $0 = store }
        }
        let before = try SealingFixture.everything(in: store)
        let destination = try TemporaryFolder()
        waiting.withLock { $0 = (store, destination.path) }
        let outcome = store.seal()
        isDone.wait()
        watched.withLock { $0 = nil }
        #expect(failure.withLock { $0 } == nil && outcome.failure == nil)
        #expect(sealedMeanwhile.withLock { $0 } == 0)
        // After the last segment of a day a backup may be done before anybody asks whether to go on.
        #expect(!outcome.isComplete || step == .segmentCommitted)
        #expect(!fixture.folder.names.contains { $0.hasSuffix(".new") })
        let again = store.seal()
        #expect(again.isComplete && again.failure == nil)
        #expect(outcome.mergedMonths + again.mergedMonths == [202_610])
        let isErased = urgent == .erasure
        let left = before.filter {
            !isErased || $0.visitor != VisitorID(3) || $0.site != ExampleSite.id
        }
        #expect(try SealingFixture.everything(in: store) == left)
        #expect((left.count < before.count) == isErased)
        #expect(destination.names.isEmpty == (urgent != .backup))
    }

    @Test(arguments: Set(MaintenanceStep.ofSealing + MaintenanceStep.ofMerge))
    func `a failure at any step is reported and the next run finishes`(
        step: MaintenanceStep
    ) throws {
        let isFailing = Mutex(false)
        let store = try makeStore { (reached) throws(StorageError) in
            guard reached == step, isFailing.withLock({ $0 }) else { return }
            throw .full(path: "the test's disk")
        }
        let before = try SealingFixture.everything(in: store)
        isFailing.withLock { $0 = true }
        let outcome = store.seal()
        #expect(outcome.failure == .full(path: "the test's disk") && !outcome.isComplete)
        #expect(try SealingFixture.everything(in: store) == before)
        try store.store([.example(id: 1 << 50)])
        isFailing.withLock { $0 = false }
        let again = store.seal()
        #expect(again.isComplete)
        let sealed = try SealingFixture.everything(in: store)
        #expect(
            sealed.filter { $0.page?.path != "/" } == before && sealed.count == before.count + 1
        )
        // What stands beside an edition that has its name goes with the next sweep.
        _ = try store.expire(cutoffs: [:], otherCutoff: 0)
        let files = fixture.folder.names.filter { $0.hasPrefix("usage-") && $0.hasSuffix(".db") }
        #expect(files.count == 2)
        let reopened = try fixture.open()
        #expect(try SealingFixture.everything(in: reopened) == sealed)
        #expect(store.seal() == SealingOutcome())
    }
}
