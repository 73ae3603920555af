internal import Synchronization

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
                    defer { catalog.noteCommit(in: month) }
                    try commit(epochs[start..<end], month, files, &turn)
                } catch {
                    for epoch in epochs[start...] { epoch.noteFailed() }
                    files.isFailing = true
                    throw error
                }
                start = end
            }
            files.isFailing = false
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
                epoch.settle(
                    in: files.dictionaryPlace(of: epoch.site, day: epoch.day, in: month)
                )
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

    /// A full disk may have room for a number and not for events: after a failure the probe is as large
    /// as a large commit.
    private static let ballastBytes = 256 << 10

    /// Commits something that means nothing: whether the store can commit now.
    package func canCommit() throws(StorageError) {
        let month = CivilMonth.of(day: Int32(clamping: clock() / 86_400_000))
        try files.withLock { (files) throws(StorageError) in
            let byteCount = files.isFailing ? Self.ballastBytes : 0
            try writer(of: month, in: files).tryCommit(byteCount: byteCount)
            files.isFailing = false
        }
    }

    /// A file that was closed after a failed commit may hold its rows after all: they count as stored,
    /// since the next opening has made them visible.
    func writer(of month: Int, in files: MonthFiles) throws(StorageError) -> MonthFile {
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
