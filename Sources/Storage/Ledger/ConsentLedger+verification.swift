internal import SQLite
internal import Synchronization

extension ConsentLedger {
    /// Computes everything anew from the stored bytes and names the first entry that does not fit.
    ///
    /// `progress` is told how many of how many entries were looked at. Beacons and choices go on
    /// meanwhile; lists and counts wait.
    package func verify(
        progress: @escaping @Sendable (_ done: UInt64, _ of: UInt64) -> Void = { _, _ in }
    ) throws(StorageError) -> LedgerVerification {
        // Taken before the snapshot, which then has at least these entries.
        let size = count
        return try slow.withLock { (reader) throws(StorageError) in
            try reader.snapshot { () throws(StorageError) in
                var check = LedgerCheck(reader: reader, keys: keys, progress: progress)
                do throws(LedgerFault) {
                    try check.run(atLeast: size)
                } catch {
                    switch error {
                    case .found(let fault): check.result.fault = fault
                    case .storage(let error): throw error
                    }
                }
                return check.result
            }
        }
    }
}

/// Ends a verification.
enum LedgerFault: Error {
    case found(LedgerVerification.Fault)
    /// It could not be read at all.
    case storage(StorageError)

    static func at(_ sequence: UInt64, _ what: String) -> LedgerFault {
        .found(.init(sequence: sequence, what: what))
    }
}
