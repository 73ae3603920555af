package import Consent
internal import Glibc
internal import SQLite
internal import Synchronization

/// Removing contents for good: for a person, and when their time is over (decision 0009).
extension ConsentLedger {
    /// Entries that one commit removes: a few ms, so that no consent waits long.
    private static let slice = 500
    /// How long a removal stands back between two slices, and again while somebody waits.
    private static let pause = timespec(tv_sec: 0, tv_nsec: 1_000_000)

    /// Removes the contents of all records of a consent id from every file, and says how many.
    ///
    /// From its commit on, the tokens of these records permit nothing. It returns when the bytes are
    /// gone from the database and its log; a statement in the ledger says which places were emptied.
    package func erase(_ id: ConsentID, atMs: Int64) throws(StorageError) -> Int {
        var erased = 0
        while true {
            let count = try writer.withLock { (writer) throws(StorageError) in
                let places = try writer.names.all(of: id).prefix(Self.slice)
                try remove(places.map(\.sequence), .erasure, atMs: atMs, writer) {
                    () throws(StorageError) in
                    let hash = keys.index(.consentID, id.bytes)
                    for table in ["name", "name_old"] {
                        try writer.delete(places, hash: hash, from: table)
                    }
                }
                return places.count
            }
            latest.withLock { $0.forget(id) }
            erased += count
            guard count == Self.slice else { break }
        }
        if erased > 0 { try finishRemoval() }
        return erased
    }

    /// Removes the contents of records made before `beforeMs` (ms since 1970 UTC), and destroys the
    /// keys of the months that have none left.
    package func expireContents(
        beforeMs: Int64,
        atMs: Int64
    ) throws(StorageError) -> ContentExpiry {
        var removed = 0
        var after: UInt64 = 0
        while true {
            let found = try slow.withLock { (reader) throws(StorageError) in
                try reader.expired(beforeMs: beforeMs, after: after, limit: Self.slice)
            }
            guard let last = found.last else { break }
            try writer.withLock { (writer) throws(StorageError) in
                try remove(found, .retention, atMs: atMs, writer)
            }
            removed += found.count
            after = last
            letOthersIn()
        }
        try writer.withLock { (writer) throws(StorageError) in
            try writer.expireCounters(before: beforeMs / 86_400_000)
        }
        var months: [Int] = []
        let firstKept = ContentSeal.month(atMs: beforeMs)
        for month in keys.consentMonths.months where month < firstKept {
            // In the writer's turn, so that no record is sealed with a key on its way out.
            try writer.withLock { (_) throws(StorageError) in
                try keys.consentMonths.destroyKey(month)
            }
            months.append(month)
        }
        try finishRemoval()
        return ContentExpiry(contentsRemoved: removed, monthsEnded: months)
    }

    /// How many contents ``expireContents(beforeMs:atMs:)`` would remove.
    package func countExpired(beforeMs: Int64) throws(StorageError) -> Int {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.reading { (connection) throws(SQLiteError) in
                let count = try connection.prepare("SELECT count(*) FROM fact WHERE at_ms < ?")
                try count.bind(1, beforeMs)
                return Int(try count.first { $0.int64(0) } ?? 0)
            }
        }
    }

    /// Rewrites what removed contents left in the files; does nothing where nothing is due.
    package func finishRemoval() throws(StorageError) {
        guard try writer.withLock({ (writer) throws(StorageError) in try writer.isRewritingDue() })
        else { return }
        // What a rewriting before this one did not get to, then everything.
        try moveNames()
        try writer.withLock { (writer) throws(StorageError) in try writer.beginRewriting() }
        try moveNames()
        try writer.withLock { (writer) throws(StorageError) in try writer.endRewriting() }
        try emptyLog()
        try writer.withLock { (writer) throws(StorageError) in try writer.noteRewritten() }
    }

    private func moveNames() throws(StorageError) {
        while try writer.withLock({ (writer) throws(StorageError) in try writer.moveNames() }) {
            letOthersIn()
        }
    }

    /// A lock that is given back and taken again at once would not reach who waits for it.
    private func letOthersIn() {
        var turns = 0
        repeat {
            var pause = Self.pause
            unsafe nanosleep(&pause, nil)
            turns += 1
        } while waiting.load(ordering: .relaxed) > 0 && turns < 100
    }

    private func remove(
        _ sequences: [UInt64],
        _ reason: RemovalStatement.Reason,
        atMs: Int64,
        _ writer: LedgerWriter,
        _ change: () throws(StorageError) -> Void = {}
    ) throws(StorageError) {
        guard !sequences.isEmpty else { return }
        let ranges = SequenceRanges(sequences).ranges
        let statement = RemovalStatement(reason: reason, sequences: ranges, atMs: atMs)
        try writer.commit(statements: [.removal(statement)]) { () throws(StorageError) in
            try writer.empty(sequences)
            try change()
        }
        latest.withLock { latest in
            for range in ranges { latest.removed.insert(range) }
            latest.size = writer.frontier.size
        }
    }

    /// Moves the log into the database and cuts it to nothing: deleted values are in it until then.
    private func emptyLog() throws(StorageError) {
        // Most of it first, so that the part that nobody may read meanwhile is short.
        _ = try writer.withLock { (writer) throws(StorageError) in
            try writer.writing { () throws(SQLiteError) in
                try writer.connection.checkpoint(.passive).isComplete
            }
        }
        letOthersIn()
        let isComplete = try slow.withLock { (_) throws(StorageError) in
            try quick.withLock { (_) throws(StorageError) in
                try writer.withLock { (writer) throws(StorageError) in
                    try writer.writing { () throws(SQLiteError) in
                        try writer.connection.checkpoint(.truncate).isComplete
                    }
                }
            }
        }
        guard isComplete else {
            throw .failed(
                path: path,
                what: "removed values are still in its log, which another program reads",
                hint: "End that program; the next expiry finishes the removal."
            )
        }
    }
}

/// What an expiry of consent contents did.
package struct ContentExpiry: Hashable, Sendable {
    package let contentsRemoved: Int
    /// The months, as in 202611, whose keys were destroyed.
    package let monthsEnded: [Int]
}

extension LedgerReader {
    /// The first places behind `after` of records made before `beforeMs` that have their contents.
    func expired(
        beforeMs: Int64,
        after: UInt64,
        limit: Int
    ) throws(StorageError) -> [UInt64] {
        try reading { (connection) throws(SQLiteError) in
            let select = try connection.prepare(
                """
                SELECT sequence FROM fact WHERE sequence > ? AND at_ms < ?
                ORDER BY sequence LIMIT ?
                """
            )
            try select.bind(1, Int64(bitPattern: after))
            try select.bind(2, beforeMs)
            try select.bind(3, limit)
            return try select.all { UInt64(bitPattern: $0.int64(0)) }
        }
    }
}
