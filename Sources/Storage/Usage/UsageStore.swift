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
    private let duplicates: Mutex<Duplicates>
    /// One expiry, erasure or backup at a time.
    let maintenance = Mutex<Void>(())

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
}

// MARK: - Commit

extension UsageStore {
    /// Commits the rows of `epochs`, month by month; from the first failure on all are forgotten.
    ///
    /// `turn` is what ``beginTurn(nowMs:)`` returned.
    func commit(_ epochs: [Epoch], turn: UInt64) throws(StorageError) {
        var turn = turn
        let epochs = epochs.sorted { ($0.month, $0.day) < ($1.month, $1.day) }
        try files.withLock { (files) throws(StorageError) in
            var start = 0
            while start < epochs.count {
                let month = epochs[start].month
                let end = epochs[start...].firstIndex { $0.month != month } ?? epochs.count
                do throws(StorageError) {
                    try commit(epochs[start..<end], month, files, &turn)
                } catch {
                    for epoch in epochs[start...] { epoch.noteFailed() }
                    throw error
                }
                start = end
            }
        }
    }

    private func commit(
        _ epochs: ArraySlice<Epoch>,
        _ month: Int,
        _ files: MonthFiles,
        _ turn: inout UInt64
    ) throws(StorageError) {
        let file = try writer(of: month, in: files)
        duplicates.withLock { duplicates in
            guard duplicates.insertions != turn else { return }
            for epoch in epochs { epoch.removeRows { duplicates.contains($0) } }
        }
        try file.commit { () throws(StorageError) in
            for epoch in epochs where !epoch.rows.isEmpty {
                epoch.settle(in: file.generation)
                try file.append(
                    site: epoch.site,
                    day: epoch.day,
                    rows: epoch.rows.count,
                    ids: LogCodec.ids(of: epoch.rows),
                    data: LogCodec.encode(
                        epoch: epoch.id,
                        day: epoch.day,
                        newValues: epoch.newValues,
                        rows: epoch.rows
                    )
                )
            }
        }
        duplicates.withLock { duplicates in
            let isUndisturbed = duplicates.insertions == turn
            for epoch in epochs {
                for row in epoch.rows {
                    duplicates.insert(row.eventHash, site: epoch.site, day: epoch.day)
                }
            }
            if isUndisturbed { turn = duplicates.insertions }
        }
        for epoch in epochs { epoch.noteCommitted() }
    }

    /// Commits a change of one number: whether the store can commit now.
    package func canCommit() throws(StorageError) {
        let month = CivilMonth.of(day: Int32(clamping: clock() / 86_400_000))
        try files.withLock { (files) throws(StorageError) in
            try writer(of: month, in: files).tryCommit()
        }
    }

    /// A file that was closed after a failed commit may hold its rows after all: they count as stored,
    /// since the next opening has made them visible.
    private func writer(of month: Int, in files: MonthFiles) throws(StorageError) -> MonthFile {
        try files.writer(of: month) { (file, after) throws(StorageError) in
            guard let reader = try openReader(file.name) else { return }
            for site in try reader.sites() {
                guard let number = try reader.number(of: site) else { continue }
                let places = try reader.batches(
                    of: number,
                    days: Int32.min...Int32.max,
                    after: after
                )
                try duplicates.withLock { (duplicates) throws(StorageError) in
                    try reader.visitIDs(of: places) { id, place in
                        duplicates.insert(id, site: site, day: place.day)
                    }
                }
            }
        }
    }
}

// MARK: - Duplicates

extension UsageStore {
    /// At start the ids of at most so many of the newest rows are read, 0.1 s worth of them.
    private static let maxLoaded = 2 << 20

    /// Forgets what is out of date; a turn that finds the same number at its commit need not ask again
    /// whether another writer stored its events meanwhile.
    func beginTurn(nowMs: Int64) -> UInt64 {
        duplicates.withLock { duplicates in
            duplicates.roll(nowMs: nowMs)
            return duplicates.insertions
        }
    }

    func holdsRecent(_ hash: UInt64) -> Bool { duplicates.withLock { $0.contains(hash) } }

    /// Whether an event of a trusted time is stored in its month, or on its day in a large month.
    func holdsInHistory(_ hash: UInt64, site: String, day: Int32) throws(StorageError) -> Bool {
        if let known = duplicates.withLock({ $0.historyContains(hash, site: site, day: day) }) {
            return known
        }
        // Under the lock of the files, so that no commit falls between reading and remembering.
        return try files.withLock { (files) throws(StorageError) in
            let span = try history(of: site, day: day, in: files)
            duplicates.withLock { $0.remember(span) }
            return span.hashes.contains(hash)
        }
    }

    private func history(
        of site: String,
        day: Int32,
        in files: MonthFiles
    ) throws(StorageError) -> Duplicates.History {
        let month = CivilMonth.of(day: day)
        var first = day
        var last = day
        while CivilMonth.of(day: first - 1) == month { first -= 1 }
        while CivilMonth.of(day: last + 1) == month { last += 1 }
        var hashes = HashTable(maxCount: .max)
        guard let name = files.name(of: month), let reader = try openReader(name),
            let number = try reader.number(of: site)
        else {
            return Duplicates.History(site: site, days: first...last, hashes: hashes)
        }
        var batches = try reader.batches(of: number, days: first...last)
        if batches.reduce(0, { $0 + $1.rows }) > Duplicates.maxPerMonth {
            (first, last) = (day, day)
            batches.removeAll { $0.day != day }
        }
        try reader.visitIDs(of: batches) { id, _ in hashes.insert(id) }
        return Duplicates.History(site: site, days: first...last, hashes: hashes)
    }

    /// Reads the ids of the last days, newest rows at last, so that a restart repeats nothing.
    ///
    /// An event stored 48 hours ago may be a day older, and its site's day may begin 14 hours earlier.
    private func loadRecent() throws(StorageError) {
        let today = Int32(clamping: clock() / 86_400_000)
        let days = (today - 4)...(today + 1)
        let months = Set(days.map { CivilMonth.of(day: $0) }).sorted(by: >)
        var room = Self.maxLoaded
        for month in months {
            let name = files.withLock { $0.name(of: month) }
            guard let name, let reader = try openReader(name) else { continue }
            var batches: [MonthReader.Place] = []
            for site in try reader.sites() {
                guard let number = try reader.number(of: site) else { continue }
                batches += try reader.batches(of: number, days: days)
            }
            batches.sort { $0.sequence > $1.sequence }
            let newest = batches.prefix { batch in
                room -= batch.rows
                return room > 0
            }
            try duplicates.withLock { (duplicates) throws(StorageError) in
                try reader.visitIDs(of: newest.reversed()) { id, place in
                    if place.day < today - 1 {
                        duplicates.insertOld(id)
                    } else {
                        duplicates.insertRecent(id)
                    }
                }
            }
        }
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
