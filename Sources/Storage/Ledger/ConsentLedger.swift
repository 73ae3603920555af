package import Consent
package import Observability
internal import SQLite
internal import Synchronization

/// The append-only, signed record of all choices, in `consent.db`.
///
/// Safe from any thread. One connection writes; beacons are answered from memory or by a reader of
/// their own, so that neither a commit nor a long list keeps them waiting. Locks are taken in the
/// order `slow`, `quick`, `writer`, `latest`.
package final class ConsentLedger: Sendable {
    let path: String
    let keys: KeyRing
    let log: Log
    let writer: Mutex<LedgerWriter>
    let latest: Mutex<LatestRecords>
    /// How many threads wait to append: removals let them go first.
    let waiting = Atomic<Int>(0)
    /// For beacons: short look-ups only.
    let quick: Mutex<LedgerReader>
    /// For lists, counts and verification.
    let slow: Mutex<LedgerReader>

    /// Opens `consent.db` in the data directory, or makes it.
    ///
    /// A ledger that does not match its latest checkpoint opens too, so that it can be verified and
    /// read, but takes no more records.
    package convenience init(
        dataDirectory: String,
        keys: KeyRing,
        log: Log = .silent
    ) throws(StorageError) {
        try self.init(
            dataDirectory: dataDirectory,
            keys: keys,
            log: log,
            cached: LatestRecords.usualCapacity
        )
    }

    init(
        dataDirectory: String,
        keys: KeyRing,
        log: Log,
        cached capacity: Int
    ) throws(StorageError) {
        path = dataDirectory + "/consent.db"
        self.keys = keys
        self.log = log
        let writer = try LedgerWriter(path: path, keys: keys)
        let reader = try LedgerReader(path: path, keys: keys)
        var removed = SequenceRanges()
        do throws(StorageError) {
            removed = try reader.removedSequences()
        } catch {
            writer.refuseEntries(for: error)
        }
        if let fault = writer.fault {
            log.error("the consent ledger is not sound", ["error": .string(fault.description)])
        }
        latest = Mutex(
            LatestRecords(
                removed: removed,
                size: writer.frontier.size,
                capacity: capacity
            )
        )
        self.writer = Mutex(writer)
        slow = Mutex(reader)
        quick = Mutex(try LedgerReader(path: path, keys: keys))
    }

    /// Appends records as one commit with one signed checkpoint, and gives them their places.
    ///
    /// When it fails nothing was appended, and later appends work once the cause is gone.
    package func append(_ drafts: [ConsentRecordDraft]) throws(StorageError) -> [ConsentRecord] {
        guard !drafts.isEmpty else { return [] }
        waiting.add(1, ordering: .relaxed)
        return try writer.withLock { (writer) throws(StorageError) in
            waiting.subtract(1, ordering: .relaxed)
            let records = try writer.placed(drafts) { id in
                latest.withLock { $0.latest(of: id) }
                    .map { LedgerNames.Place(atMs: $0.atMs, sequence: $0.sequence) }
            }
            try writer.commit(records: records) { () throws(StorageError) in
                for draft in drafts {
                    guard let group = draft.answers else { continue }
                    try writer.count(group, answered: draft.record.choices)
                }
            }
            latest.withLock { latest in
                latest.size = writer.frontier.size
                for (record, draft) in zip(records, drafts) {
                    guard let id = record.consentID else { continue }
                    // Of an earlier time than now, it is the latest only if one to compare is known.
                    guard !draft.isHistory || latest.latest(of: id) != nil else { continue }
                    latest.add(record.facts, of: id)
                }
            }
            return records
        }
    }

    /// Appends a statement of the operator and gives its sequence.
    @discardableResult
    package func append(statement: LedgerStatement) throws(StorageError) -> UInt64 {
        try writer.withLock { (writer) throws(StorageError) in
            try writer.commit(statements: [statement])
            latest.withLock { $0.size = writer.frontier.size }
            return writer.frontier.size
        }
    }

    /// How many entries the ledger has: records and statements, also those without content.
    package var count: UInt64 { latest.withLock { $0.size } }

    /// Whether the ledger was sound when it was opened.
    package var isHealthy: Bool { writer.withLock { $0.fault == nil } }

    /// Proves that a record could be committed now; writes one page.
    package func probe() throws(StorageError) {
        try writer.withLock { (writer) throws(StorageError) in try writer.probe() }
    }
}
