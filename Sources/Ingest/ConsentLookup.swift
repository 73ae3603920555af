package import Consent

/// The two questions the gate has for the consent ledger.
package final class ConsentLookup {
    /// The latest record of a consent id, where it is newer than the given sequence.
    package let newer: (UInt64, ConsentID) -> RecordFacts?
    /// The record of a consent id that was in force at a time (ms since 1970 UTC).
    package let inForce: (ConsentID, Int64) -> RecordFacts?

    package init(
        newer: @escaping (UInt64, ConsentID) -> RecordFacts?,
        inForce: @escaping (ConsentID, Int64) -> RecordFacts?
    ) {
        self.newer = newer
        self.inForce = inForce
    }
}
