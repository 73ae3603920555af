internal import Synchronization

extension UsageStore {
    /// Runs an expiry, erasure or backup, one at a time; a sealing that is under way gives way to it.
    func maintain<Result: Sendable>(
        _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        wanted.add(1, ordering: .relaxed)
        defer { wanted.subtract(1, ordering: .relaxed) }
        return try maintenance.withLock { _ throws(StorageError) in try body() }
    }

    /// Whether somebody waits whom a sealing would keep waiting.
    var isMaintenanceWanted: Bool { wanted.load(ordering: .relaxed) > 0 }
}
