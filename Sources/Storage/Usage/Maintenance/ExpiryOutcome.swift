/// What an expiry removed, or would remove.
package struct ExpiryOutcome: Hashable, Sendable {
    /// Rows of one site in one month.
    package struct Removal: Hashable, Sendable {
        /// As in 202611.
        package let month: Int
        package let site: String
        package let rows: Int
    }

    /// In the order of month and site.
    package internal(set) var removals: [Removal] = []
    /// Months whose file is gone and whose key is destroyed.
    package internal(set) var endedMonths: [Int] = []
    /// The oldest day left, by site.
    package internal(set) var oldestDays: [String: Int32] = [:]
    /// Whether nothing that is expired is left; false where it was asked to stop, or failed.
    package internal(set) var isComplete = true
    /// What stood in the way of some month; the others were expired nevertheless.
    package internal(set) var failure: StorageError?

    package init() {}

    package var rows: Int { removals.reduce(0) { $0 + $1.rows } }
}
