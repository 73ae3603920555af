/// What the gate needs to know of a consent record.
package struct RecordFacts: Hashable, Sendable {
    /// The record's place in the ledger, from 1.
    package let sequence: UInt64
    /// ``ConsentToken/siteTag(_:)`` of its site.
    package let siteTag: UInt32
    package let choices: Choices
    /// The material hash of the notice it was given for.
    package let noticeMaterial: UInt64
    /// When it was made, ms since 1970 UTC by the server's clock.
    package let atMs: Int64
    /// From when on it is void, ms since 1970 UTC.
    package let expiresMs: Int64
    /// Whether it takes back an earlier grant.
    package let isWithdrawal: Bool

    package init(
        sequence: UInt64,
        siteTag: UInt32,
        choices: Choices,
        noticeMaterial: UInt64,
        atMs: Int64,
        expiresMs: Int64,
        isWithdrawal: Bool
    ) {
        self.sequence = sequence
        self.siteTag = siteTag
        self.choices = choices
        self.noticeMaterial = noticeMaterial
        self.atMs = atMs
        self.expiresMs = expiresMs
        self.isWithdrawal = isWithdrawal
    }
}
