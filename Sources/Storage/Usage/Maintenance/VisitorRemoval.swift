internal import Usage

/// A rewrite of a month that removed all rows of some visitors and nothing else.
struct VisitorRemoval: Sendable {
    let month: Int
    /// The generation without the removal.
    let before: UInt64
    let after: UInt64
    /// One by site.
    let visitors: [String: VisitorID]
}
