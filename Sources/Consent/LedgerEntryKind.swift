/// What a leaf of the ledger stands for.
package enum LedgerEntryKind: String, CaseIterable, Sendable {
    case consent
    /// Data over its retention was deleted.
    case expiry
    /// What was held of a person was erased at their request.
    case erasure
    case keyRotation = "key_rotation"
    /// Contents of records were removed.
    case removal
    /// A notice that can be shown from now on.
    case notice
}
