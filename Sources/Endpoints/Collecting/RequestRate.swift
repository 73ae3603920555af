internal import Enrichment

/// Counts the requests of each address in the running minute, in memory only.
///
/// The table is bounded: when it is full, addresses not in it yet are let through uncounted until the
/// minute ends, for an attacker with that many addresses is stopped by the connection limits.
struct RequestRate {
    /// 64 Ki addresses are about 3 MB.
    private static let capacity = 65_536

    private let limit: Int
    private var minute: Int64 = 0
    private var counts: [ClientAddress: Int32] = [:]

    /// At most `limit` requests a minute and address; 0 is without a limit.
    init(limit: Int) { self.limit = limit }

    /// Whether one more request of `address` at `nowMs` is within the limit.
    mutating func allows(_ address: ClientAddress, nowMs: Int64) -> Bool {
        guard limit > 0 else { return true }
        if nowMs / 60_000 != minute {
            minute = nowMs / 60_000
            counts.removeAll(keepingCapacity: true)
        }
        if let count = counts[address] {
            guard count < limit else { return false }
            counts[address] = count + 1
        } else if counts.count < Self.capacity {
            counts[address] = 1
        }
        return true
    }
}
