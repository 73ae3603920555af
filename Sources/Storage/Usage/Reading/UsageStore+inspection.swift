internal import Synchronization
package import Usage

extension UsageStore {
    /// Gives the events of a site within some days to `visit`, day by day.
    package func exportRows(
        site: String,
        days: ClosedRange<Int32>,
        _ visit: (StoredEvent) throws(StorageError) -> Void
    ) throws(StorageError) {
        try visitRows(site: site, days: days, of: nil, visit)
    }

    /// Gives the same as it is stored, for whoever makes something of each value once and not with
    /// each row: codes are those of a batch's epoch, which ends with its day.
    package func exportBatches(
        site: String,
        days: ClosedRange<Int32>,
        _ visit: (LogBatch) throws(StorageError) -> Void
    ) throws(StorageError) {
        let reader = makeReader()
        let months = CivilMonth.of(day: days.lowerBound)...CivilMonth.of(day: days.upperBound)
        for month in try reader.months(of: site) where months.contains(month) {
            try reader.read(site: site, month: month, days: days, visit)
        }
    }

    /// Everything that is stored of a visitor of a site.
    package func rows(of visitor: VisitorID, site: String) throws(StorageError) -> [StoredEvent] {
        var events: [StoredEvent] = []
        try visitRows(site: site, days: Int32.min...Int32.max, of: visitor) { events.append($0) }
        return events
    }

    private func visitRows(
        site: String,
        days: ClosedRange<Int32>,
        of visitor: VisitorID?,
        _ visit: (StoredEvent) throws(StorageError) -> Void
    ) throws(StorageError) {
        var values = EpochValues()
        var day = Int32.min
        try exportBatches(site: site, days: days) { (batch) throws(StorageError) in
            // An epoch ends with its day.
            if batch.day != day { values.removeAll() }
            day = batch.day
            values.note(batch)
            for row in batch.rows where visitor == nil || row.visitor == visitor?.value {
                try visit(values.event(row, of: batch, site: site))
            }
        }
    }

    /// Gives every row of every site to `visit`, for whoever checks that each was permitted.
    package func scan(
        _ visit: (StoredRow) throws(StorageError) -> Void
    ) throws(StorageError) {
        let reader = makeReader()
        for site in try sites() {
            for month in try reader.months(of: site) {
                _ = try reader.read(site: site, month: month, after: nil) {
                    (batch) throws(StorageError) in
                    for row in batch.rows {
                        try visit(
                            StoredRow(
                                site: site,
                                day: batch.day,
                                timeMs: row.timeMs,
                                record: row.record,
                                visitor: VisitorID(row.visitor)
                            )
                        )
                    }
                }
            }
        }
    }

    /// The sites that have rows, configured or not.
    package func sites() throws(StorageError) -> [String] {
        Set(try counts().map(\.site)).sorted()
    }

    /// Rows by month, site and day.
    package func counts() throws(StorageError) -> [UsageDayCount] {
        let reader = makeReader()
        var counts: [UsageDayCount] = []
        for month in catalog.mark.months { counts += try reader.counts(of: month) }
        return counts
    }

    package func totalRows() throws(StorageError) -> Int {
        try counts().reduce(0) { $0 + $1.rows }
    }

    /// The oldest day that has a row, of one site or of all; nil without rows.
    package func oldestDay(of site: String? = nil) throws(StorageError) -> Int32? {
        let reader = makeReader()
        for month in catalog.mark.months {
            let days = try reader.counts(of: month).filter { site == nil || $0.site == site }
            if let oldest = days.map(\.day).min() { return oldest }
        }
        return nil
    }

    /// The oldest day by site, of what `rule` leaves.
    func oldestDays(after rule: RemovalRule) throws(StorageError) -> [String: Int32] {
        try counts().filter { $0.day >= rule.cutoff(of: $0.site) }
            .reduce(into: [:]) { $0[$1.site] = min($0[$1.site] ?? .max, $1.day) }
    }

    /// What the log takes on disk, with its write-ahead logs.
    package var diskBytes: Int {
        let paths = catalog.mark.months.compactMap { catalog.edition(of: $0) }
            .map { directory + "/" + $0.name.file }
        return paths.reduce(0) { $0 + DataFiles.size($1) + DataFiles.size($1 + "-wal") }
    }
}
