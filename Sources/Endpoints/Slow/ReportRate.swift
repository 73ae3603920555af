internal import Synchronization

/// Counts the reports that each key asked for in the running minute.
final class ReportRate: Sendable {
    private struct State {
        var minute: Int64 = 0
        var counts: [String: Int] = [:]
    }

    private let state = Mutex(State())

    /// Counts one more report; refuses it beyond `limit` a minute, 0 is no limit.
    func take(_ key: String, limit: Int, nowMs: Int64) throws(RequestError) {
        guard limit > 0 else { return }
        let isWithin = state.withLock { state in
            if nowMs / 60_000 != state.minute { state = State(minute: nowMs / 60_000) }
            let count = state.counts[key] ?? 0
            guard count < limit else { return false }
            state.counts[key] = count + 1
            return true
        }
        guard isWithin else { throw .tooManyReports }
    }
}
