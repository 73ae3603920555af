internal import SQLite

/// How many rows a site has on a day.
package struct UsageDayCount: Hashable, Sendable {
    package let site: String
    /// Counted from 1970-01-01 in the site's time zone.
    package let day: Int32
    package let rows: Int
}

/// What a month holds, for which no key is needed.
extension MonthReader {
    func sites() throws(StorageError) -> [String] {
        try reading { () throws(SQLiteError) in
            try connection.prepare("SELECT name FROM site ORDER BY name").all { $0.text(0) }
        }
    }

    func number(of site: String) throws(StorageError) -> Int64? {
        try reading { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT number FROM site WHERE name = ?")
            try find.bind(1, site)
            return try find.first { $0.int64(0) }
        }
    }

    func hasRows(of site: Int64) throws(StorageError) -> Bool {
        try reading { () throws(SQLiteError) in
            let find = try connection.prepare("SELECT 1 FROM log WHERE site = ? AND n > 0 LIMIT 1")
            try find.bind(1, site)
            return try find.first { _ in true } ?? false
        }
    }

    func lastSequence() throws(StorageError) -> Int64 {
        try reading { () throws(SQLiteError) in try latest() }
    }

    /// What there is of a day of a site, whose rows are sealed or not.
    struct DayState {
        let site: String
        let day: Int32
        /// Rows of the log that are no segments, and their events.
        let plainRows: Int
        let plainEvents: Int
        let segments: Int
    }

    /// All days up to `last` and how far they are sealed, by day and site.
    func dayStates(until last: Int32) throws(StorageError) -> [DayState] {
        try reading { () throws(SQLiteError) in
            let find = try connection.prepare(
                """
                SELECT site.name, log.day, count(*) - count(segment.seq), count(segment.seq),
                    sum(iif(segment.seq IS NULL, log.n, 0))
                FROM log JOIN site ON site.number = log.site
                LEFT JOIN segment ON segment.seq = log.seq
                WHERE log.day <= ? GROUP BY log.site, log.day ORDER BY log.day, site.name
                """
            )
            try find.bind(1, Int64(last))
            return try find.all {
                DayState(
                    site: $0.text(0),
                    day: Int32(truncatingIfNeeded: $0.int64(1)),
                    plainRows: Int($0.int64(2)),
                    plainEvents: Int($0.int64(4)),
                    segments: Int($0.int64(3))
                )
            }
        }
    }

    /// All segments: the first row of each, by its number.
    func segments() throws(StorageError) -> [Int64: Int64] {
        let all = try reading { () throws(SQLiteError) in
            try connection.prepare("SELECT seq, first FROM segment").all {
                ($0.int64(0), $0.int64(1))
            }
        }
        return Dictionary(uniqueKeysWithValues: all)
    }

    /// Rows by site and day, in that order.
    func counts() throws(StorageError) -> [UsageDayCount] {
        try reading { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT site.name, log.day, sum(log.n) FROM log JOIN site ON site.number = log.site
                GROUP BY log.site, log.day HAVING sum(log.n) > 0 ORDER BY site.name, log.day
                """
            ).all {
                UsageDayCount(
                    site: $0.text(0),
                    day: Int32(truncatingIfNeeded: $0.int64(1)),
                    rows: Int($0.int64(2))
                )
            }
        }
    }
}
