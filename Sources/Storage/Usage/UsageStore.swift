package import Observability
internal import SQLite
internal import Synchronization
internal import Usage

/// The usage log: one file a month, written by any number of writers, read by any number of readers.
///
/// Each month is a database of its own, sealed with the month's key, so that forgetting a month is
/// removing its file and destroying its key (decision 0001).
package final class UsageStore: Sendable {
    /// When a commit waits for the disk.
    package enum Durability: Sendable {
        /// At each commit: what was acknowledged survives a power cut.
        case full
        /// Only now and then: a power cut may take the latest commits with it.
        case relaxed
    }

    /// How old a page's own event may be; older ones come with a trusted time.
    static let windowMs: Int64 = 24 * 3_600_000 + 60_000

    package let directory: String
    let keys: KeyRing
    let clock: @Sendable () -> Int64
    let log: Log
    /// Runs between the steps of a rewrite or an expiry; tests make it fail or look around.
    let atStep: @Sendable (MaintenanceStep) throws(StorageError) -> Void

    // Taken in this order where both are needed.
    let files: Mutex<MonthFiles>
    let catalog: LogCatalog
    let duplicates: Mutex<Duplicates>
    /// One expiry, erasure, backup or sealing of a day at a time.
    let maintenance = Mutex<Void>(())
    /// How many want ``maintenance`` or have it and are no sealing.
    let wanted = Atomic<Int>(0)

    /// Opens the log in `directory`: finishes what a crash cut off and reads the ids of the last days.
    package convenience init(
        directory: String,
        keys: KeyRing,
        durability: Durability = .full,
        log: Log = .silent,
        clock: @escaping @Sendable () -> Int64 = Log.systemClock
    ) throws(StorageError) {
        try self.init(
            directory: directory,
            keys: keys,
            durability: durability,
            log: log,
            clock: clock,
            atStep: { (_) throws(StorageError) in }
        )
    }

    init(
        directory: String,
        keys: KeyRing,
        durability: Durability = .full,
        log: Log = .silent,
        clock: @escaping @Sendable () -> Int64 = Log.systemClock,
        atStep: @escaping @Sendable (MaintenanceStep) throws(StorageError) -> Void
    ) throws(StorageError) {
        self.directory = directory
        self.keys = keys
        self.clock = clock
        self.log = log
        self.atStep = atStep
        let settings = WriterSettings(synchronous: durability == .full ? .full : .normal)
        let found = MonthFiles(directory: directory, keys: keys.usageMonths, settings: settings)
        try StartupCheck(directory: directory, keys: keys.usageMonths, log: log).run(on: found)
        catalog = found.catalog
        files = Mutex(found)
        duplicates = Mutex(Duplicates(nowMs: clock()))
        try loadRecent()
    }

    /// A writer for one event loop.
    package func makeWriter() -> UsageWriter { UsageWriter(store: self) }

    /// A reader for one thread.
    package func makeReader() -> UsageReader { UsageReader(store: self) }

    /// Never 0, which stands for no hash.
    func hash(of id: EventID, _ visitor: VisitorID) -> UInt64 {
        let hash = keys.eventHash(id, visitor)
        return hash == 0 ? 1 : hash
    }

    /// Closes all files after their logs were moved into them.
    package func close() {
        files.withLock { $0.closeAll() }
    }

    /// An edition of a month for reading, with its key where there is one.
    func openReader(_ name: MonthName) throws(StorageError) -> MonthReader? {
        let path = directory + "/" + name.file
        // A month that a crash left without tables has nothing to read.
        guard DataFiles.size(path) > 0 || DataFiles.size(path + "-wal") > 0 else { return nil }
        return try MonthReader(
            name,
            path: path,
            key: keys.usageMonths.existingKey(name.month, edition: name.edition),
            keyPath: keys.usageMonths.path(name.month, edition: name.edition)
        )
    }
}
