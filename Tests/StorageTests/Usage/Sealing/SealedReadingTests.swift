import CollectorTesting
import Synchronization
import Testing
import Usage

@testable import Storage

/// Readers in the middle of days that are being sealed.
@Suite struct SealedReadingTests: Sendable {
    private let fixture: UsageFixture
    private let first = UsageFixture.today - 10
    private let month = 202_611

    init() throws { fixture = try UsageFixture() }

    /// A log of some days with one event a commit, days interleaved.
    private func makeStore(
        aDay: Int32 = 200,
        atStep: @escaping @Sendable (MaintenanceStep) throws(StorageError) -> Void = {
            (_) throws(StorageError) in
        }
    ) throws -> UsageStore {
        let store = try fixture.open(atStep: atStep)
        let writer = store.makeWriter()
        for number in 0..<aDay {
            for day in first..<(first + 4) {
                _ = writer.append(event(day, number))
                try writer.commit()
            }
        }
        return store
    }

    private func event(_ day: Int32, _ number: Int32) -> UsageEvent {
        .example(
            id: UInt64(UInt32(bitPattern: day)) << 32 | UInt64(UInt32(bitPattern: number)),
            visitor: UInt64(number % 3) + 1,
            timeMs: Int64(day) * UsageFixture.dayMs + Int64(number),
            path: "/\(day)-\(number % 10)"
        )
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)

        var isSet: Bool { value.withLock { $0 } }

