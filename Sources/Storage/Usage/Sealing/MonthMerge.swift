internal import Usage

/// Copies a month whose days are over into a new file, with as few segments as can be.
///
/// Rows keep their order; a segment has the number of the last row it was made of.
final class MonthMerge {
    /// What a segment holds: reports read blocks of as many rows.
    private static let maxEvents = 65_536
    /// 16 MiB of text, for values that are long.
    private static let maxTextBytes = 16 << 20

    private let source: MonthReader
    private let target: MonthFile
    /// No row after it is read.
    private let last: Int64
    private let segments: [Int64: Int64]
    private let atStep: (MaintenanceStep) throws(StorageError) -> Void
    private var batch = LogBatch()

    init(
        _ source: MonthReader,
        to target: MonthFile,
        upTo last: Int64,
        atStep: @escaping (MaintenanceStep) throws(StorageError) -> Void
    ) throws(StorageError) {
        self.source = source
        self.target = target
        self.last = last
        self.atStep = atStep
        segments = try source.segments()
    }

    /// Copies everything, or returns false where `shouldContinue` ended it.
    func run(shouldContinue: () -> Bool) throws(StorageError) -> Bool {
        for state in try source.dayStates(until: .max) {
            guard shouldContinue() else { return false }
            guard let number = try source.number(of: state.site) else { continue }
            var places = try source.batches(of: number, days: state.day...state.day)
            places.removeAll { $0.sequence > last }
            if let values = try values(of: places) {
                guard try join(places[...], of: state.site, values, shouldContinue) else {
                    return false
                }
            } else {
                try copy(places[...], of: state.site)
            }
            try atStep(.segmentMerged)
        }
        try target.commit { () throws(StorageError) in try target.setFloor(last) }
        return true
    }

    /// The entries of the rows that are not sealed yet; nil where they are too much for memory, and the
    /// day is copied as it is.
    private func values(of places: [MonthReader.Place]) throws(StorageError) -> DayValues? {
        let values = DayValues()
        try source.visitRows(at: places.filter { segments[$0.sequence] == nil }) {
            (row) throws(StorageError) in
            guard !values.isTooMuch else { return }
            try source.decode(row, into: &batch)
            values.note(batch)
        }
        return values.isTooMuch ? nil : values
    }

    /// Copies a day with its segments joined, or returns false where `shouldContinue` ended it.
    private func join(
        _ places: ArraySlice<MonthReader.Place>,
        of site: String,
        _ values: DayValues,
        _ shouldContinue: () -> Bool
    ) throws(StorageError) -> Bool {
        var rest = places
        while let first = rest.first {
            guard shouldContinue() else { return false }
            var builder = SegmentBuilder(day: first.day, values)
            var count = 0
            for place in rest {
                let events = builder.batch.rows.count + place.rows
                guard count == 0 || events <= Self.maxEvents,
                    builder.textBytes <= Self.maxTextBytes
                else { break }
                if count == 0, segments[place.sequence] != nil, isAlone(place, in: rest) {
                    // Nothing to join it with.
                    try copy(rest.prefix(1), of: site)
                    break
                }
                try add(place, to: &builder, values)
                count += 1
            }
            if count > 0, let end = rest.prefix(count).last {
                let start = segments[first.sequence] ?? first.sequence
                let entry = LogEntry(segment: builder.batch, first: start, last: end.sequence)
                try target.commit { () throws(StorageError) in try target.insert(entry, of: site) }
            }
            rest = rest.dropFirst(max(1, count))
        }
        return true
    }

    /// Whether a segment and the row after it are too much for one.
    private func isAlone(
        _ place: MonthReader.Place,
        in rest: ArraySlice<MonthReader.Place>
    ) -> Bool {
        guard let next = rest.dropFirst().first else { return true }
        return place.rows + next.rows > Self.maxEvents
    }

    private func add(
        _ place: MonthReader.Place,
        to builder: inout SegmentBuilder,
        _ values: DayValues
    ) throws(StorageError) {
        try source.visitRows(at: [place]) { (row) throws(StorageError) in
            try source.decode(row, into: &batch)
            if segments[place.sequence] != nil { values.note(batch) }
            try source.naming(row) { () throws(LogDamage) in try builder.add(batch) }
        }
    }

    /// Copies rows as they are.
    private func copy(
        _ places: ArraySlice<MonthReader.Place>,
        of site: String
    ) throws(StorageError) {
        try target.commit { () throws(StorageError) in
            try source.visitRows(at: places) { (row) throws(StorageError) in
                try target.insert(
                    LogEntry(row, data: try source.open(row), first: segments[row.sequence]),
                    of: site
                )
            }
        }
    }
}

extension LogEntry {
    /// A row of another file as it is.
    init(_ row: MonthReader.SealedRow, data: [UInt8], first: Int64?) {
        self.init(
            sequence: row.sequence,
            day: row.day,
            rows: row.count,
            ids: row.ids,
            data: data,
            first: first
        )
    }
}
