import CollectorTesting
import Testing

@testable import SQLite

@Suite struct BackupTests {
    private let folder: TemporaryFolder
    private var copy: String { folder.file("copy.db") }

    init() throws { folder = try TemporaryFolder() }

    private func filled(_ place: Place) throws -> Connection {
        let connection = try place.open(folder)
        try connection.execute("CREATE TABLE t (v INTEGER PRIMARY KEY, w)")
        for _ in 0..<200 { try insert(connection) }
        return connection
    }

    private func insert(_ connection: Connection) throws(SQLiteError) {
        try connection.execute("INSERT INTO t (w) VALUES (zeroblob(3000))")
    }

    private func count(_ connection: Connection) throws -> Int64? {
        try connection.prepare("SELECT count(*) FROM t").first { $0.int64(0) }
    }

    @Test func `writes between the steps are in the copy`() throws {
        let connection = try filled(.disk)
        var steps = 0
        try connection.backup(to: copy, pagesPerStep: 10) { backup throws(SQLiteError) in
            // A backup that starts again with each write would never end.
            if steps < 100 { try insert(connection) }
            steps += 1
            #expect(backup.remainingPages < backup.totalPages)
        }
        #expect((5..<100).contains(steps))
        let copied = try Connection(.reader(copy))
        #expect(try count(copied) == Int64(200 + steps))
        #expect(try copied.integrityCheck().isEmpty)
    }

    @Test func `a reader's connection copies one moment while the writer goes on`() throws {
        let writer = try filled(.disk)
        let reader = try Connection(.reader(folder.file("test.db")))
        let backup = try reader.backup(to: copy)
        #expect(try backup.step(pages: 5))
        try insert(writer)
        while try backup.step(pages: -1) { try insert(writer) }
        #expect(try !backup.step())
        let copied = try Connection(.reader(copy))
        #expect(try count(copied) == 201)
        #expect(try copied.integrityCheck().isEmpty)
    }

    @Test func `a copy to a place that cannot be written fails and says where`() throws {
        let connection = try filled(.memory)
        let error = #expect(throws: SQLiteError.self) {
            try connection.backup(to: folder.file("none/copy.db"), pagesPerStep: -1)
        }
        #expect(error?.cannotOpen == true)
        #expect(error?.description.contains("none/copy.db") == true)
    }
}
