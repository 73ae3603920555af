/// Which events are stored already, by the hashes of their ids (decision 0006).
struct Duplicates {
    /// 3 M hashes are 32 MiB; a day with more is remembered for less than a day.
    static let maxPerDay = 3 << 20
    /// All history in memory together; what is over it is read again when needed.
    static let maxHistory = 4 << 20
    /// A month with more rows is held against the rows of one day at a time.
    static let maxPerMonth = 2 << 20

    /// The hashes of some days of a site, all of them.
    struct History {
        let site: String
        let days: ClosedRange<Int32>
        var hashes: HashTable
    }

    private static let dayMs: Int64 = 86_400_000

    /// Grows with each event that is noted as stored.
    private(set) var insertions: UInt64 = 0

    private var today: Int64
    private var current = HashTable(maxCount: maxPerDay)
    private var previous = HashTable(maxCount: maxPerDay)
    private var history: [History] = []

    init(nowMs: Int64) { today = nowMs / Self.dayMs }

    /// Forgets the day before yesterday; a clock that goes back changes nothing.
    mutating func roll(nowMs: Int64) {
        let day = nowMs / Self.dayMs
        guard day > today else { return }
        if day == today + 1 {
            swap(&current, &previous)
        } else {
            previous = HashTable(maxCount: Self.maxPerDay)
        }
        current = HashTable(maxCount: Self.maxPerDay)
        today = day
    }

    /// Whether it was stored today or yesterday.
    func contains(_ hash: UInt64) -> Bool {
        current.contains(hash) || previous.contains(hash)
    }

    /// Whether it was stored on that day of the site; nil where that day is not in memory.
    func historyContains(_ hash: UInt64, site: String, day: Int32) -> Bool? {
        for span in history where span.days.contains(day) && span.site == site {
            return span.hashes.contains(hash)
        }
        return nil
    }

    /// Notes that an event is stored.
    mutating func insert(_ hash: UInt64, site: String, day: Int32) {
        insertions &+= 1
        insertRecent(hash)
        for index in history.indices
        where history[index].days.contains(day) && history[index].site == site {
            history[index].hashes.insert(hash)
        }
    }

    mutating func insertRecent(_ hash: UInt64) {
        if current.isFull {
            swap(&current, &previous)
            current = HashTable(maxCount: Self.maxPerDay)
        }
        current.insert(hash)
    }

    /// Notes what was stored before the start, no more than ``maxPerDay`` of either.
    ///
    /// The `old` ones are of the time before yesterday, which the next day forgets.
    mutating func insert(recent: [UInt64], old: [UInt64]) {
        current.insert(recent)
        previous.insert(old)
    }

    /// Keeps the hashes of some days until others need the room.
    mutating func remember(_ span: History) {
        history.removeAll { $0.site == span.site && $0.days == span.days }
        while !history.isEmpty,
            history.reduce(span.hashes.count, { $0 + $1.hashes.count }) > Self.maxHistory
                || history.count >= 1024
        {
            history.removeFirst()
        }
        history.append(span)
    }
}
