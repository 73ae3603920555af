internal import Consent
internal import SQLite
internal import Synchronization

/// Counting banners and withheld events, beside the ledger: counters only, and nothing is proved by
/// them.
extension ConsentLedger {
    /// Counts banners that became visible, as one commit.
    package func count(shown groups: [ShownGroup]) throws(StorageError) {
        try count(groups) { (writer, group) throws(StorageError) in try writer.countShown(group) }
    }

    /// Adds to the counters of withheld events, as one commit.
    package func count(withheld counts: [WithheldCount]) throws(StorageError) {
        try count(counts) { (writer, count) throws(StorageError) in try writer.add(count) }
    }

    private func count<Thing: Sendable>(
        _ things: [Thing],
        _ add: @Sendable (LedgerWriter, Thing) throws(StorageError) -> Void
    ) throws(StorageError) {
        guard !things.isEmpty else { return }
        waiting.add(1, ordering: .relaxed)
        try writer.withLock { (writer) throws(StorageError) in
            waiting.subtract(1, ordering: .relaxed)
            try writer.transaction { () throws(StorageError) in
                for thing in things { try add(writer, thing) }
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
                    SELECT day, country, device, notice_version, choices, count FROM shown
                    WHERE site = ? AND day BETWEEN ? AND ?
                    ORDER BY day, country, device, notice_version, choices
                    """
                )
                try rows.bind(1, site)
                try rows.bind(2, Int64(days.lowerBound))
                try rows.bind(3, Int64(days.upperBound))
                let found = try rows.all { row in
                    let (country, device) = (row.text(1), row.text(2))
                    return (
                        group: ShownGroup(
                            site: site,
                            day: Int32(clamping: row.int64(0)),
                            country: country.isEmpty ? nil : country,
                            device: device.isEmpty ? nil : device,
                            noticeVersion: row.text(3)
                        ),
                        what: ShownColumn(choices: row.int64(4)), count: Int(row.int64(5))
                    )
                }
                var counts: [ShownCount] = []
                for (group, what, count) in found {
                    if counts.last?.group != group {
                        counts.append(ShownCount(group: group, shown: 0))
                    }
                    switch what {
                    case .shown: counts[counts.count - 1].shown = count
                    case .answered(let choices): counts[counts.count - 1].answers[choices] = count
                    }
                }
                return counts
            }
        }
    }

    /// The events of a site that were withheld on these days, from the first day to the last.
    package func withheld(
        site: String,
        days: ClosedRange<Int32>
    ) throws(StorageError) -> [WithheldCount] {
        try slow.withLock { (reader) throws(StorageError) in
            try reader.reading { (connection) throws(SQLiteError) in
                let rows = try connection.prepare(
                    """
                    SELECT day, reason, events, pageviews FROM withheld
                    WHERE site = ? AND day BETWEEN ? AND ? ORDER BY day, reason
                    """
                )
                try rows.bind(1, site)
                try rows.bind(2, Int64(days.lowerBound))
                try rows.bind(3, Int64(days.upperBound))
                return try rows.all { row in
                    WithheldReason(rawValue: row.text(1)).map { reason in
                        WithheldCount(
                            site: site,
                            day: Int32(clamping: row.int64(0)),
                            reason: reason,
                            events: Int(row.int64(2)),
                            pageviews: Int(row.int64(3))
                        )
                    }
                }.compactMap(\.self)
            }
        }
    }
}

/// What a row of `shown` counts: banners, or answers to them by what they grant.
private enum ShownColumn {
    case shown
    /// Nil for answers that were counted before their choices were.
    case answered(Choices?)

    init(choices: Int64) {
        switch choices {
        case -1: self = .shown
        case let bits where bits >= 0: self = .answered(Choices(rawValue: UInt8(bits & 0xFF)))
        default: self = .answered(nil)
        }
    }

    var choices: Int64 {
        switch self {
        case .shown: -1
        case .answered(let choices): choices.map { Int64($0.rawValue) } ?? -2
        }
    }
}

extension LedgerWriter {
    /// Adds one to the banners of a group, within a transaction.
    func countShown(_ group: ShownGroup) throws(StorageError) { try count(group, .shown) }

    /// Adds one to the answers of a group that grant `choices`, within a transaction.
    func count(_ group: ShownGroup, answered choices: Choices) throws(StorageError) {
        try count(group, .answered(choices))
    }

    private func count(_ group: ShownGroup, _ what: ShownColumn) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            let count = try connection.prepare(
                """
                INSERT INTO shown(site, day, country, device, notice_version, choices, count)
                VALUES (?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1
                """
            )
            try count.bind(1, group.site)
            try count.bind(2, Int64(group.day))
            try count.bind(3, group.country ?? "")
            try count.bind(4, group.device ?? "")
            try count.bind(5, group.noticeVersion)
            try count.bind(6, what.choices)
            try count.run()
        }
    }

    /// Adds to a counter of withheld events, within a transaction.
    func add(_ withheld: WithheldCount) throws(StorageError) {
        try writing { () throws(SQLiteError) in
            let add = try connection.prepare(
                """
                INSERT INTO withheld(site, day, reason, events, pageviews) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE
                SET events = events + excluded.events, pageviews = pageviews + excluded.pageviews
                """
            )
            try add.bind(1, withheld.site)
            try add.bind(2, Int64(withheld.day))
            try add.bind(3, withheld.reason.rawValue)
            try add.bind(4, Int64(withheld.events))
            try add.bind(5, Int64(withheld.pageviews))
            try add.run()
        }
    }

    /// Removes the counters of days before `day`.
    func expireCounters(before day: Int64) throws(StorageError) {
        try transaction { () throws(StorageError) in
            try writing { () throws(SQLiteError) in
                for table in ["shown", "withheld"] {
                    let expire = try connection.prepare("DELETE FROM \(table) WHERE day < ?")
                    try expire.bind(1, day)
                    try expire.run()
                }
            }
        }
    }
}
