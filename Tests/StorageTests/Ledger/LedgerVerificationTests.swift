import CollectorTesting
import Consent
import SQLite
import Synchronization
import Testing

@testable import Storage

/// Somebody with full access to the file changes it; the verification must say where.
@Suite struct LedgerVerificationTests {
    private let fixture: LedgerFixture
    private let intruder: Connection

    /// 1 to 24 records, 25 a notice, 26 to 30 records of which 27 and 29 are erased, 31 the removal.
    init() throws {
        fixture = try LedgerFixture()
        let erased = ConsentID.random()
        for _ in 0..<12 {
            try fixture.append(
                .example(consentID: .random()),
                .example(choices: [], country: nil)
            )
        }
        try fixture.ledger.keepNotice(.example(), atMs: 5)
        for index in 26...30 {
            let id = index == 27 || index == 29 ? erased : .random()
            try fixture.append(.example(consentID: id))
        }
        #expect(try fixture.ledger.erase(erased, atMs: 6) == 2)
        let sound = try fixture.ledger.verify()
        #expect(sound.isSound)
        #expect(sound.records == 27)
        #expect(sound.removed == 2)
        intruder = try fixture.intruder()
        for (name, _) in LedgerSchema.triggers { try intruder.execute("DROP TRIGGER \(name)") }
        for (_, sql) in LedgerSchema.triggers { try intruder.execute(sql) }
    }

    private func fault() throws -> LedgerVerification.Fault? {
        try fixture.ledger.verify().fault
    }

    private func withoutTriggers(_ body: () throws -> Void) throws {
        for (name, _) in LedgerSchema.triggers { try intruder.execute("DROP TRIGGER \(name)") }
        try body()
        for (_, sql) in LedgerSchema.triggers { try intruder.execute(sql) }
    }

    /// Sets one value by its bytes, keeping its type.
    private func set(
        _ table: String,
        _ column: String,
        _ kind: String,
        _ bytes: [UInt8],
        where key: String
    ) throws {
        try withoutTriggers {
            let value =
                switch kind {
                case "integer": String(decoding: bytes, as: UTF8.self)
                case "text": "CAST(? AS TEXT)"
                default: "?"
                }
            let update = try intruder.prepare(
                "UPDATE \(table) SET \(column) = \(value) WHERE \(key)"
            )
            if kind != "integer" { try update.bind(1, bytes) }
            try update.run()
        }
    }

    private static let columns: [(table: String, column: String)] = [
        ("leaf", "hash"), ("leaf", "sequence"), ("statement", "text"), ("statement", "sequence"),
        ("checkpoint", "note"), ("checkpoint", "size"), ("notice", "hash"), ("notice", "material"),
        ("notice", "text"), ("notice", "sequence"), ("content", "month"), ("content", "sealed"),
        ("content", "sequence"), ("fact", "sequence"), ("fact", "at_ms"), ("fact", "site"),
        ("fact", "choices"), ("fact", "mechanism"), ("fact", "withdrawal"), ("fact", "country"),
        ("fact", "language"), ("fact", "notice_version"), ("name", "hash"), ("name", "at_ms"),
        ("name", "sequence"),
    ]

