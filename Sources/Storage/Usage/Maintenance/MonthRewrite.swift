internal import Crypto
internal import SQLite
internal import Synchronization
internal import Usage

/// Writes a month's file anew without some of its rows, or with its segments merged, while writers go on
/// writing it.
///
/// The rows are copied into a file of its own, sealed with a key of its own where any go. Only the last step holds
/// up the writers: it copies what came meanwhile and gives the new file its name. A crash before that
/// leaves the old edition as it was, a crash after it is finished by the next start.
///
/// Rows keep their numbers, and no later row gets one that was given before, so that a reader's position
/// has its meaning in the new file too.
final class MonthRewrite {
    private let store: UsageStore
    private let old: MonthName
    private let rule: RemovalRule
    private let isMerge: Bool
    private var filter: BatchFilter
    private let source: MonthReader
    private let segments: [Int64: Int64]
    private let meta: MonthSchema.Meta
    private var target: MonthFile?
    private var copied: Int64 = 0
    private var batch = LogBatch()
    private var removed: [String: Int] = [:]

    private var next: MonthName { old.next }
    private var unfinished: String { store.directory + "/" + next.unfinishedFile }

    /// A merge is of a month whose days are all over, and removes nothing.
    init(
        _ name: MonthName,
        of store: UsageStore,
        rule: RemovalRule,
        isMerge: Bool = false
    ) throws(StorageError) {
        self.store = store
        old = name
        self.rule = rule
        self.isMerge = isMerge
        filter = BatchFilter(rule)
        guard let source = try store.openReader(name) else {
            throw .damaged(path: store.directory + "/" + name.file, what: "the file is empty")
        }
        self.source = source
        segments = try source.segments()
        meta = Self.meta(after: source.meta, isMerge: isMerge)
    }

    /// What the new file says of itself.
    private static func meta(
        after before: MonthSchema.Meta,
        isMerge: Bool
    ) -> MonthSchema.Meta {
        var meta = before
        if isMerge { meta.merged = before.sealings } else { meta.generation = Random.uint64() | 1 }
        return meta
    }

    /// The rows removed, by site; nil where `shouldContinue` ended it and everything is as before.
    func run(shouldContinue: () -> Bool) throws(StorageError) -> [String: Int]? {
        do throws(StorageError) {
            try begin()
            guard try merge(shouldContinue), try copyAll(shouldContinue) else {
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
        let keys = store.keys.usageMonths
        // Where nothing is removed, backups from before stay as good as they were.
        let key =
            if isMerge {
                try keys.copyKey(next.month, from: old.edition, to: next.edition)
            } else {
                try keys.newKey(next.month, edition: next.edition)
            }
        try DataFiles.create(unfinished)
        target = try MonthFile(
            next,
            path: unfinished,
            key: key,
            // Nothing counts before the end, which waits for the disk. Checkpoints of 1 MiB: the commits
            // of other files wait while much is written at once.
            settings: WriterSettings(synchronous: .normal, checkpointPages: 256),
            meta: meta
        )
        try store.atStep(.rewriteBegun)
    }

    private func giveUp() throws(StorageError) {
        target = nil
        try DataFiles.removeCompanions(of: unfinished)
        try DataFiles.remove(unfinished)
        try store.keys.usageMonths.destroyKey(next.month, edition: next.edition)
    }

    /// Copies what there is so far with its segments merged; false where it was ended.
    private func merge(_ shouldContinue: () -> Bool) throws(StorageError) -> Bool {
        guard isMerge, let target else { return true }
        // From here on new rows use no entry of rows before: these can be put into other epochs.
        copied = try store.files.withLock { (files) throws(StorageError) in
            files.restartDictionaries(in: old.month)
            return max(source.meta.floor, try source.lastSequence())
        }
        try store.atStep(.mergeBegun)
        let merge = try MonthMerge(source, to: target, upTo: copied, atStep: store.atStep)
        return try merge.run(shouldContinue: shouldContinue)
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
            try target.setFloor(max(meta.floor, last.sequence))
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
        let first = segments[row.sequence]
        var visitor = rule.visitors[site]
        if let sought = visitor, first != nil, try !source.segment(row, holds: sought) {
            visitor = nil
        }
        guard let visitor else {
            let entry = LogEntry(row, data: try source.open(row), first: first)
            try target.insert(entry, of: site)
            return 0
        }
        try source.decode(row, into: &batch)
        if let first { return try copySegment(row, first, without: visitor, of: site, to: target) }
        let left = filter.filter(&batch, of: site)
        if left == nil || !batch.rows.isEmpty {
            let entry = LogEntry(
                sequence: row.sequence,
                day: row.day,
                rows: batch.rows.count,
                ids: LogCodec.ids(of: batch.rows),
                data: LogCodec.encode(batch)
            )
            try target.insert(entry, of: site)
        }
        return left ?? 0
    }

    /// Makes the segment in `batch` anew, with the values that are still used.
    private func copySegment(
        _ row: MonthReader.SealedRow,
        _ first: Int64,
        without visitor: VisitorID,
        of site: String,
        to target: MonthFile
    ) throws(StorageError) -> Int {
        let values = DayValues()
        values.note(batch)
        var builder = SegmentBuilder(day: row.day, values)
        try source.naming(row) { () throws(LogDamage) in
            try builder.add(batch, except: visitor.value)
        }
        if !builder.batch.rows.isEmpty {
            let entry = LogEntry(segment: builder.batch, first: first, last: row.sequence)
            try target.insert(entry, of: site)
        }
        return row.count - builder.batch.rows.count
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
        let removal = VisitorRemoval(
            month: old.month,
            before: source.generation,
            after: meta.generation,
            visitors: rule.visitors
        )
        let isAll = rule.isOfVisitorsOnly && !isMerge
        files.replace(old, by: next, without: isAll ? removal : nil)
        try DataFiles.synchronize(store.directory)
    }
}