        func set() { value.withLock { $0 = true } }
    }

    /// What a reader of the log has taken in.
    private struct Taken {
        var position: LogPosition?
        var hashes: [UInt64] = []
        var values = EpochValues()
        var paths: [String] = []

        mutating func take(_ batch: LogBatch) {
            values.note(batch)
            for row in batch.rows {
                hashes.append(row.eventHash)
                paths.append(values.event(row, of: batch, site: "").page?.path ?? "none")
            }
        }
    }

    private func read(
        _ taken: inout Taken,
        _ reader: UsageReader,
        during: (Int) -> Void = { _ in }
    ) throws -> Bool {
        var batches = 0
        let before = taken.position
        let after = try reader.read(site: ExampleSite.id, month: month, after: before) { batch in
            taken.take(batch)
            batches += 1
            during(batches)
        }
        if let before, before.generation != after.generation { return false }
        taken.position = after
        return true
    }

    @Test(arguments: [1, 2, 255, 256, 257, 300, 511, 512, 513, 700, 800])
    func `a reader that meets the sealing takes every event once`(at batch: Int) throws {
        let store = try makeStore()
        let expected = try store.events().map(\.eventHash)
        let reader = store.makeReader()
        var taken = Taken()
        let isGood = try read(&taken, reader) { number in
            if number == batch { #expect(store.seal().segments >= 4) }
        }
        #expect(isGood)
        #expect(taken.hashes.sorted() == expected.sorted())
        #expect(!taken.paths.contains("none"))
        // What comes later is read from there.
        try store.store([event(first, 999)])
        #expect(try read(&taken, reader) && taken.hashes.count == expected.count + 1)
    }

    @Test(arguments: [1, 255, 256, 257, 512, 700])
    func `a reader that meets part of the sealing takes every event once`(at batch: Int) throws {
        let store = try makeStore(aDay: 1100)
        let expected = try store.events().map(\.eventHash)
        var taken = Taken()
        let reader = store.makeReader()
        var number = 0
        #expect(
            try read(&taken, reader) { _ in
                number += 1
                guard number % batch == 0 else { return }
                var questions = 0
                _ = store.seal(shouldContinue: {
                    questions += 1
                    return questions < 5
                })
            }
        )
        #expect(taken.hashes.sorted() == expected.sorted())
        #expect(!taken.paths.contains("none"))
    }

    @Test(arguments: [1, 199, 200, 201, 256, 300, 456, 600, 799])
    func `an export that meets the sealing has every event once and in order`(at event: Int) throws
    {
        let store = try makeStore()
        let expected = try store.events()
        var exported: [StoredEvent] = []
        try store.exportRows(site: ExampleSite.id, days: 0...100_000) {
            (row) throws(StorageError) in
            exported.append(row)
            if exported.count == event { _ = store.seal() }
        }
        #expect(exported == expected)
    }

    @Test func `a position behind everything that was sealed goes on`() throws {
        let store = try makeStore()
        var taken = Taken()
        let reader = store.makeReader()
        #expect(try read(&taken, reader))
        let (position, count) = (taken.position, taken.hashes.count)
        _ = store.seal()
        #expect(try read(&taken, reader) && taken.hashes.count == count)
        #expect(taken.position == position)
        try store.store([event(first, 5000), event(UsageFixture.today, 1)])
        #expect(try read(&taken, reader) && taken.hashes.count == count + 2)
        // Also a reader that was not there.
        var late = Taken(position: position)
        #expect(try read(&late, store.makeReader()) && late.hashes.count == 2)
    }

    @Test func `a position in the middle of what was sealed must be forgotten`() throws {
        let store = try makeStore()
        let all = try store.events().count
        let end = try store.makeReader().read(site: ExampleSite.id, month: month, after: nil) { _ in
        }
        for sequence in [1, 5, 500, end.sequence - 1, end.sequence] {
            let position = LogPosition(generation: end.generation, sequence: sequence)
            var before = Taken(position: position)
            #expect(try read(&before, store.makeReader()))
            #expect(before.hashes.count == Int(end.sequence - sequence))
        }
        _ = store.seal()
        for sequence in [1, 5, 500, end.sequence - 1, end.sequence] {
            let position = LogPosition(generation: end.generation, sequence: sequence)
            var after = Taken(position: position)
            let isGood = try read(&after, store.makeReader())
            // The last row stands alone behind no other row of its day.
            #expect(isGood == (sequence == end.sequence))
            guard !isGood else { continue }
            after = Taken()
            #expect(try read(&after, store.makeReader()) && after.hashes.count == all)
        }
    }

    @Test func `a merge keeps the generation, so that nobody reads anew`() throws {
        fixture.setClock(UsageFixture.noon + 40 * UsageFixture.dayMs)
        let store = try makeStore()
        var taken = Taken()
        let reader = store.makeReader()
        #expect(try read(&taken, reader))
        let (position, count) = (taken.position, taken.hashes.count)
        let mark = reader.mark
        #expect(store.seal().mergedMonths == [month])
        #expect(reader.mark != mark)
        #expect(try read(&taken, reader) && taken.position == position)
        try store.store([event(first, 5000)])
        #expect(try read(&taken, reader) && taken.hashes.count == count + 1)
        #expect(taken.position?.generation == position?.generation)
    }

    @Test func `readers, writers and erasures go on while days are sealed again and again`()
        async throws
    {
        let store = try makeStore(aDay: 50)
        let expected = try store.events().count
        let written = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let writer = store.makeWriter()
                for number in 1000..<1800 as Range<Int32> {
                    _ = writer.append(event(first + number % 4, number))
                    try writer.commit()
                    if number % 16 == 0 { await Task.yield() }
                }
                written.set()
            }
            group.addTask {
                while !written.isSet {
                    #expect(store.seal().failure == nil)
                    await Task.yield()
                }
            }
            group.addTask {
                var taken = Taken()
                let reader = store.makeReader()
                while !written.isSet {
                    if try !read(&taken, reader) { taken = Taken() }
                    #expect(Set(taken.hashes).count == taken.hashes.count)
                    #expect(!taken.paths.contains("none"))
                    await Task.yield()
                }
                if try !read(&taken, reader) {
                    taken = Taken()
                    #expect(try read(&taken, reader))
                }
                #expect(taken.hashes.count == expected + 800)
            }
            try await group.waitForAll()
        }
        #expect(try store.events().count == expected + 800)
    }

    // MARK: - Removals

    @Test(.tags(.privacy)) func `who was erased is told to readers, who go on without`() throws {
        let store = try makeStore()
        _ = store.seal()
        try store.store([event(UsageFixture.today, 1), event(UsageFixture.today, 4)])
        let reader = store.makeReader()
        let before = try reader.read(site: ExampleSite.id, month: month, after: nil) { _ in }
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(1), "other": VisitorID(9)])
        // The last rows of the log were of who was erased; new ones still come behind the position.
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(2)])
        try store.store([event(UsageFixture.today, 2)])
        let found = try reader.read(site: ExampleSite.id, month: month, after: before) { _ in }
        #expect(found.generation != before.generation)
        let (old, new) = (before.generation, found.generation)
        #expect(
            reader.removal(of: ExampleSite.id, month: month, from: old, to: new)
                == [VisitorID(1), VisitorID(2)]
        )
        #expect(reader.removal(of: "third", month: month, from: old, to: new) == [])
        #expect(reader.removal(of: ExampleSite.id, month: month, from: new, to: old) == nil)
        #expect(reader.removal(of: ExampleSite.id, month: 202_610, from: old, to: new) == nil)
        var rows = 0
        let position = LogPosition(generation: new, sequence: before.sequence)
        let after = try reader.read(site: ExampleSite.id, month: month, after: position) {
            rows += $0.rows.count
        }
        #expect(after.generation == new && rows == 1)
    }

    @Test func `what else was removed is not told as an erasure`() throws {
        let store = try makeStore()
        let reader = store.makeReader()
        let before = try reader.read(site: ExampleSite.id, month: month, after: nil) { _ in }
        _ = try store.expire(cutoffs: [:], otherCutoff: first + 1)
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(1)])
        let after = try reader.read(site: ExampleSite.id, month: month, after: before) { _ in }
        #expect(
            reader.removal(
                of: ExampleSite.id,
                month: month,
                from: before.generation,
                to: after.generation
            ) == nil
        )
    }
}
