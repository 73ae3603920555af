import CollectorTesting
import Testing

@testable import SQLite

@Suite struct ConnectionTests {
    private let folder: TemporaryFolder
    private var path: String { folder.file("test.db") }

    init() throws { folder = try TemporaryFolder() }

    private struct Refused: Error, Equatable {
        var wrapped: SQLiteError?

        init(_ wrapped: SQLiteError) { self.wrapped = wrapped }

        init() {}
    }

    private func count(_ connection: Connection) throws -> Int64? {
        try connection.prepare("SELECT count(*) FROM t").first { $0.int64(0) }
    }

    @Test(arguments: [
        ("journal_mode", "wal"), ("synchronous", "2"), ("secure_delete", "1"),
        ("foreign_keys", "1"), ("trusted_schema", "0"), ("temp_store", "2"),
        ("cell_size_check", "1"), ("wal_autocheckpoint", "50"), ("busy_timeout", "7"),
    ])
    func `a writer is strict and durable`(pragma: String, value: String) throws {
        let settings = WriterSettings(checkpointPages: 50, busyTimeoutMs: 7)
        let connection = try Connection(.writer(path, settings))
        #expect(try connection.prepare("PRAGMA \(pragma)").first { $0.text(0) } == value)
        #expect(connection.isWritable)
    }

    @Test func `a writer may wait for the disk at checkpoints only`() throws {
        let connection = try Connection(.writer(path, WriterSettings(synchronous: .normal)))
        #expect(try connection.prepare("PRAGMA synchronous").first { $0.int64(0) } == 1)
    }

    @Test(arguments: Place.allCases)
    func `a transaction is whole or nothing`(place: Place) throws {
        let connection = try place.open(folder)
        try connection.execute("CREATE TABLE t (v INTEGER NOT NULL) STRICT")
        let three = try connection.transaction { () throws(SQLiteError) in
            try connection.execute("INSERT INTO t VALUES (1), (2)")
            return 3
        }
        #expect(three == 3)
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.execute("INSERT INTO t VALUES (3)")
                try connection.execute("INSERT INTO t VALUES (NULL)")
            }
        }
        #expect(throws: Refused()) {
            try connection.transaction(failingAs: Refused.init) { () throws(Refused) in
                do { try connection.execute("INSERT INTO t VALUES (4)") } catch { throw Refused() }
                throw Refused()
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try count(connection) == 2)
    }

    @Test func `a commit that is refused rolls back and says why`() throws {
        let connection = try Connection(.memory)
        try connection.execute(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY);
            CREATE TABLE u (t REFERENCES t DEFERRABLE INITIALLY DEFERRED)
            """
        )
        let error = #expect(throws: Refused.self) {
            try connection.transaction(failingAs: Refused.init) { () throws(Refused) in
                do { try connection.execute("INSERT INTO u VALUES (7)") } catch { throw Refused() }
            }
        }
        #expect(error?.wrapped?.isConstraint == true)
        #expect(!connection.isInTransaction)
    }

    @Test func `the schema's version is part of a transaction`() throws {
        let connection = try Connection(.writer(path))
        #expect(try connection.userVersion() == 0)
        try connection.setUserVersion(3)
        #expect(throws: SQLiteError.self) {
            try connection.transaction { () throws(SQLiteError) in
                try connection.setUserVersion(4)
                try connection.execute("SELEKT")
            }
        }
        #expect(try Connection(.reader(path)).userVersion() == 3)
    }

    @Test func `a reader reads, and neither writes nor checkpoints`() throws {
        let writer = try Connection(.writer(path, WriterSettings(checkpointPages: 0)))
        try writer.execute("CREATE TABLE t (v); INSERT INTO t VALUES (zeroblob(100000))")
        let log = folder.bytes(of: "test.db-wal").count
        #expect(log > 100_000)
        let database = folder.bytes(of: "test.db").count
        do {
            let reader = try Connection(.reader(path))
            #expect(!reader.isWritable)
            #expect(try count(reader) == 1)
            #expect(throws: SQLiteError.self) { try reader.execute("INSERT INTO t VALUES (1)") }
            #expect(throws: SQLiteError.self) { try reader.execute("CREATE TEMP TABLE x (v)") }
            #expect(throws: SQLiteError.self) { try reader.checkpoint(.truncate) }
        }
        #expect(folder.bytes(of: "test.db-wal").count == log)
        #expect(folder.bytes(of: "test.db").count == database)
        #expect(try count(writer) == 1)
    }

    @Test func `a reader of a file that is not there makes none`() throws {
        let error = #expect(throws: SQLiteError.self) { try Connection(.reader(path)) }
        #expect(error?.cannotOpen == true)
        #expect(error?.description.contains(path) == true)
        #expect(folder.names.isEmpty)
    }

    @Test func `a checkpoint that a reader holds up is not complete`() throws {
        let writer = try Connection(.writer(path, WriterSettings(busyTimeoutMs: 0)))
        try writer.execute("CREATE TABLE t (v); INSERT INTO t VALUES (1)")
        let reader = try Connection(.reader(path))
        let select = try reader.prepare("SELECT v FROM t")
        #expect(try select.step())
        try writer.execute("INSERT INTO t VALUES (2)")
        #expect(try !writer.checkpoint(.truncate).isComplete)
        #expect(try !writer.checkpoint(.passive).isComplete)
        select.reset()
        let checkpoint = try writer.checkpoint(.truncate)
        #expect(checkpoint.isComplete)
        #expect(folder.bytes(of: "test.db-wal").isEmpty)
    }

    @Test(.tags(.privacy))
    func `a deleted value is in neither file after a truncating checkpoint`() throws {
        let canary = "canary-7d1f0c"
        let writer = try Connection(.writer(path))
        try writer.execute("CREATE TABLE t (v TEXT) STRICT")
        let insert = try writer.prepare("INSERT INTO t VALUES (?)")
        for number in 0..<500 {
            try insert.bind(1, "\(canary)-\(number)")
            try insert.run()
        }
        _ = try writer.checkpoint(.passive)
        #expect(folder.holds(canary, in: "test.db"))
        try writer.execute("DELETE FROM t")
        #expect(folder.holds(canary, in: "test.db-wal"))
        #expect(try writer.checkpoint(.truncate).isComplete)
        #expect(!folder.holds(canary, in: "test.db-wal"))
        #expect(!folder.holds(canary, in: "test.db"))
    }

    @Test func `a whole file has no faults and a damaged one has`() throws {
        do {
            let writer = try Connection(.writer(path))
            try writer.execute(
                """
                CREATE TABLE t (v INTEGER PRIMARY KEY, w TEXT);
                CREATE INDEX i ON t (w);
                WITH n(v) AS (SELECT 1 UNION ALL SELECT v + 1 FROM n WHERE v < 5000)
                INSERT INTO t SELECT v, 'word ' || v FROM n
                """
            )
            #expect(try writer.integrityCheck().isEmpty)
        }
        try folder.overwrite("test.db", from: 3 * 4096, count: 4 * 4096, with: 0x5A)
        let reader = try Connection(.reader(path))
        #expect(try !reader.integrityCheck().isEmpty)
        let error = #expect(throws: SQLiteError.self) {
            try reader.prepare("SELECT sum(length(w)) FROM t NOT INDEXED").run()
        }
        #expect(error?.isCorrupt == true)
        #expect(error?.hint?.contains("restore") == true)
    }
}
