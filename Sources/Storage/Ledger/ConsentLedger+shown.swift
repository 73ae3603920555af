internal import SQLite
internal import Synchronization

/// Counting banners that were shown, beside the ledger: counters only, and nothing is proved by them.
extension ConsentLedger {
    /// Counts banners that became visible, as one commit.
    package func count(shown groups: [ShownGroup]) throws(StorageError) {
        guard !groups.isEmpty else { return }
        waiting.add(1, ordering: .relaxed)
        try writer.withLock { (writer) throws(StorageError) in
            waiting.subtract(1, ordering: .relaxed)
            try writer.transaction { () throws(StorageError) in
                for group in groups { try writer.count(group, answered: false) }
            }
        }
    }

    /// The banners of a site shown on these days, from the first day to the last.
    package func shown(
        site: String,
        days: ClosedRange<Int32>
    ) throws(StorageError) -> [ShownCount] {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.reading { (connection) throws(SQLiteError) in
                let rows = try connection.prepare(
                    """
                    SELECT day, country, notice_version, shown, answered FROM shown
                    WHERE site = ? AND day BETWEEN ? AND ? ORDER BY day, country, notice_version
                    """
                )
                try rows.bind(1, site)
                try rows.bind(2, Int64(days.lowerBound))
                try rows.bind(3, Int64(days.upperBound))
                return try rows.all { row in
                    let country = row.text(1)
                    return ShownCount(
                        group: ShownGroup(
                            site: site,
                            day: Int32(clamping: row.int64(0)),
                            country: country.isEmpty ? nil : country,
                            noticeVersion: row.text(2)
                        ),
                        shown: Int(row.int64(3)),
                        answered: Int(row.int64(4))
                    )
                }
            }
        }
    }
}

extension LedgerWriter {
    /// Adds one to a group's counter, within a transaction.
    func count(_ group: ShownGroup, answered: Bool) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            let count = try connection.prepare(
                """
                INSERT INTO shown(site, day, country, notice_version, shown, answered)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE
                SET shown = shown + excluded.shown, answered = answered + excluded.answered
                """
            )
            try count.bind(1, group.site)
            try count.bind(2, Int64(group.day))
            try count.bind(3, group.country ?? "")
            try count.bind(4, group.noticeVersion)
            try count.bind(5, Int64(answered ? 0 : 1))
            try count.bind(6, Int64(answered ? 1 : 0))
            try count.run()
        }
    }

    /// Removes the counters of days before `day`.
    func expireShown(before day: Int64) throws(StorageError) {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in
                let expire = try connection.prepare("DELETE FROM shown WHERE day < ?")
                try expire.bind(1, day)
                try expire.run()
            }
        }
    }
}
