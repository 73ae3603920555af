internal import SQLite

/// Walks through a site's rows of one month while rows that it has passed, or not yet, may be sealed.
///
/// Each step reads in one transaction. Where rows gave way to segments since the step before, the
/// places are looked up again, and what was visited of a segment already is skipped.
struct LogCursor {
    enum Order {
        /// By their number.
        case log
        case day
    }

    /// A row, and how many of its events were visited before.
    struct Found {
        let row: MonthReader.SealedRow
        let skipped: Int
    }

    /// A tail of so many rows is looked up as it stands; longer ones by the index of the site.
    private static let shortTail: Int64 = 1024

    private let reader: MonthReader
    private let site: Int64
    private let days: ClosedRange<Int32>?
    private let start: Int64
    private let order: Order
    private var passed: [MonthReader.Place] = []
    private var waiting: ArraySlice<MonthReader.Place> = []
    /// By the number of a segment that was visited in part.
    private var skips: [Int64: Int] = [:]
    private var sealings: Int64 = -1

    /// The number of the latest row there was.
    private(set) var end: Int64
    /// Whether a segment holds rows from both sides of the start: the walk must begin at the beginning.
    private(set) var isOvertaken = false

    /// All rows after number `start`.
    init(_ reader: MonthReader, site: Int64, after start: Int64) {
        self.reader = reader
        self.site = site
        self.start = start
        days = nil
        end = start
        order = .log
    }

    /// The rows of some days, day by day.
    init(_ reader: MonthReader, site: Int64, days: ClosedRange<Int32>) {
        self.reader = reader
        self.site = site
        self.days = days
        start = 0
        end = 0
        order = .day
    }

    /// The next rows, as they fit into memory; none at the end.
    mutating func next() throws(StorageError) -> [Found] {
        try reader.inOneRead { () throws(SQLiteError) in
            let now = try reader.sealings()
            if now != sealings {
                sealings = now
                try look()
            }
            guard !isOvertaken else { return [] }
            let slice = waiting.prefix(MonthReader.sliceCount(waiting))
            var found: [Found] = []
            found.reserveCapacity(slice.count)
            for place in slice {
                guard let row = try reader.row(at: place) else { continue }
                found.append(Found(row: row, skipped: skips[place.sequence] ?? 0))
            }
            passed += slice
            waiting = waiting.dropFirst(slice.count)
            return found
        }
    }

    private mutating func look() throws(SQLiteError) {
        let latest = try reader.latest()
        end = max(start, latest)
        let (site, start) = (site, start)
        isOvertaken = try !reader.segments(of: site, around: start).isEmpty
        guard !isOvertaken, latest > start else {
            waiting = []
            return
        }
        var places =
            if days == nil, latest - start <= Self.shortTail {
                try reader.tail(of: site, after: start)
            } else {
                try reader.places(of: site, days: days ?? Int32.min...Int32.max, after: start)
            }
        switch order {
        case .log: break
        case .day: places.sort { ($0.day, $0.sequence) < ($1.day, $1.sequence) }
        }
        guard let last = passed.last else {
            waiting = places[...]
            return
        }
        let isPassed: (MonthReader.Place) -> Bool =
            switch order {
            case .log: { $0.sequence <= last.sequence }
            case .day: { ($0.day, $0.sequence) <= (last.day, last.sequence) }
            }
        waiting = places[(places.firstIndex { !isPassed($0) } ?? places.endIndex)...]
        try noteSkips(after: last)
    }

    /// Finds out which segments have rows from both sides of what was visited last, and how many.
    private mutating func noteSkips(after last: MonthReader.Place) throws(SQLiteError) {
        let firsts = try reader.segments(of: site, around: last.sequence)
        guard !firsts.isEmpty else { return }
        for place in waiting {
            guard let first = firsts[place.sequence], order == .log || place.day == last.day else {
                continue
            }
            var count = 0
            for source in passed where source.day == place.day && source.sequence >= first {
                count += source.rows
            }
            skips[place.sequence] = count
        }
    }
}
