import CollectorTesting
import Synchronization
import Testing
import Usage

@testable import Storage

@Suite struct UsageStoreTests {
    private let fixture: UsageFixture

    init() throws { fixture = try UsageFixture() }

    // MARK: - Round trip

    @Test func `every field of random events comes back, also after opening anew`() throws {
        var random = SeededGenerator(seed: 3)
        var expected: [StoredEvent] = []
        do {
            let store = try fixture.open()
            let writer = store.makeWriter()
            for turn in 0..<40 {
                for number in 0..<turn {
                    let day = UsageFixture.today - Int32.random(in: 0...1, using: &random)
                    let event = random.usageEvent(id: UInt64(turn * 100 + number), day: day)
                    #expect(writer.append(event) == .stored)
                    expected.append(store.stored(event))
                }
                try writer.commit()
            }
            expected.sort { $0.day < $1.day }
            #expect(try store.events() == expected)
            store.close()
        }
        let store = try fixture.open()
        #expect(try store.events() == expected)
        #expect(try store.totalRows() == expected.count)
    }

    @Test func `equal values in different boxes share a code`() throws {
        let store = try fixture.open()
        let writer = store.makeWriter()
        for id in 0..<100 as Range<UInt64> {
            _ = writer.append(.example(id: id, path: "/\(id % 3)"))
            try writer.commit()
        }
        var entries = 0
        _ = try store.makeReader().read(site: ExampleSite.id, month: 202_611, after: nil) { batch in
            entries += batch.newValues.count
        }
        #expect(entries == 3)
    }

    @Test func `a day with very many values starts its dictionary anew`() throws {
        let store = try fixture.open()
        let writer = store.makeWriter()
        let count = UInt64(Epoch.maxValues + 10)
        for id in 1...count { _ = writer.append(.example(id: id, path: "/\(id)")) }
        try writer.commit()
        _ = writer.append(.example(id: count + 1, path: "/\(count)"))
        try writer.commit()
        let paths = try store.paths()
        #expect(paths == (1...count).map { "/\($0)" } + ["/\(count)"])
        var epochs: Set<UInt64> = []
        _ = try store.makeReader().read(site: ExampleSite.id, month: 202_611, after: nil) {
            epochs.insert($0.epoch)
        }
        #expect(epochs.count == 2)
    }

    @Test func `a writer takes no more than its bound`() throws {
        let store = try fixture.open()
        let writer = store.makeWriter()
        let page = Interned(Page(host: "", path: "/"))
        for id in 0..<UInt64(UsageWriter.maxPendingRows) {
            let event = UsageEvent(
                kind: .pageview,
                site: ExampleSite.interned,
                id: EventID(high: 0, low: id),
                visitor: VisitorID(1),
                timeMs: UsageFixture.noon,
                day: UsageFixture.today,
                record: 1,
                page: page
            )
            guard writer.append(event) == .stored else {
                Issue.record("full too early")
                return
            }
        }
        #expect(writer.append(.example(id: .max)) == .full)
        try writer.commit()
        #expect(writer.append(.example(id: .max)) == .stored)
    }

    // MARK: - Reading

    @Test func `a reader goes on where it ended`() throws {
        let store = try fixture.open()
        let reader = store.makeReader()
        #expect(try reader.months(of: ExampleSite.id) == [])
        let nothing = try reader.read(site: ExampleSite.id, month: 202_611, after: nil) { _ in
            Issue.record("there is nothing to read")
        }
        #expect(nothing == LogPosition(generation: 0, sequence: 0))
        try store.store([.example(id: 1, path: "/a")])
        var position = try reader.read(
            site: ExampleSite.id,
            month: 202_611,
            after: nothing
        ) { _ in Issue.record("another generation is not read before the reader knows") }
        #expect(position.generation != 0 && position.sequence == 0)
        var rows = 0
        position = try reader.read(site: ExampleSite.id, month: 202_611, after: position) {
            rows += $0.rows.count
        }
        #expect(rows == 1)
        let other = Interned("example.com")
        try store.store([.example(site: other, id: 2), .example(id: 3), .example(id: 4)])
        position = try reader.read(site: ExampleSite.id, month: 202_611, after: position) {
            rows += $0.rows.count
        }
        #expect(rows == 3)
        let end = try reader.read(site: ExampleSite.id, month: 202_611, after: position) { _ in
            Issue.record("everything was read")
        }
        #expect(end == position)
        #expect(try reader.months(of: ExampleSite.id) == [202_611])
        #expect(try reader.months(of: "example.com") == [202_611])
        #expect(try reader.months(of: "example.net") == [])
    }