    @Test(arguments: columns)
    func `any single changed byte of a column is found`(table: String, column: String) throws {
        var random = SeededGenerator(seed: UInt64(table.count * 100 + column.count))
        let key = ["name", "notice"].contains(table) ? "hash" : "rowid"
        let rows = try intruder.prepare(
            """
            SELECT \(key), \(column), typeof(\(column)) FROM \(table)
            WHERE \(column) IS NOT NULL
            """
        ).all { row in
            (
                key: key == "hash"
                    ? "hash = x'\(Self.hex(row.blob(0)))'" : "\(key) = \(row.int64(0))",
                bytes: row.blob(1), kind: row.text(2)
            )
        }
        #expect(!rows.isEmpty)
        var applied = 0
        for _ in 0..<12 {
            let row = try #require(rows.randomElement(using: &random))
            var changed = row.bytes
            let place = Int.random(in: 0..<changed.count, using: &random)
            if row.kind == "integer" {
                // A bit of the stored number.
                let value = try #require(Int64(String(decoding: row.bytes, as: UTF8.self)))
                changed = Array(
                    String(value ^ 1 << Int64.random(in: 0..<40, using: &random)).utf8
                )
            } else {
                changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            var isRefused = false
            do {
                try set(table, column, row.kind, changed, where: row.key)
            } catch {
                // Not even SQLite takes it: the key is in use already, or a rule of the table.
                isRefused = true
                for (_, sql) in LedgerSchema.triggers { try intruder.execute(sql) }
            }
            if isRefused { continue }
            applied += 1
            let moved =
                column == "sequence" && key == "rowid" || column == "size"
                ? "rowid = \(String(decoding: changed, as: UTF8.self))"
                : column == "hash" && key == "hash" ? "hash = x'\(Self.hex(changed))'" : row.key
            #expect(try fault() != nil, "\(table).\(column), \(row.key), byte \(place)")
            try set(table, column, row.kind, row.bytes, where: moved)
            let again = try fault()
            #expect(again == nil, "undoing \(table).\(column)")
        }
        #expect(applied > 0)
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    @Test(arguments: [1, 2, 13, 24, 26, 30])
    func `a removed record is named`(sequence: Int) throws {
        try withoutTriggers {
            for table in ["leaf", "content", "fact"] {
                try intruder.execute("DELETE FROM \(table) WHERE sequence = \(sequence)")
            }
        }
        #expect(try fault()?.sequence == UInt64(sequence))
    }

    @Test(arguments: [1, 13, 30])
    func `a removed content is named`(sequence: Int) throws {
        try intruder.execute("DELETE FROM content WHERE sequence = \(sequence)")
        #expect(try fault()?.sequence == UInt64(sequence))
    }

    @Test func `a content that was emptied without a statement is named`() throws {
        try intruder.execute("UPDATE content SET sealed = NULL, month = NULL WHERE sequence = 9")
        let columns = ConsentFact.names.split(separator: ", ").map { "\($0) = NULL" }
        try intruder.execute(
            "UPDATE fact SET \(columns.joined(separator: ", ")) WHERE sequence = 9"
        )
        #expect(try fault()?.sequence == 9)
    }

    @Test func `a record taken out with all that follows moved up is found`() throws {
        try withoutTriggers {
            for table in ["leaf", "content", "fact"] {
                try intruder.execute("DELETE FROM \(table) WHERE sequence = 5")
                for sequence in 6...24 {
                    try intruder.execute(
                        "UPDATE \(table) SET sequence = \(sequence - 1) WHERE sequence = \(sequence)"
                    )
                }
            }
        }
        #expect(try fault()?.sequence == 5)
    }

    @Test func `reordered pairs are found`() throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let first = Int.random(in: 1...23, using: &random)
            let second = Int.random(in: first + 1...24, using: &random)
            let swap = {
                for table in ["leaf", "content", "fact"] {
                    for (from, to) in [(first, 1000), (second, first), (1000, second)] {
                        try intruder.execute(
                            "UPDATE \(table) SET sequence = \(to) WHERE sequence = \(from)"
                        )
                    }
                }
            }
            try withoutTriggers(swap)
            #expect(try fault()?.sequence == UInt64(first))
            try withoutTriggers(swap)
        }
        #expect(try fault() == nil)
    }

    @Test func `swapped contents are found`() throws {
        for (first, second) in [(1, 2), (3, 23), (26, 30)] {
            let swap = {
                for (from, to) in [(first, 1000), (second, first), (1000, second)] {
                    try intruder.execute(
                        "UPDATE content SET sequence = \(to) WHERE sequence = \(from)"
                    )
                }
            }
            try swap()
            #expect(try fault()?.sequence == UInt64(first))
            try swap()
        }
        #expect(try fault() == nil)
    }

    @Test func `an erased entry's leaf cannot be exchanged`() throws {
        try withoutTriggers {
            try intruder.execute("UPDATE leaf SET hash = zeroblob(32) WHERE sequence = 27")
        }
        // The content is gone, so it is the next signed head that does not fit.
        #expect(try fault()?.sequence == 27)
    }

    @Test func `the latest entries cannot be cut off while the server runs`() throws {
        try withoutTriggers {
            for (table, column) in [
                ("leaf", "sequence"), ("statement", "sequence"), ("checkpoint", "size"),
            ] {
                try intruder.execute("DELETE FROM \(table) WHERE \(column) = 31")
            }
        }
        #expect(try fault() != nil)
    }

    @Test(arguments: [
        "INSERT INTO content(sequence) VALUES (32)", "INSERT INTO fact(sequence) VALUES (25)",
        "INSERT INTO fact(sequence) VALUES (77)", "INSERT INTO fact(sequence) VALUES (-4)",
        "INSERT INTO statement(sequence, text) VALUES (3, '{}')",
        "INSERT INTO checkpoint(size, note) VALUES (32, 'x')",
        "INSERT INTO name(hash, at_ms, sequence) VALUES (zeroblob(16), 1, 1)",
        "INSERT INTO name_old(hash, at_ms, sequence) VALUES (zeroblob(16), 1, 99)",
        "DELETE FROM name WHERE sequence = 3", "DROP TRIGGER leaf_no_update",
        "INSERT INTO notice(hash, material, text, sequence) VALUES (zeroblob(32), zeroblob(32), '', 25)",
    ])
    func `what does not belong there is found`(sql: String) throws {
        try intruder.execute(sql)
        #expect(try fault() != nil)
    }

    @Test func `a checkpoint that is signed but not of this tree is found`() throws {
        let stranger = Consent.Checkpoint(
            origin: fixture.keys.ledgerName,
            size: 2,
            root: [UInt8](repeating: 1, count: 32)
        )
        let note = try stranger.signed(by: fixture.keys.ledgerSigningKey)
        try set("checkpoint", "note", "text", Array(note.utf8), where: "size = 2")
        #expect(try fault()?.sequence == 2)
    }

    @Test func `progress ends with everything`() throws {
        let seen = Seen()
        _ = try fixture.ledger.verify { done, all in seen.add(done, all) }
        #expect(seen.last == [31, 31])
    }
}

private final class Seen: Sendable {
    private let value = Mutex<[UInt64]>([])
    var last: [UInt64] { value.withLock { $0 } }
    func add(_ done: UInt64, _ all: UInt64) { value.withLock { $0 = [done, all] } }
}
