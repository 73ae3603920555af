/// What a run of the sealing did.
package struct SealingOutcome: Hashable, Sendable {
    package internal(set) var days = 0
    package internal(set) var events = 0
    package internal(set) var segments = 0
    /// The longest that beacons may have waited for a transaction.
    package internal(set) var longestHold = Duration.zero
    /// Months that were written anew with full segments, as in 202611.
    package internal(set) var mergedMonths: [Int] = []
    /// Whether all closed days are sealed; false where it was asked to stop, or failed.
    package internal(set) var isComplete = true
    /// What stood in the way of some day or month; the others were sealed nevertheless.
    package internal(set) var failure: StorageError?

    package init() {}

    /// Adds what a later run did.
    package mutating func add(_ later: SealingOutcome) {
        days += later.days
        events += later.events
        segments += later.segments
        longestHold = max(longestHold, later.longestHold)
        mergedMonths += later.mergedMonths
        isComplete = later.isComplete
        failure = failure ?? later.failure
    }

    mutating func note(_ error: StorageError) {
        isComplete = false
        failure = failure ?? error
    }
}