    @Test func `a mark tells in which months something is new`() throws {
        let store = try fixture.open()
        let reader = store.makeReader()
        let empty = reader.mark
        #expect(empty.months == [] && empty.months(since: nil) == [])
        let october = UsageFixture.noon - 40 * UsageFixture.dayMs
        try store.store([.example(id: 1, timeMs: october), .example(id: 2, visitor: 2)])
        let both = reader.mark
        #expect(both.months(since: empty) == [202_610, 202_611])
        #expect(both.months(since: both) == [])
        try store.store([.example(id: 3)])
        #expect(reader.mark.months(since: both) == [202_611])
        #expect(reader.mark.months(since: nil) == [202_610, 202_611])
        let third = reader.mark
        _ = try store.erase(visitors: [ExampleSite.id: VisitorID(2)])
        #expect(reader.mark.months(since: third) == [202_611])
        #expect(try store.expire(cutoffs: [:], otherCutoff: UsageFixture.today).isComplete)
        #expect(reader.mark.months == [202_611])
    }

    /// Whoever asked for the lock that is held here would never return.
    @Test func `who reads does not wait for a commit`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1, path: "/a")])
        let reader = store.makeReader()
        var rows = 0
        let mark = reader.mark
        try store.files.withLock { _ in
            #expect(reader.mark == mark)
            #expect(try reader.months(of: ExampleSite.id) == [202_611])
            _ = try reader.read(site: ExampleSite.id, month: 202_611, after: nil) {
                rows += $0.rows.count
            }
            #expect(store.diskBytes > 0)
        }
        #expect(rows == 1)
    }

    @Test func `a long month is read by the index of its site in the order of the log`() throws {
        let store = try fixture.open()
        let other = Interned("example.com")
        let writer = store.makeWriter()
        for id in 0..<1500 as Range<UInt64> {
            _ = writer.append(
                .example(id: id, timeMs: UsageFixture.noon - Int64(id % 3) * 86_400_000)
            )
            _ = writer.append(.example(site: other, id: id, visitor: 2))
            try writer.commit()
        }
        var ids: [UInt64] = []
        let position = try store.makeReader().read(site: ExampleSite.id, month: 202_611, after: nil)
        {
            ids += $0.rows.map(\.eventHash)
        }
        #expect(ids == (0..<1500).map { store.hash(of: EventID(high: 0, low: $0), VisitorID(1)) })
        #expect(position.sequence == 3000)
    }

    @Test func `readers read while a writer writes`() async throws {
        let store = try fixture.open()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    let reader = store.makeReader()
                    var position: LogPosition?
                    var rows = 0
                    while rows < 500 {
                        let next = try reader.read(
                            site: ExampleSite.id,
                            month: 202_611,
                            after: position
                        ) { rows += $0.rows.count }
                        position = next.generation == 0 ? nil : next
                        await Task.yield()
                    }
                    return rows
                }
            }
            for loop in 0..<2 as Range<UInt64> {
                group.addTask {
                    let writer = store.makeWriter()
                    for id in 0..<250 as Range<UInt64> {
                        _ = writer.append(.example(id: loop * 1000 + id, path: "/\(id % 5)"))
                        try writer.commit()
                    }
                    return 500
                }
            }
            for try await rows in group { #expect(rows == 500) }
        }
    }

    @Test func `what is asked about the whole log is right`() throws {
        let store = try fixture.open()
        #expect(try store.oldestDay() == nil)
        let other = Interned("example.com")
        let old = UsageFixture.noon - 40 * UsageFixture.dayMs
        try store.store([
            .example(id: 1), .example(id: 2, visitor: 9, record: 4, path: "/mine"),
            .example(site: other, id: 3, timeMs: old),
        ])
        #expect(try store.sites() == ["example.com", ExampleSite.id])
        #expect(try store.oldestDay() == UsageFixture.today - 40)
        #expect(try store.oldestDay(of: ExampleSite.id) == UsageFixture.today)
        #expect(try store.totalRows() == 3)
        #expect(store.diskBytes > 0)
        let mine = try store.rows(of: VisitorID(9), site: ExampleSite.id)
        #expect(mine.map { $0.page?.path } == ["/mine"])
        #expect(try store.rows(of: VisitorID(9), site: "example.com").isEmpty)
        var rows: [StoredRow] = []
        try store.scan { (row) throws(StorageError) in rows.append(row) }
        #expect(rows.count == 3)
        #expect(rows.contains { $0.visitor.value == 9 && $0.record == 4 })
        try store.canCommit()
    }

    // MARK: - Duplicates

    @Test func `the same id twice stores one row`() throws {
        let store = try fixture.open()
        let event = UsageEvent.example(id: 1)
        #expect(try store.store([event, event]) == [.stored, .duplicate])
        #expect(try store.store([event]) == [.duplicate])
        #expect(try store.store([.example(id: 1, visitor: 2)]) == [.stored])
        #expect(try store.totalRows() == 2)
    }

    @Test func `an id is known after a restart, and a day later`() throws {
        let event = UsageEvent.example(id: 1, timeMs: UsageFixture.noon - 23 * 3_600_000)
        do {
            let store = try fixture.open()
            #expect(try store.store([event, .example(id: 2)]) == [.stored, .stored])
        }
        fixture.setClock(UsageFixture.noon + 24 * 3_600_000)
        let store = try fixture.open()
        let again = UsageEvent.example(id: 1, timeMs: UsageFixture.noon + 3_600_000)
        #expect(try store.store([again, .example(id: 2)]) == [.duplicate, .duplicate])
    }

    @Test func `an id with a trusted time is known for as long as its month`() throws {
        let old = UsageFixture.noon - 400 * UsageFixture.dayMs
        let event = UsageEvent.example(id: 1, timeMs: old)
        do {
            let store = try fixture.open()
            #expect(try store.store([event, event]) == [.stored, .duplicate])
        }
        fixture.setClock(UsageFixture.noon + 90 * UsageFixture.dayMs)
        let store = try fixture.open()
        let nextDay = UsageEvent.example(id: 1, timeMs: old + UsageFixture.dayMs)
        #expect(try store.store([event, nextDay]) == [.duplicate, .duplicate])
        #expect(try store.store([.example(id: 2, timeMs: old)]) == [.stored])
        fixture.setClock(UsageFixture.noon + 99 * UsageFixture.dayMs)
        #expect(try store.store([.example(id: 2, timeMs: old)]) == [.duplicate])
    }

    @Test func `two loops that get the same id at once store it once`() throws {
        let store = try fixture.open()
        let first = store.makeWriter()
        let second = store.makeWriter()
        #expect(first.append(.example(id: 1, path: "/a")) == .stored)
        #expect(second.append(.example(id: 1, path: "/a")) == .stored)
        #expect(second.append(.example(id: 2, path: "/a")) == .stored)
        try first.commit()
        try second.commit()
        #expect(try store.paths() == ["/a", "/a"])
        _ = second.append(.example(id: 3, path: "/a"))
        try second.commit()
        #expect(try store.paths() == ["/a", "/a", "/a"])
    }

    // MARK: - Backup

    @Test func `a backup holds every row, sealed, and opens with the keys`() throws {
        let store = try fixture.open()
        let old = UsageFixture.noon - 60 * UsageFixture.dayMs
        try store.store([.example(id: 1, path: "/a"), .example(id: 2, timeMs: old, path: "/b")])
        let backup = try TemporaryFolder()
        try store.backup(to: backup.path)
        #expect(backup.names == ["usage-202609.db", "usage-202611.db"])
        let copy = try UsageStore(
            directory: backup.path,
            keys: store.keys,
            clock: { UsageFixture.noon }
        )
        #expect(try copy.paths() == ["/b", "/a"])
        #expect(throws: StorageError.self) { try store.backup(to: backup.path) }
    }
}
