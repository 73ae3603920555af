internal import Glibc
package import Storage
internal import Synchronization
package import TimeZones
internal import Usage

/// Answers questions about usage from columns in memory that tail the log (decision 0003).
///
/// One question at a time: a report takes milliseconds, and its columns are shared.
package final class UsageReports: Sendable {
    fileprivate struct State {
        var sites: [String: LoadedSite] = [:]
        var memoryBytes: Int {
            didSet { setReportBytes() }
        }
        var uses = 0
        let reader: UsageReader
        let memory: ColumnMemory

        /// About how many bytes all columns take in memory.
        var byteCount: Int {
            sites.values.reduce(memory.resident) { $0 + $1.columns.otherByteCount }
        }

        func setReportBytes() {
            memory.reportBytes = max(leastBytes, memoryBytes / partOfReport)
        }

        func makeSite(_ zone: TimeZone) -> LoadedSite {
            LoadedSite(zone: zone, memory)
        }
    }

    /// Columns get as much even where everything else takes all there may be: less than what each
    /// column's last block takes would send every event to disk and back.
    private static let leastBytes = 16 << 20
    /// Beside the columns a report may hold so large a part of what all columns may take.
    private static let partOfReport = 8

    private let state: Mutex<State>
    /// For whoever watches, who must not wait for a site that is read for the first time.
    private let bytes = Atomic<Int>(0)
    /// What was answered to those who may not see single people.
    let memory = AnswerMemory()
    private let noteFailure: @Sendable (StorageError) -> Void

    /// `memoryMB` bounds the columns of all sites; beyond it what was not used for long goes to disk.
    ///
    /// `noteFailure` gets for the operator what who asked is not told.
    package init(
        store: UsageStore,
        sites: [String: TimeZone],
        memoryMB: Int,
        noteFailure: @escaping @Sendable (StorageError) -> Void = { _ in }
    ) {
        self.noteFailure = noteFailure
        let reader = store.makeReader()
        let memory = ColumnMemory { () throws(StorageError) in try reader.makeScratch() }
        var state = State(memoryBytes: memoryMB << 20, reader: reader, memory: memory)
        state.setReportBytes()
        state.sites = sites.mapValues { state.makeSite($0) }
        self.state = Mutex(state)
    }

    /// Takes the sites of a new configuration; a site whose zone changed is loaded anew.
    package func update(sites: [String: TimeZone], memoryMB: Int) {
        state.withLock { state in
            state.memoryBytes = memoryMB << 20
            var updated: [String: LoadedSite] = [:]
            for (id, zone) in sites {
                if let known = state.sites[id], known.zone == zone {
                    updated[id] = known
                } else {
                    updated[id] = state.makeSite(zone)
                }
            }
            state.sites = updated
        }
    }

    /// The answer to `query` with everything that is durable now.
    ///
    /// Groups of fewer than `minVisitors` visitors are hidden; 1 hides none. Where it `isGuarded`, as
    /// for the role marketing, it differs from no earlier guarded answer by fewer visitors.
    package func answer(
        _ query: ReportQuery,
        minVisitors: Int,
        nowMs: Int64,
        isGuarded: Bool = false
    ) throws(QueryError) -> ReportAnswer {
        try evaluate(query.site) { columns, zone in
            ReportAnswer(
                query,
                columns: columns,
                zone: zone,
                nowMs: nowMs,
                minVisitors: minVisitors,
                memory: isGuarded ? memory.begin() : nil
            )
        }
    }

    /// Begins an answer of other figures that the role marketing is told.
    package func beginGuardedAnswer() -> GuardedAnswer { memory.begin() }

    /// What `body` finds in a site's columns with everything that is durable now.
    func evaluate<Answer: Sendable>(
        _ id: String,
        _ body: (SiteColumns, TimeZone) -> Answer
    ) throws(QueryError) -> Answer {
        while true {
            let turn: Turn<Answer>
            do throws(StorageError) {
                turn = try state.withLock { (state) throws(StorageError) in
                    guard state.sites[id] != nil else { return .noSuchSite }
                    guard try refresh(id, &state), let site = state.sites[id] else {
                        return .isReading
                    }
                    // Two threads must not note what they use.
                    state.memory.setNoting(!site.columns.isInMemory)
                    defer { state.memory.setNoting(true) }
                    let answer = body(site.columns, site.zone)
                    if let failure = state.memory.takeFailure() {
                        state.sites[id]?.forget()
                        throw failure
                    }
                    return .answer(answer)
                }
            } catch {
                noteFailure(error)
                throw QueryError(.unavailable, "", "usage cannot be read at the moment")
            }
            switch turn {
            case .answer(let answer): return answer
            case .noSuchSite: throw QueryError(.unknownSite, "site_id", "no such site")
            // A large site is read month by month, so that questions about others come in between.
            case .isReading: usleep(100)
            }
        }
    }

    private enum Turn<Answer: Sendable>: Sendable {
        case answer(Answer)
        case isReading
        case noSuchSite
    }

    /// Reads what is new of the sites that were asked about, so that the next question waits less.
    package func refreshLoaded() throws(StorageError) {
        let loaded = state.withLock { $0.sites.filter(\.value.isLoaded).map(\.key) }
        for id in loaded {
            while try !state.withLock({ (state) throws(StorageError) in try refresh(id, &state) }) {
                usleep(100)
            }
        }
    }

    /// About how many bytes the columns of all sites take.
    package var byteCount: Int { bytes.load(ordering: .relaxed) }

    /// Reads what is new, of one month at most that was never read; whether that was all of it.
    private func refresh(_ id: String, _ state: inout State) throws(StorageError) -> Bool {
        state.uses += 1
        guard var site = state.sites.removeValue(forKey: id) else { return true }
        defer {
            state.sites[id] = site
            bytes.store(state.byteCount, ordering: .relaxed)
        }
        site.lastUse = state.uses
        site.isLoaded = true
        let mark = state.reader.mark
        guard site.mark != mark else { return true }
        var isComplete = true
        do throws(StorageError) {
            let others = state.sites.values.reduce(0) { $0 + $1.columns.otherByteCount }
            isComplete = try site.catchUp(id, to: mark, from: state.reader) {
                state.memory.limit = max(Self.leastBytes, state.memoryBytes - others - $0)
                state.memory.makeRoom()
            }
            if let failure = state.memory.takeFailure() { throw failure }
        } catch {
            // Half of a month was read and no position says which half.
            site.forget()
            throw error
        }
        Self.evict(&state, keeping: site)
        return isComplete
    }

    /// Forgets the least used sites while what cannot be put away takes more than half of what it may.
    private static func evict(_ state: inout State, keeping site: LoadedSite) {
        var total = site.columns.otherByteCount
        total += state.sites.values.reduce(0) { $0 + $1.columns.otherByteCount }
        while total > state.memoryBytes / 2,
            let oldest = state.sites.filter(\.value.isLoaded).min(by: {
                $0.value.lastUse < $1.value.lastUse
            })
        {
            total -= oldest.value.columns.otherByteCount
            state.sites[oldest.key]?.forget()
            state.sites[oldest.key]?.isLoaded = false
        }
    }
}
