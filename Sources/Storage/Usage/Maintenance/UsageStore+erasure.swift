internal import Synchronization
package import Usage

extension UsageStore {
    /// Removes every row of some visitors, one a site, from every file, and returns how many rows went
    /// from each month.
    ///
    /// Each month they were in is written anew under a new key and the old key is destroyed: nothing is
    /// left of them on this disk, and backups of these months made before cannot be read any more.
    package func erase(visitors: [String: VisitorID]) throws(StorageError) -> [Int: Int] {
        let rule = RemovalRule(visitors: visitors)
        return try maintain { () throws(StorageError) in
            var removed: [Int: Int] = [:]
            for month in catalog.mark.months {
                guard let name = catalog.edition(of: month)?.name,
                    try holds(visitors, name)
                else { continue }
                let rewrite = try MonthRewrite(name, of: self, rule: rule)
                let rows = try rewrite.run { true }
                removed[month] = rows?.values.reduce(0, +)
            }
            return removed
        }
    }

    private func holds(
        _ visitors: [String: VisitorID],
        _ name: MonthName
    ) throws(StorageError) -> Bool {
        guard let reader = try openReader(name) else { return false }
        var batch = LogBatch()
        for (site, visitor) in visitors {
            guard let number = try reader.number(of: site) else { continue }
            let places = try reader.batches(of: number, days: Int32.min...Int32.max)
            var isFound = false
            let segments = try reader.segments()
            try reader.visitRows(at: places) { (row) throws(StorageError) in
                guard !isFound else { return }
                if segments[row.sequence] != nil {
                    isFound = try reader.segment(row, holds: visitor)
                    return
                }
                try reader.decode(row, into: &batch)
                isFound = batch.rows.contains { $0.visitor == visitor.value }
            }
            if isFound { return true }
        }
        return false
    }
}
