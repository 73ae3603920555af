package import Usage

/// What became of an event that was given to a writer.
package enum AppendOutcome: Hashable, Sendable {
    /// It will be stored by the next commit.
    case stored
    /// The same id of the same visitor is stored already, or about to be.
    case duplicate
    /// The coming commit is as large as may be; nothing was taken.
    case full
}

/// Collects the events of one event loop and commits them together; not for two threads.
package final class UsageWriter {
    /// As many rows as a loop brings in seconds; about 12 MB.
    package static let maxPendingRows = 100_000
    /// 8 MiB of values that are new to their day.
    private static let maxPendingText = 8 << 20
    /// Days of sites with a dictionary in memory; an import touches many.
    private static let maxEpochs = 128
    /// 32 MiB of values in all dictionaries together.
    private static let maxText = 32 << 20

    /// A dictionary that was not used for so many turns, as that of yesterday, is let go.
    private static let turnsBetweenSweeps = 4096

    private struct Key: Hashable {
        let site: UInt64
        let day: Int32
    }

    private let store: UsageStore
    private var epochs: [Key: Epoch] = [:]
    private var latest: (key: Key, epoch: Epoch)?
    private var touched: [Epoch] = []
    private var pending = HashTable(maxCount: maxPendingRows)
    private var pendingText = 0
    private var turns = 0
    private var nowMs: Int64 = 0
    private var turn: UInt64 = 0
    /// Why the coming commit cannot be: duplicates could not be told.
    private var failure: StorageError?

    init(store: UsageStore) { self.store = store }

    /// Events since the last commit.
    package var pendingRows: Int { pending.count }

    /// Takes an event for the next commit.
    package func append(_ event: UsageEvent) -> AppendOutcome {
        if pending.count == 0 {
            nowMs = store.clock()
            turn = store.beginTurn(nowMs: nowMs)
        }
        guard pending.count < Self.maxPendingRows, pendingText < Self.maxPendingText else {
            return .full
        }
        let hash = store.hash(of: event.id, event.visitor)
        guard !pending.contains(hash), !isStored(event, hash) else { return .duplicate }
        let epoch = epoch(for: event)
        if epoch.rows.isEmpty {
            touched.append(epoch)
            epoch.isIdle = false
        }
        let before = epoch.textBytes
        let pageview = event.pageview.map { store.hash(of: $0, event.visitor) } ?? 0
        epoch.append(event, hash: hash, pageviewHash: pageview)
        pendingText += epoch.textBytes - before
        pending.insert(hash)
        return .stored
    }

    private func isStored(_ event: UsageEvent, _ hash: UInt64) -> Bool {
        if store.holdsRecent(hash) { return true }
        // Only a trusted time can be older; a page's own events are refused then.
        guard event.timeMs < nowMs - UsageStore.windowMs else { return false }
        do throws(StorageError) {
            return try store.holdsInHistory(hash, site: event.site.value, day: event.day)
        } catch {
            failure = error
            return false
        }
    }

    private func epoch(for event: UsageEvent) -> Epoch {
        let key = Key(site: event.site.number, day: event.day)
        if let latest, latest.key == key, !latest.epoch.isFull { return latest.epoch }
        let epoch: Epoch
        if let known = epochs[key], !known.isFull {
            epoch = known
        } else {
            // A full epoch may have rows that wait: it stays in `touched` until they are committed.
            epoch = Epoch(site: event.site.value, day: event.day)
            epochs[key] = epoch
        }
        latest = (key, epoch)
        return epoch
    }

    /// Makes everything since the last commit durable, or forgets it and says why.
    ///
    /// Months are committed one after the other. When a later one fails, the rows of the earlier ones
    /// are stored though nobody was told; who sends them again meets them as duplicates.
    package func commit() throws(StorageError) {
        guard pending.count > 0 else { return }
        defer { endTurn() }
        if let failure {
            for epoch in touched { epoch.noteFailed() }
            throw failure
        }
        try store.commit(touched, turn: turn)
    }

    private func endTurn() {
        touched.removeAll(keepingCapacity: true)
        pending.removeAll()
        pendingText = 0
        failure = nil
        latest = nil
        turns &+= 1
        let isSweep = turns.isMultiple(of: Self.turnsBetweenSweeps)
        var text = 0
        for (key, epoch) in epochs {
            text += epoch.textBytes
            if epoch.isOver || isSweep && epoch.isIdle { epochs[key] = nil }
            if isSweep { epoch.isIdle = true }
        }
        if epochs.count > Self.maxEpochs || text > Self.maxText { epochs.removeAll() }
    }
}
