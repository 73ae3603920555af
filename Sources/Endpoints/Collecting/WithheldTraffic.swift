internal import Consent
package import Storage
internal import Synchronization

/// How many events were withheld since the last flush: nothing of an event or a visitor, only counts
/// by site, day and reason (decision 0012).
///
/// A beacon waits for no disk here: what was counted since the last flush is lost with the process.
package final class WithheldTraffic: Sendable {
    struct Count {
        var events = 0
        var pageviews = 0

        mutating func add(isPageview: Bool) {
            events += 1
            pageviews += isPageview ? 1 : 0
        }

        static func += (left: inout Count, right: Count) {
            left.events += right.events
            left.pageviews += right.pageviews
        }
    }

    private struct Key: Hashable {
        let site: String
        let day: Int32
        let reason: WithheldReason
    }

    private let counts = Mutex<[Key: Count]>([:])

    package init() {}

    func add(_ beacon: [WithheldReason: Count], site: String, day: Int32) {
        counts.withLock { counts in
            for (reason, count) in beacon {
                let key = Key(site: site, day: day, reason: reason)
                counts[key, default: Count()] += count
            }
        }
    }

    /// Moves what was counted into the ledger's database; where that fails it stays for the next time.
    package func flush(into ledger: ConsentLedger) throws(StorageError) {
        let taken = counts.withLock { counts in
            defer { counts.removeAll(keepingCapacity: true) }
            return counts
        }
        do throws(StorageError) {
            try ledger.count(withheld: taken.map(Self.count))
        } catch {
            counts.withLock { counts in
                for (key, count) in taken { counts[key, default: Count()] += count }
            }
            throw error
        }
    }

    /// Everything that was counted for a site on these days, flushed or not.
    package func counts(
        site: String,
        days: ClosedRange<Int32>,
        in ledger: ConsentLedger
    ) throws(StorageError) -> [WithheldCount] {
        let waiting = counts.withLock { counts in
            counts.filter { $0.key.site == site && days.contains($0.key.day) }.map(Self.count)
        }
        var sums: [Key: Count] = [:]
        for count in try ledger.withheld(site: site, days: days) + waiting {
            let key = Key(site: site, day: count.day, reason: count.reason)
            sums[key, default: Count()] += Count(events: count.events, pageviews: count.pageviews)
        }
        return sums.map(Self.count).sorted {
            ($0.day, $0.reason.rawValue) < ($1.day, $1.reason.rawValue)
        }
    }

    private static func count(_ key: Key, _ count: Count) -> WithheldCount {
        WithheldCount(
            site: key.site,
            day: key.day,
            reason: key.reason,
            events: count.events,
            pageviews: count.pageviews
        )
    }
}
