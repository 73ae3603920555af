/// What a consent token says, once its signature was found right.
package struct TokenFacts: Hashable, Sendable {
    /// The part of a token that only a visitor who granted something has.
    package struct Grant: Hashable, Sendable {
        package let consentID: ConsentID
        /// The sequence of the record the token was issued for.
        package let sequence: UInt64

        package init(consentID: ConsentID, sequence: UInt64) {
            self.consentID = consentID
            self.sequence = sequence
        }
    }

    package let siteTag: UInt32
    package let choices: Choices
    package let noticeMaterial: UInt64
    /// ms since 1970 UTC; the start of the UTC day where nothing was granted (decision 0007).
    package let issuedMs: Int64
    /// ms since 1970 UTC.
    package let expiresMs: Int64
    /// Nil where nothing optional was granted.
    package let grant: Grant?

    package init(
        siteTag: UInt32,
        choices: Choices,
        noticeMaterial: UInt64,
        issuedMs: Int64,
        expiresMs: Int64,
        grant: Grant?
    ) {
        self.siteTag = siteTag
        self.choices = choices
        self.noticeMaterial = noticeMaterial
        self.issuedMs = issuedMs
        self.expiresMs = expiresMs
        self.grant = grant
    }
}

/// What a request brought as its token.
package enum TokenState: Hashable, Sendable {
    case absent
    /// Not ours, changed, or of another site.
    case bad
    case valid(TokenFacts)
}
