/// How long a turn gathers requests before it is ended for all of them.
///
/// A commit costs about 60 us whoever it is for. Waiting for the connections that were busy a moment ago
/// shares it among them; a lone client does not wait at all.
package struct GatherRule: Sendable, Equatable {
    /// 400 us for up to 64 busy connections, growing to 1,000 us for 512 (measured optimum).
    package var minimumUs: Int64 = 400
    package var maximumUs: Int64 = 1000
    /// The last tenth is not worth waiting for.
    package var percent = 90

    package init() {}

    /// Requests that end the turn at once when `busy` connections are expected to send one.
    func isEnough(_ held: Int, of busy: Int) -> Bool {
        held * 100 >= busy * percent
    }

    /// The longest wait for `busy` connections, in nanoseconds.
    func windowNs(for busy: Int) -> Int64 {
        let few = 64
        let many = 512
        let share = Int64(min(max(busy, few), many) - few)
        let extra = (maximumUs - minimumUs) * share / Int64(many - few)
        return (minimumUs + max(0, extra)) * 1000
    }
}
