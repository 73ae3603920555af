internal import Storage
internal import TimeZones
internal import Usage

/// A site's columns and how far they have read the log.
struct LoadedSite {
    let zone: TimeZone
    private(set) var columns: SiteColumns
    /// The log's state when all of it was read last.
    private(set) var mark: LogMark?
    /// Counts up with each use, for eviction.
    var lastUse = 0
    var isLoaded = false

    private let memory: ColumnMemory
    /// Of epochs that may have more batches.
    private var codes: [UInt64: EpochCodes] = [:]
    private var positions: [Int: LogPosition] = [:]

    init(zone: TimeZone, _ memory: ColumnMemory) {
        self.zone = zone
        self.memory = memory
        columns = SiteColumns(memory)
    }

    mutating func forget() {
        columns = SiteColumns(memory)
        mark = nil
        codes = [:]
        positions = [:]
    }

    /// Reads what is new up to `mark` at least, and returns whether that was all of it.
    ///
    /// Of the months that were never read one is enough, so that others get their turn. After each batch
    /// `makeRoom` gets how many bytes there are besides blocks of columns.
    mutating func catchUp(
        _ id: String,
        to mark: LogMark,
        from reader: UsageReader,
        makeRoom: (Int) -> Void
    ) throws(StorageError) -> Bool {
        defer { columns.flush() }
        let all = mark.months
        if !positions.keys.allSatisfy({ all.contains($0) }) { forget() }
        var months = mark.months(since: self.mark)
        while let month = months.first {
            let before = positions[month]
            var isNew = false
            let after = try reader.read(site: id, month: month, after: before) {
                (batch) throws(StorageError) in
                isNew = before == nil
                take(batch)
                makeRoom(columns.otherByteCount)
            }
            if let before, before.generation != after.generation {
                guard remove(id, month, before, after, reader) else {
                    // What the columns hold of removed rows must go, so all is read again.
                    forget()
                    months = all
                    continue
                }
                // The same month goes on where it was left.
                continue
            }
            // A month without rows of the site may be rewritten as often as it will.
            if before != nil || isNew { positions[month] = after }
            months.removeFirst()
            if isNew, !months.isEmpty { return false }
        }
        self.mark = mark
        return true
    }

    /// Takes the visitors out whom a month lost between two generations; false where it lost more.
    private mutating func remove(
        _ id: String,
        _ month: Int,
        _ before: LogPosition,
        _ after: LogPosition,
        _ reader: UsageReader
    ) -> Bool {
        let removed = reader.removal(
            of: id,
            month: month,
            from: before.generation,
            to: after.generation
        )
        guard let removed else { return false }
        for visitor in removed { columns.remove(visitor: visitor.value) }
        positions[month] = LogPosition(
            generation: after.generation,
            sequence: before.sequence
        )
        return true
    }

    private mutating func take(_ batch: LogBatch) {
        var codes = self.codes.removeValue(forKey: batch.epoch) ?? EpochCodes()
        for entry in batch.newValues { codes.take(entry, into: columns) }
        codes.add(batch.rows, to: columns)
        if !batch.isWholeEpoch { self.codes[batch.epoch] = codes }
    }
}
