package import Consent
package import Usage

/// Why a beacon was refused: its own fault or a limit, never missing consent.
package enum RefusedReason: String, CaseIterable, Sendable {
    case bot
    case excluded
    case malformed
    case tooOld = "too_old"
    case duplicate
    case overLimit = "over_limit"
}

/// What becomes of one event of a beacon.
package enum Outcome: Sendable {
    /// Permitted, scrubbed and enriched: to be stored.
    case store(UsageEvent)
    /// No consent covers it: nothing is kept but a count.
    case withhold(WithheldReason)
    /// Not taken: nothing is kept but a count.
    case refuse(RefusedReason)
}
