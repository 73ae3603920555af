internal import Synchronization
internal import Usage

/// Puts segments in the place of the rows of one closed day, in transactions so small that no beacon
/// waits long for them.
///
/// The rows of an epoch use entries that stand in rows before, so the day is sealed from its end to its
/// beginning: whatever a crash leaves of it can be read.
final class DaySealing {
    /// The most that one transaction seals, unless a single row is more.
    private static let maxEvents = 16_384
    private static let maxRows = 1_024
    /// Transactions that take longer are made smaller, others larger.
    private static let longHold = Duration.milliseconds(8)
    /// 4 MiB of text, for values that are long.
    static let maxTextBytes = 4 << 20

    private let store: UsageStore
    private let name: MonthName
    private let site: String
    private let day: Int32
    private let reader: MonthReader
    private let values = DayValues()
    private var batch = LogBatch()
    /// The size of the next transaction, in sixteenths of the most.
    private var size = 4

    /// Under the lock of maintenance, which keeps rewrites away.
    init?(
        _ site: String,
        _ day: Int32,
        in name: MonthName,
        of store: UsageStore
    )
        throws(StorageError)
    {
        guard let reader = try store.openReader(name) else { return nil }
        self.reader = reader
        self.store = store
        self.name = name
        self.site = site
        self.day = day
    }

    /// Seals what there is; `shouldContinue` is asked between transactions.
    func run(
        _ outcome: inout SealingOutcome,
        shouldContinue: () -> Bool
    ) throws(StorageError) {
        guard let number = try reader.number(of: site) else { return }
        // From here on new rows of the day use no entry of rows before: these can be replaced.
        let last = try store.files.withLock { (files) throws(StorageError) in
            files.restartDictionaries(of: site, day: day, in: name.month)
            return try reader.lastSequence()
        }
        try store.atStep(.sealingBegun)
        let segments = try reader.segments()
        var places = try reader.batches(of: number, days: day...day)
        places.removeAll { $0.sequence > last }
        let plain = places.filter { segments[$0.sequence] == nil }
        guard try readValues(plain, &outcome) else { return }
        // A segment never reaches over another one: the order of rows stays.
        for run in places.split(whereSeparator: { segments[$0.sequence] != nil }).reversed() {
            var rest = run
            while !rest.isEmpty {
                guard shouldContinue() else {
                    outcome.isComplete = false
                    return
                }
                rest = try sealEnd(of: rest, &outcome)
            }
        }
        outcome.days += 1
    }

    /// Reads the entries of the whole day; false where they are too much for memory, or where it gave way.
    private func readValues(
        _ places: [MonthReader.Place],
        _ outcome: inout SealingOutcome
    ) throws(StorageError) -> Bool {
        var isEnded = false
        try reader.visitRows(at: places) { (row) throws(StorageError) in
            guard !values.isTooMuch, !isEnded else { return }
            try reader.decode(row, into: &batch)
            values.note(batch)
            isEnded = store.isMaintenanceWanted
        }
        if isEnded { outcome.isComplete = false }
        return !isEnded && !values.isTooMuch
    }

    /// Seals the last rows of a run and returns those before.
    private func sealEnd(
        of run: ArraySlice<MonthReader.Place>,
        _ outcome: inout SealingOutcome
    ) throws(StorageError) -> ArraySlice<MonthReader.Place> {
        var start = run.endIndex
        var events = 0
        while start > run.startIndex, run.endIndex - start < Self.maxRows * size / 16,
            start == run.endIndex || events + run[start - 1].rows <= Self.maxEvents * size / 16
        {
            start -= 1
            events += run[start].rows
        }
        var sources = run[start...]
        let segment = try segment(of: &sources)
        try store.atStep(.segmentMade)
        let hold = try store.files.withLock { (files) throws(StorageError) in
            let began = ContinuousClock.now
            let file = try store.writer(of: name.month, in: files)
            try file.replace(Array(sources), by: segment, of: site) { () throws(StorageError) in
                try store.atStep(.segmentWritten)
            }
            return ContinuousClock.now - began
        }
        size =
            hold > Self.longHold
            ? max(1, size / 2) : min(16, hold * 2 < Self.longHold ? size * 2 : size)
        outcome.longestHold = max(outcome.longestHold, hold)
        try store.atStep(.segmentCommitted)
        outcome.segments += 1
        outcome.events += segment.rows
        return run[..<sources.startIndex]
    }

    /// A segment of the last of `sources`, as many as its text allows, and leaves these.
    private func segment(
        of sources: inout ArraySlice<MonthReader.Place>
    ) throws(StorageError) -> LogEntry {
        while true {
            var builder = SegmentBuilder(day: day, values)
            try reader.visitRows(at: sources) { (row) throws(StorageError) in
                try reader.decode(row, into: &batch)
                try reader.naming(row) { () throws(LogDamage) in
                    try builder.add(batch)
                }
            }
            if builder.textBytes > Self.maxTextBytes, sources.count > 1 {
                sources = sources.suffix(sources.count / 2)
                continue
            }
            guard let first = sources.first, let last = sources.last else {
                preconditionFailure("a segment of nothing")
            }
            return LogEntry(segment: builder.batch, first: first.sequence, last: last.sequence)
        }
    }
}

extension LogEntry {
    /// A segment in the place of rows `first` to `last`.
    init(segment: LogBatch, first: Int64, last: Int64) {
        self.init(
            sequence: last,
            day: segment.day,
            rows: segment.rows.count,
            ids: LogCodec.ids(of: segment.rows),
            data: SegmentCodec.encode(segment),
            first: first
        )
    }
}
