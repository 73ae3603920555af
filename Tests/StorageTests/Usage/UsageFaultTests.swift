import CollectorTesting
import SQLite
import Testing
import Usage

@testable import Storage

@Suite struct UsageFaultTests {
    private let fixture: UsageFixture

    init() throws { fixture = try UsageFixture() }

    private func change(_ file: String, _ sql: String) throws {
        try Connection(.writer(fixture.folder.file(file))).execute(sql)
    }

    /// What makes SQLite refuse a row, or only its commit.
    private static let obstacles = [
        """
        CREATE TRIGGER refuse BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'refused'); END
        """,
        """
        CREATE TABLE missing (number INTEGER PRIMARY KEY) STRICT;
        CREATE TABLE obstacle (
            number INTEGER REFERENCES missing DEFERRABLE INITIALLY DEFERRED
        ) STRICT;
        CREATE TRIGGER refuse AFTER INSERT ON log BEGIN INSERT INTO obstacle VALUES (1); END
        """,
    ]

    @Test(arguments: obstacles)
    func `a commit that fails is forgotten as a whole, and the next one works`(
        obstacle: String
    ) throws {
        let store = try fixture.open()
        let writer = store.makeWriter()
        #expect(writer.append(.example(id: 1, path: "/a")) == .stored)
        try writer.commit()
        try change("usage-202611.db", obstacle)
        #expect(writer.append(.example(id: 2, path: "/a")) == .stored)
        #expect(writer.append(.example(id: 3, path: "/b")) == .stored)
        #expect(throws: StorageError.self) { try writer.commit() }
        #expect(throws: Never.self) { try writer.commit() }
        #expect(writer.append(.example(id: 2, path: "/a")) == .stored)
        #expect(throws: StorageError.self) { try writer.commit() }
        try change("usage-202611.db", "DROP TRIGGER refuse")
        for id in [1, 2, 3] as [UInt64] {
            let outcome = writer.append(.example(id: id, path: "/\(id)"))
            #expect(outcome == (id == 1 ? .duplicate : .stored))
        }
        try writer.commit()
        #expect(try store.paths() == ["/a", "/2", "/3"])
        let reopened = try fixture.open()
        #expect(try reopened.paths() == ["/a", "/2", "/3"])
    }

    @Test func `a probe fails as long as nothing can be committed`() throws {
        let store = try fixture.open()
        try store.canCommit()
        let refuse = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        try change("usage-202611.db", "CREATE TRIGGER small BEFORE UPDATE ON meta \(refuse)")
        #expect(throws: StorageError.self) { try store.canCommit() }
        try change(
            "usage-202611.db",
            """
            DROP TRIGGER small;
            CREATE TRIGGER large BEFORE UPDATE ON meta WHEN length(new.ballast) > 0 \(refuse);
            CREATE TRIGGER rows BEFORE INSERT ON log \(refuse)
            """
        )
        try store.canCommit()
        #expect(throws: StorageError.self) { try store.store([.example(id: 1)]) }
        #expect(throws: StorageError.self) { try store.canCommit() }
        try change("usage-202611.db", "DROP TRIGGER rows; DROP TRIGGER large")
        try store.canCommit()
        #expect(try store.store([.example(id: 1)]) == [.stored])
    }

    @Test func `rows of months before the failing one are stored, and known when sent again`()
        throws
    {
        let store = try fixture.open()
        let old = UsageFixture.noon - 40 * UsageFixture.dayMs
        try store.store([.example(id: 1)])
        try change("usage-202611.db", Self.obstacles[0])
        let events: [UsageEvent] = [.example(id: 2), .example(id: 3, timeMs: old)]
        let writer = store.makeWriter()
        for event in events { _ = writer.append(event) }
        #expect(throws: StorageError.self) { try writer.commit() }
        try change("usage-202611.db", "DROP TRIGGER refuse")
        #expect(events.map { writer.append($0) } == [.stored, .duplicate])
        try writer.commit()
        #expect(try store.totalRows() == 3)
    }

