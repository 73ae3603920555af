internal import Synchronization
internal import Usage

/// The state of a log: while a month stays the same there is nothing new to read in it.
package struct LogMark: Hashable, Sendable {
    /// By month, counts up with each commit, also with one that failed and may hold its rows after all.
    fileprivate(set) var commits: [Int: Int] = [:]
    fileprivate(set) var editions: [Int: MonthFiles.Edition] = [:]

    /// The months there are, as in 202611, from the oldest.
    package var months: [Int] { editions.keys.sorted() }

    /// The months of which something is new since an earlier mark, nil for none, from the oldest.
    package func months(since earlier: LogMark?) -> [Int] {
        guard let earlier else { return months }
        return months.filter {
            commits[$0] != earlier.commits[$0] || editions[$0] != earlier.editions[$0]
        }
    }
}

/// What readers have to know of the log's files.
///
/// It has a lock of its own, which nobody holds for long: who reads must not wait for a commit. Where
/// both are needed, that of the files is taken first.
final class LogCatalog: Sendable {
    /// Readers of the log look often; whoever is further behind reads anew.
    private static let maxRemovals = 256

    private struct State {
        var mark = LogMark()
        var latestIncarnation = 0
        /// The rewrites that removed some visitors and nothing else, in their order.
        var removals: [VisitorRemoval] = []

        mutating func begin(_ name: MonthName) {
            latestIncarnation += 1
            mark.editions[name.month] = MonthFiles.Edition(
                name: name,
                incarnation: latestIncarnation
            )
        }
    }

    private let state = Mutex(State())

    /// What there is to read; another one after each change.
    var mark: LogMark { state.withLock { $0.mark } }

    func edition(of month: Int) -> MonthFiles.Edition? {
        state.withLock { $0.mark.editions[month] }
    }

    /// After a commit, before anybody is told of it.
    func noteCommit(in month: Int) {
        state.withLock { $0.mark.commits[month, default: 0] += 1 }
    }

    /// From now on `name` is what its month consists of; `removal` is what it has less than before, where
    /// that is known.
    func begin(_ name: MonthName, without removal: VisitorRemoval? = nil) {
        state.withLock { state in
            state.begin(name)
            guard let removal else { return }
            if state.removals.count >= Self.maxRemovals { state.removals.removeFirst() }
            state.removals.append(removal)
        }
    }

    func end(_ month: Int) {
        state.withLock { $0.mark.editions[month] = nil }
    }

    /// The visitors of a site whose rows, and no others, were removed from a month between two
    /// generations; nil where that is not known.
    func removal(
        of site: String,
        month: Int,
        from old: UInt64,
        to new: UInt64
    ) -> Set<VisitorID>? {
        guard old != new else { return [] }
        let removals = state.withLock { $0.removals }
        var visitors: Set<VisitorID> = []
        var generation = old
        for removal in removals where removal.month == month && removal.before == generation {
            if let visitor = removal.visitors[site] { visitors.insert(visitor) }
            generation = removal.after
            if generation == new { return visitors }
        }
        return nil
    }
}
