import CollectorTesting
import Glibc
import Testing

@testable import SQLite

@Suite struct SQLiteErrorTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("test.db") }

    init() throws { folder = try TemporaryFolder() }

    @Test(.tags(.privacy), arguments: Place.allCases)
    func `an error tells the rule and the statement but no value`(place: Place) throws {
        let connection = try place.open(folder)
        try connection.execute("CREATE TABLE t (v TEXT PRIMARY KEY NOT NULL, n INTEGER) STRICT")
        let insert = try connection.prepare("INSERT INTO t VALUES (?, ?)")
        var errors: [SQLiteError] = []
        for _ in 0..<2 {
            try insert.bind(1, "visitor@example.org")
            do throws(SQLiteError) { try insert.run() } catch { errors.append(error) }
        }
        try insert.bind(1, "x")
        try insert.bind(2, "visitor@example.org")
        do throws(SQLiteError) { try insert.run() } catch { errors.append(error) }
        #expect(errors.count == 2)
        for error in errors {
            #expect(error.isConstraint)
            #expect(error.sql == insert.sql)
            #expect(!"\(error)".contains("visitor@"))
            #expect(!"\(String(reflecting: error))".contains("visitor@"))
        }
        #expect(errors.first?.extendedCode == 1555)
        #expect(errors.first?.code == 19)
    }

    @Test(arguments: Place.allCases)
    func `a full disk is told apart, loses nothing and heals by itself`(place: Place) throws {
        let connection = try place.open(folder)
        try connection.execute("CREATE TABLE t (v); PRAGMA max_page_count = 20")
        let insert = try connection.prepare("INSERT INTO t VALUES (zeroblob(4000))")
        var stored: Int64 = 0
        let error = #expect(throws: SQLiteError.self) {
            for _ in 0..<100 {
                try connection.transaction { () throws(SQLiteError) in try insert.run() }
                stored += 1
            }
        }
        #expect(error?.isDiskFull == true)
        #expect(error?.hint?.contains("room") == true)
        #expect(!connection.isInTransaction)
        let count = try connection.prepare("SELECT count(*) FROM t")
        #expect(try count.first { $0.int64(0) } == stored)
        try connection.execute("PRAGMA max_page_count = 1000")
        try connection.transaction { () throws(SQLiteError) in try insert.run() }
        #expect(try count.first { $0.int64(0) } == stored + 1)
    }

    @Test(arguments: [(ENOSPC, true), (EDQUOT, true), (EFBIG, true), (EIO, false), (0, false)])
    func `a failed write for want of room is a full disk too`(errno: Int32, isFull: Bool) {
        let error = SQLiteError(extendedCode: 778, systemError: errno, message: "", sql: nil)
        #expect(error.isIOError)
        #expect(error.isDiskFull == isFull)
    }

    @Test func `a second writer is turned away`() throws {
        let first = try Connection(.writer(path, WriterSettings(busyTimeoutMs: 0)))
        let second = try Connection(.writer(path, WriterSettings(busyTimeoutMs: 0)))
        try first.beginTransaction()
        let error = #expect(throws: SQLiteError.self) { try second.beginTransaction() }
        #expect(error?.isBusy == true)
        try first.commitTransaction()
        try second.beginTransaction()
        second.rollBackTransaction()
        #expect(!second.isInTransaction)
    }

    @Test func `a file that is no database is corrupt`() throws {
        try folder.write([UInt8](repeating: 0x41, count: 8192), to: "test.db")
        let error = #expect(throws: SQLiteError.self) { try Connection(.writer(path)) }
        #expect(error?.isCorrupt == true)
    }

    @Test func `a folder that is not there cannot hold a database`() {
        let error = #expect(throws: SQLiteError.self) {
            try Connection(.writer(folder.file("none/test.db")))
        }
        #expect(error?.cannotOpen == true)
        #expect(error?.hint?.contains("owner") == true)
    }
}
