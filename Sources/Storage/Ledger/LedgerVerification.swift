/// What a verification of the ledger found.
package struct LedgerVerification: Hashable, Sendable {
    /// The first thing that is wrong.
    package struct Fault: Hashable, Sendable {
        /// The entry it is about; the last one under a tree head that does not fit.
        package let sequence: UInt64
        package let what: String
    }

    package var entries: UInt64 = 0
    /// Records whose content is there and gives their leaf.
    package var records: UInt64 = 0
    /// Records whose content was removed, as statements say.
    package var removed: UInt64 = 0
    package var statements: UInt64 = 0
    package var checkpoints: UInt64 = 0
    package var notices: UInt64 = 0
    /// The latest checkpoint, for somebody else to keep.
    package var latestCheckpoint: String?
    package var fault: Fault?

    package var isSound: Bool { fault == nil }
}
