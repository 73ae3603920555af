internal import SQLite
internal import Synchronization
package import Usage

/// How far a reader has read a month.
package struct LogPosition: Hashable, Sendable {
    /// Names the file's contents.
    ///
    /// Another one than before means that rows were removed: forget what was read of the month and
    /// read it from its start.
    package let generation: UInt64
    package let sequence: Int64

    package init(generation: UInt64, sequence: Int64) {
        self.generation = generation
        self.sequence = sequence
    }

    /// Of a month without a file, or of one that has to be read from its start.
    static let none = LogPosition(generation: 0, sequence: 0)
}

/// Reads the log beside its writers; not for two threads.
///
/// What it reads is durable, it waits for no writer and none waits for it.
package final class UsageReader {
    /// Each open file holds some 100 KB.
    private static let maxOpen = 3

    private let store: UsageStore
    /// In the order of their latest use.
    private var open: [(edition: MonthFiles.Edition, reader: MonthReader)] = []
    private var known: [MonthFiles.Edition: Set<String>] = [:]
    private var batch = LogBatch()

    init(store: UsageStore) { self.store = store }

    /// A file on the log's volume for what memory has no room for.
    package func makeScratch() throws(StorageError) -> ScratchFile {
        try ScratchFile(directory: store.directory)
    }

    /// The log's state; to be asked for before reading.
    package var mark: LogMark { store.catalog.mark }

    /// The months in which a site has rows, as in 202611, from the oldest.
    package func months(of site: String) throws(StorageError) -> [Int] {
        let all = store.catalog.mark.months.compactMap { store.catalog.edition(of: $0) }
        known = known.filter { all.contains($0.key) }
        var months: [Int] = []
        for edition in all {
            if known[edition]?.contains(site) != true {
                guard let reader = try reader(of: edition.name.month),
                    let number = try reader.number(of: site), try reader.hasRows(of: number)
                else { continue }
                known[edition, default: []].insert(site)
            }
            months.append(edition.name.month)
        }
        return months
    }

    /// Gives the batches of a site's month after `position` to `visit`, in the order of the log, and
    /// returns how far it came.
    ///
    /// Where the month was rewritten or removed since `position`, nothing is visited and the returned
    /// position has the other generation, or none where rows before and after it were sealed together.
    /// Whoever reads from the start has seen the dictionary entries of all rows: an epoch's batches all
    /// belong to one day, and its first batch comes first.
    package func read(
        site: String,
        month: Int,
        after position: LogPosition?,
        _ visit: (LogBatch) throws(StorageError) -> Void
    ) throws(StorageError) -> LogPosition {
        guard let reader = try reader(of: month) else { return .none }
        let generation = reader.generation
        if let position, position.generation != generation {
            return LogPosition(generation: generation, sequence: 0)
        }
        let start = position?.sequence ?? 0
        guard let number = try reader.number(of: site) else {
            return LogPosition(
                generation: generation,
                sequence: max(start, try reader.lastSequence())
            )
        }
        var cursor = LogCursor(reader, site: number, after: start)
        try read(&cursor, of: reader, visit)
        guard !cursor.isOvertaken else { return .none }
        return LogPosition(generation: generation, sequence: cursor.end)
    }

    /// The batches of a site within some days of one month, day by day.
    func read(
        site: String,
        month: Int,
        days: ClosedRange<Int32>,
        _ visit: (LogBatch) throws(StorageError) -> Void
    ) throws(StorageError) {
        guard let reader = try reader(of: month), let number = try reader.number(of: site) else {
            return
        }
        var cursor = LogCursor(reader, site: number, days: days)
        try read(&cursor, of: reader, visit)
    }

    private func read(
        _ cursor: inout LogCursor,
        of reader: MonthReader,
        _ visit: (LogBatch) throws(StorageError) -> Void
    ) throws(StorageError) {
        while true {
            let found = try cursor.next()
            guard !found.isEmpty else { return }
            for found in found {
                try reader.decode(found.row, into: &batch)
                if found.skipped > 0 { batch.rows.removeFirst(found.skipped) }
                try visit(batch)
            }
        }
    }

    /// The visitors of a site whose rows, and no others, were removed from a month since a position of
    /// generation `old` was current; nil where that is not known, and the month is to be read anew.
    ///
    /// Without them, what was read up to that position is what stands up to the same number of
    /// generation `new`.
    package func removal(
        of site: String,
        month: Int,
        from old: UInt64,
        to new: UInt64
    ) -> Set<VisitorID>? {
        store.catalog.removal(of: site, month: month, from: old, to: new)
    }

    /// Rows by site and day of a month.
    func counts(of month: Int) throws(StorageError) -> [UsageDayCount] {
        try reader(of: month)?.counts() ?? []
    }

    /// The month's file as it is now, opened again where it was rewritten; nil without one.
    private func reader(of month: Int) throws(StorageError) -> MonthReader? {
        while true {
            let edition = store.catalog.edition(of: month)
            let index = open.lastIndex { $0.edition.name.month == month }
            if let index, open[index].edition == edition {
                if index != open.count - 1 { open.append(open.remove(at: index)) }
                return open.last?.reader
            }
            if let index { open.remove(at: index) }
            guard let edition else { return nil }
            do throws(StorageError) {
                guard let reader = try store.openReader(edition.name) else { return nil }
                if open.count >= Self.maxOpen { open.removeFirst() }
                open.append((edition, reader))
                return reader
            } catch {
                // The file may have been replaced between asking for its name and opening it.
                let now = store.catalog.edition(of: month)
                guard now == edition else { continue }
                throw error
            }
        }
    }
}
