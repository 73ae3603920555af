import CollectorTesting
import Testing

@testable import SQLite

/// Where a test's database is.
enum Place: CaseIterable {
    case memory
    case disk

    func open(_ folder: TemporaryFolder) throws -> Connection {
        switch self {
        case .memory: try Connection(.memory)
        case .disk: try Connection(.writer(folder.file("test.db")))
        }
    }
}

@Suite struct StatementTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: Place.allCases)
    func `every kind of value comes back as it went in`(place: Place) throws {
        let connection = try place.open(folder)
        try connection.execute("CREATE TABLE t (i, d, s, b, e, n)")
        let insert = try connection.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)")
        let text = "Grüße, \u{0} and \u{1F36A}"
        try insert.bind(1, Int64.min)
        try insert.bind(2, 0.1)
        try insert.bind(3, text)
        try insert.bind(4, [0, 1, 255])
        try insert.bind(5, [UInt8]())
        try insert.bindNull(6)
        try insert.run()
        #expect(connection.changes == 1)
        #expect(connection.lastInsertRowID == 1)

        let select = try connection.prepare("SELECT i, d, s, b, e, n, typeof(e), '' FROM t")
        #expect(try select.step())
        #expect(select.int64(0) == Int64.min)
        #expect(select.double(1) == 0.1)
        #expect(select.text(2) == text)
        #expect(select.blob(3) == [0, 1, 255])
        #expect(unsafe select.withBlob(3) { $0.count } == 3)
        #expect(select.blob(4) == [])
        #expect(!select.isNull(4))
        #expect(select.text(6) == "blob")
        #expect(select.isNull(5))
        #expect(select.int64OrNil(5) == nil)
        #expect(select.textOrNil(5) == nil)
        #expect(select.blobOrNil(5) == nil)
        #expect(select.int64OrNil(0) == Int64.min)
        #expect(select.textOrNil(7) == "")
        #expect(select.blobOrNil(3) == [0, 1, 255])
        #expect(try !select.step())
    }

    @Test func `optional values bind as themselves or as NULL`() throws {
        let connection = try Connection(.memory)
        let select = try connection.prepare("SELECT ?1, ?2, ?3")
        try select.bind(1, Int64?.none)
        try select.bind(2, String?("x"))
        try select.bind(3, [UInt8]?([7]))
        let row = try select.first { ($0.isNull(0), $0.text(1), $0.blob(2)) }
        #expect(row?.0 == true)
        #expect(row?.1 == "x")
        #expect(row?.2 == [7])
    }

    @Test func `bytes can be bound without a copy`() throws {
        let connection = try Connection(.memory)
        try connection.execute("CREATE TABLE t (b BLOB NOT NULL) STRICT")
        let insert = try connection.prepare("INSERT INTO t VALUES (?)")
        let bytes = [UInt8](repeating: 7, count: 100_000)
        try unsafe bytes.withUnsafeBytes { bytes in
            try unsafe insert.bind(1, uncopied: bytes)
            try insert.run()
            try unsafe insert.bind(1, uncopied: UnsafeRawBufferPointer(start: nil, count: 0))
            try insert.run()
        }
        let read = try connection.prepare("SELECT b FROM t ORDER BY rowid").all { $0.blob(0) }
        #expect(read == [bytes, []])
    }

    @Test(.tags(.privacy)) func `the end of a statement forgets the bound values`() throws {
        let connection = try Connection(.memory)
        let select = try connection.prepare("SELECT ?")
        try select.bind(1, "canary")
        #expect(try select.first { $0.text(0) } == "canary")
        #expect(try select.first { $0.isNull(0) } == true)
    }

    @Test func `a statement read in part holds no lock after first`() throws {
        let connection = try Connection(.writer(folder.file("test.db")))
        try connection.execute("CREATE TABLE t (v); INSERT INTO t VALUES (1), (2)")
        let select = try connection.prepare("SELECT v FROM t ORDER BY v")
        #expect(try select.first { $0.int64(0) } == 1)
        #expect(try select.all { $0.int64(0) } == [1, 2])
        try connection.execute("DROP TABLE t")
        #expect(throws: SQLiteError.self) { try select.step() }
    }

    @Test func `a statement keeps its database open`() throws {
        var connection: Connection? = try Connection(.memory)
        try connection?.execute("CREATE TABLE t (v); INSERT INTO t VALUES (7)")
        let select = try connection?.prepare("SELECT v FROM t")
        connection = nil
        #expect(try select?.first { $0.int64(0) } == 7)
    }

    @Test(arguments: ["", " ; ", "-- only words", "SELECT 1; SELECT 2", "SELEKT 1"])
    func `what is not one statement is refused`(sql: String) throws {
        let connection = try Connection(.memory)
        #expect(throws: SQLiteError.self) { try connection.prepare(sql) }
    }

    @Test func `a value for a place that does not exist is an error`() throws {
        let select = try Connection(.memory).prepare("SELECT ?")
        #expect(throws: SQLiteError.self) { try select.bind(2, 1) }
        #expect(throws: SQLiteError.self) { try select.bind(0, "x") }
    }
}
