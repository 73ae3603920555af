/// Counts the connections that send requests which wait for a turn.
///
/// Open connections are no measure: thousands may idle. A connection counts in the period (a second or
/// so) of its last such request and in the next one.
struct Activity {
    private(set) var period: UInt32 = 2
    /// Seen in this period.
    private var current = 0
    /// Seen in the last period and not in this one.
    private var previous = 0

    /// Connections that may be expected to send in this turn.
    var busy: Int { current + previous }

    /// Notes a request of a connection that was last seen in `seen`; returns what to remember.
    mutating func note(_ seen: UInt32) -> UInt32 {
        if seen == period { return period }
        if seen == period &- 1 { previous -= 1 }
        current += 1
        return period
    }

    /// Forgets a connection that closed.
    mutating func forget(_ seen: UInt32) {
        if seen == period { current -= 1 }
        if seen == period &- 1 { previous -= 1 }
    }

    /// Begins the next period.
    mutating func advance() {
        period &+= 1
        previous = current
        current = 0
    }
}
