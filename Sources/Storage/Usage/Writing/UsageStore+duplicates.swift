internal import Synchronization

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

    /// Reads the ids of the last days, so that a restart repeats nothing.
    ///
    /// An event stored 48 hours ago may be a day older, and its site's day may begin 14 hours earlier.
    func loadRecent() throws(StorageError) {
        let today = Int32(clamping: clock() / 86_400_000)
        let days = (today - 4)...(today + 1)
        let months = Set(days.map { CivilMonth.of(day: $0) }).sorted(by: >)
        var ids = RecentIDs(days: days, firstRecent: today - 1, room: Self.maxLoaded)
        for month in months where ids.room > 0 {
            guard let name = catalog.edition(of: month)?.name,
                let reader = try openReader(name)
            else { continue }
            try ids.read(reader)
        }
        duplicates.withLock { $0.insert(recent: ids.recent, old: ids.old) }
    }
}
