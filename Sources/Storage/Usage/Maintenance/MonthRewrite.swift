internal import SQLite
internal import Synchronization

/// Writes a month's file anew without some of its rows, while writers go on writing it.
///
/// The rows are copied into a file of its own, sealed with a key of its own. Only the last step holds
/// up the writers: it copies what came meanwhile and gives the new file its name. A crash before that
/// leaves the old edition as it was, a crash after it is finished by the next start.
final class MonthRewrite {
    private let store: UsageStore
    private let old: MonthName
    private let rule: RemovalRule
    private var filter: BatchFilter
    private let source: MonthReader
    private var target: MonthFile?
    private var copied: Int64 = 0
    private var batch = LogBatch()
    private var removed: [String: Int] = [:]

    private var next: MonthName { old.next }
    private var unfinished: String { store.directory + "/" + next.unfinishedFile }

    init(_ name: MonthName, of store: UsageStore, rule: RemovalRule) throws(StorageError) {
        self.store = store
        old = name
        self.rule = rule
        filter = BatchFilter(rule)
        guard let source = try store.openReader(name) else {
            throw .damaged(path: store.directory + "/" + name.file, what: "the file is empty")
        }
        self.source = source
    }

    /// The rows removed, by site; nil where `shouldContinue` ended it and everything is as before.
    func run(shouldContinue: () -> Bool) throws(StorageError) -> [String: Int]? {
        do throws(StorageError) {
            try begin()
            guard try copyAll(shouldContinue) else {
                try giveUp()
                return nil
            }
            try store.files.withLock { (files) throws(StorageError) in try replace(in: files) }
        } catch {
            // Once the new edition has its name it counts, and the old one goes.
            if !DataFiles.exists(store.directory + "/" + next.file) { try giveUp() }
            throw error
        }
        try store.atStep(.rewriteRenamed)
        try Retirement(name: old, directory: store.directory, keys: store.keys.usageMonths).run()
        try store.atStep(.rewriteDone)
        return removed
    }

    private func begin() throws(StorageError) {
        let key = try store.keys.usageMonths.key(next.month, edition: next.edition)
        try DataFiles.create(unfinished)
        target = try MonthFile(
            next,
            path: unfinished,
            key: key,
            // Nothing counts before the end, which waits for the disk. Checkpoints of 1 MiB: the commits
            // of other files wait while much is written at once.
            settings: WriterSettings(synchronous: .normal, checkpointPages: 256)
        )
        try store.atStep(.rewriteBegun)
    }

    private func giveUp() throws(StorageError) {
        target = nil
        try DataFiles.removeCompanions(of: unfinished)
        try DataFiles.remove(unfinished)
        try store.keys.usageMonths.destroyKey(next.month, edition: next.edition)
    }

    private func copyAll(_ shouldContinue: () -> Bool) throws(StorageError) -> Bool {
        while try copySlice() {
            guard shouldContinue() else { return false }
        }
        try store.atStep(.rewriteCopied)
        // Most of the waiting for the disk happens here, while nobody waits for it.
        try target?.checkpoint(.truncate)
        return true
    }

    /// Copies the next rows; false where there were none.
    private func copySlice() throws(StorageError) -> Bool {
        let rows = try source.rows(after: copied)
        guard let last = rows.last, let target else { return false }
        var removedHere: [String: Int] = [:]
        try target.commit { () throws(StorageError) in
            for row in rows {
                let site = try source.siteName(row.site)
                let count = try copy(row, of: site, to: target)
                if count > 0 { removedHere[site, default: 0] += count }
            }
        }
        removed.merge(removedHere, uniquingKeysWith: +)
        copied = last.sequence
        return true
    }

    /// Copies a row of the log, and says how many events it left out.
    private func copy(
        _ row: MonthReader.SealedRow,
        of site: String,
        to target: MonthFile
    ) throws(StorageError) -> Int {
        guard row.day >= rule.cutoff(of: site) else { return row.count }
        guard rule.visitors[site] != nil else {
            let data = try source.open(row)
            try target.append(site: site, day: row.day, rows: row.count, ids: row.ids, data: data)
            return 0
        }
        try source.decode(row, into: &batch)
        let left = filter.filter(&batch, of: site)
        if left == nil || !batch.rows.isEmpty {
            try target.append(
                site: site,
                day: row.day,
                rows: batch.rows.count,
                ids: LogCodec.ids(of: batch.rows),
                data: LogCodec.encode(batch)
            )
        }
        return left ?? 0
    }

    /// Under the lock of the files: nothing can be committed to the old edition any more.
    private func replace(in files: MonthFiles) throws(StorageError) {
        let before = copied
        while try copySlice() {}
        if copied > before { try target?.checkpoint(.truncate) }
        target = nil
        try store.atStep(.rewriteComplete)
        try DataFiles.rename(unfinished, to: store.directory + "/" + next.file)
        // `source` still has the old file open, so closing it here moves no log into it.
        files.replace(old, by: next)
        try DataFiles.synchronize(store.directory)
    }
}