    @Test func `a changed byte anywhere in a row is found`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1, path: "/a", title: "T"), .example(id: 2, visitor: 3)])
        store.close()
        let name = MonthName(month: 202_611)
        let reader = try #require(try store.openReader(name))
        let row = try #require(try reader.rows(after: 0).first)
        var batch = LogBatch()
        try reader.decode(row, into: &batch)
        #expect(batch.rows.count == 2)
        func changed(
            ids: [UInt8],
            data: [UInt8],
            site: Int64 = 1,
            day: Int32 = 0,
            count: Int = 0
        )
            -> MonthReader.SealedRow
        {
            MonthReader.SealedRow(
                sequence: 1,
                site: site,
                day: row.day + day,
                count: row.count + count,
                ids: ids,
                data: data
            )
        }
        for index in row.data.indices {
            var data = row.data
            data[index] ^= 1 << (index % 8)
            let damaged = changed(ids: row.ids, data: data)
            #expect(throws: StorageError.self) { try reader.decode(damaged, into: &batch) }
        }
        for index in row.ids.indices {
            var ids = row.ids
            ids[index] ^= 1 << (index % 8)
            let damaged = changed(ids: ids, data: row.data)
            #expect(throws: StorageError.self) { try reader.decode(damaged, into: &batch) }
        }
        for damaged in [
            changed(ids: row.ids, data: Array(row.data.dropLast())),
            changed(ids: row.ids, data: []),
            changed(ids: [], data: row.data),
            changed(ids: row.ids, data: row.data, site: 2),
            changed(ids: row.ids, data: row.data, day: 1),
            changed(ids: row.ids, data: row.data, count: 1),
        ] {
            #expect(throws: StorageError.self) { try reader.decode(damaged, into: &batch) }
        }
    }

    @Test func `a row moved to another month cannot be opened`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1)])
        let reader = try #require(try store.openReader(MonthName(month: 202_611)))
        let row = try #require(try reader.rows(after: 0).first)
        let key = try #require(store.keys.usageMonths.existingKey(202_611))
        let right = try LogSeal(key, month: 202_611, path: "")
        let wrong = try LogSeal(key, month: 202_612, path: "")
        #expect(throws: Never.self) {
            try right.open(row.data, site: ExampleSite.id, ids: row.ids)
        }
        #expect(throws: StorageError.self) {
            try wrong.open(row.data, site: ExampleSite.id, ids: row.ids)
        }
        #expect(throws: StorageError.self) {
            try right.open(row.data, site: "example.com", ids: row.ids)
        }
    }

    @Test func `a file of a later version is refused`() throws {
        try fixture.open().store([.example(id: 1)])
        try change("usage-202611.db", "PRAGMA user_version = \(MonthSchema.version + 1)")
        let store = try fixture.open()
        #expect(throws: StorageError.self) { try store.store([.example(id: 2)]) }
    }

    @Test func `a month without its key is neither read nor written, and says which key`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1)])
        store.close()
        try store.keys.usageMonths.destroyKey(202_611)
        let path = fixture.folder.file("keys/usage-202611.key")
        let missing = StorageError.missingKey(
            path: path,
            needs: "\(fixture.folder.file("usage-202611.db")) was sealed with it"
        )
        #expect(throws: missing) { try store.events() }
        #expect(throws: missing) { try store.store([.example(id: 2)]) }
    }

    @Test(.tags(.privacy)) func `what is stored is in no file in plain text`() throws {
        let store = try fixture.open()
        try store.store([.example(id: 1, host: "canary.example", path: "/canary", title: "canary")])
        #expect(fixture.files(holding: "canary").isEmpty)
        store.close()
        #expect(fixture.files(holding: "canary").isEmpty)
        #expect(fixture.files(holding: ExampleSite.id) == ["usage-202611.db"])
    }

    @Test func `a file that a crash left without tables is used again`() throws {
        try fixture.folder.write([], to: "usage-202611.db")
        _ = try KeyRing(dataDirectory: fixture.folder.path).usageMonths.key(202_611)
        let store = try fixture.open()
        #expect(try store.paths() == [])
        try store.store([.example(id: 1, path: "/a")])
        #expect(try store.paths() == ["/a"])
    }

    @Test func `a file that a crash left with a rollback journal is used again`() throws {
        // As a cut between the first page of a new file and the end of its journal leaves it: the
        // page says nothing that lasts, and the journal (SQLite's file format, section 3) undoes it.
        var page = Array("SQLite format 3\0".utf8)
        page += [0x10, 0, 2, 2, 0, 0x40, 0x20, 0x20, 0, 0, 0, 1, 0, 0, 0, 1]
        page += [UInt8](repeating: 0, count: 4096 - page.count)
        var journal: [UInt8] = [0xD9, 0xD5, 0x05, 0xF9, 0x20, 0xA1, 0x63, 0xD7]
        journal += [0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0x10, 0]
        journal += [UInt8](repeating: 0, count: 512 - journal.count)
        try fixture.folder.write(page, to: "usage-202611.db")
        try fixture.folder.write(journal, to: "usage-202611.db-journal")
        _ = try KeyRing(dataDirectory: fixture.folder.path).usageMonths.key(202_611)
        let store = try fixture.open()
        #expect(try store.paths() == [])
        try store.store([.example(id: 1, path: "/a")])
        #expect(try store.paths() == ["/a"])
    }

    @Test func `rows that a failed commit left in the log after all are found when sent again`()
        throws
    {
        let store = try fixture.open()
        try store.store([.example(id: 1, path: "/a")])
        store.close()
        // As a commit whose sync failed can leave it: there for whoever opens the file next.
        let other = try fixture.open()
        try other.store([.example(id: 2, path: "/b")])
        other.close()
        #expect(try store.store([.example(id: 3, path: "/c")]) == [.stored])
        #expect(try store.store([.example(id: 2, path: "/b")]) == [.duplicate])
        #expect(try store.paths() == ["/a", "/b", "/c"])
    }

    @Test func `rows that a failed commit left are told to readers once the file is open again`()
        throws
    {
        let store = try fixture.open()
        try store.store([.example(id: 1, path: "/a")])
        let reader = store.makeReader()
        let mark = reader.mark
        store.close()
        let other = try fixture.open()
        try other.store([.example(id: 2, path: "/b")])
        other.close()
        try store.canCommit()
        #expect(reader.mark.months(since: mark) == [202_611])
    }
}
