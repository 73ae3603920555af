internal import SQLite

/// The hashes of the ids of some days, of the newest rows of the log.
struct RecentIDs {
    let days: ClosedRange<Int32>
    /// The first day that counts as recent.
    let firstRecent: Int32
    /// For how many more there is room.
    private(set) var room: Int
    private(set) var recent: [UInt64] = []
    private(set) var old: [UInt64] = []

    init(days: ClosedRange<Int32>, firstRecent: Int32, room: Int) {
        self.days = days
        self.firstRecent = firstRecent
        self.room = room
    }

    /// Reads those of a month, its newest rows where there are too many.
    ///
    /// The rows are read as they lie, which is several times faster than one after the other by number.
    mutating func read(_ reader: MonthReader) throws(StorageError) {
        let (first, count) = try reader.reading { () throws(SQLiteError) in
            // Site by site, or the index would not be used.
            let find = try reader.connection.prepare(
                """
                SELECT min(found.first), sum(found.n) FROM site JOIN (
                    SELECT site, min(seq) AS first, sum(n) AS n FROM log
                    WHERE site IN (SELECT number FROM site) AND day BETWEEN ?1 AND ?2 GROUP BY site
                ) AS found ON found.site = site.number
                """
            )
            try find.bind(1, Int64(days.lowerBound))
            try find.bind(2, Int64(days.upperBound))
            return try find.first { ($0.int64(0), Int($0.int64(1))) } ?? (0, 0)
        }
        guard count > 0 else { return }
        var tooMany = count - room
        recent.reserveCapacity(recent.count + min(count, room))
        try reader.reading { () throws(SQLiteError) in
            let rows = try reader.connection.prepare(
                """
                SELECT day, n, ids FROM log NOT INDEXED
                WHERE seq >= ?1 AND day BETWEEN ?2 AND ?3 ORDER BY seq
                """
            )
            try rows.bind(1, first)
            try rows.bind(2, Int64(days.lowerBound))
            try rows.bind(3, Int64(days.upperBound))
            defer { rows.reset() }
            while try rows.step() {
                guard tooMany <= 0 else {
                    tooMany -= Int(rows.int64(1))
                    continue
                }
                let isRecent = rows.int64(0) >= Int64(firstRecent)
                unsafe rows.withBlob(2) { bytes in
                    if isRecent {
                        unsafe Self.append(bytes, to: &recent)
                    } else {
                        unsafe Self.append(bytes, to: &old)
                    }
                }
            }
        }
        room -= min(count, room)
    }

    /// 0 is no hash, and these bytes were not checked: whoever takes them leaves it out.
    @unsafe private static func append(
        _ bytes: UnsafeRawBufferPointer,
        to ids: inout [UInt64]
    ) {
        for offset in stride(from: 0, to: bytes.count / 8 * 8, by: 8) {
            let hash = unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            ids.append(UInt64(littleEndian: hash))
        }
    }
}
