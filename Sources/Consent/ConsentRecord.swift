/// One choice as the ledger keeps it: who chose what, when, after being shown which notice.
///
/// It holds no address and no user agent. See ``canonicalText`` for the form that is hashed.
package struct ConsentRecord: Hashable, Sendable {
    /// The answer to `GET /v1/notice` that the choice followed.
    package struct Shown: Hashable, Sendable {
        /// ms since 1970 UTC, cut to the minute.
        package let atMs: Int64
        package let nonce: UInt64

        package init(atMs: Int64, nonce: UInt64) {
            self.atMs = atMs
            self.nonce = nonce
        }

        package init(_ facts: ShownFacts) {
            self.init(atMs: facts.issuedMs, nonce: facts.nonce)
        }
    }

    /// The place in the ledger, from 1; 0 until ``placed(at:after:)``.
    package private(set) var sequence: UInt64
    /// The record before it of the same consent id.
    package private(set) var previous: UInt64?
    package let id: RecordID
    /// By the server's clock, ms since 1970 UTC.
    package let atMs: Int64
    package let site: String
    /// Nil for a refusal by somebody who never granted anything.
    package let consentID: ConsentID?
    /// SHA-256 of the notice, 32 bytes.
    package let noticeHash: [UInt8]
    package let noticeVersion: String
    package let noticeMaterial: UInt64
    package let language: String
    package let choices: Choices
    package let mechanism: Mechanism
    /// Whether the browser signalled GPC.
    package let gpc: Bool
    package let jurisdiction: Jurisdiction
    package let shown: Shown?
    /// From when on it is void, ms since 1970 UTC.
    package let expiresMs: Int64
    /// The scrubbed path of the page it was made on.
    package let page: String?

    package init(
        sequence: UInt64 = 0,
        previous: UInt64? = nil,
        id: RecordID,
        atMs: Int64,
        site: String,
        consentID: ConsentID?,
        noticeHash: [UInt8],
        noticeVersion: String,
        noticeMaterial: UInt64,
        language: String,
        choices: Choices,
        mechanism: Mechanism,
        gpc: Bool,
        jurisdiction: Jurisdiction,
        shown: Shown?,
        expiresMs: Int64,
        page: String?
    ) {
        self.sequence = sequence
        self.previous = previous
        self.id = id
        self.atMs = atMs
        self.site = site
        self.consentID = consentID
        self.noticeHash = noticeHash
        self.noticeVersion = noticeVersion
        self.noticeMaterial = noticeMaterial
        self.language = language
        self.choices = choices
        self.mechanism = mechanism
        self.gpc = gpc
        self.jurisdiction = jurisdiction
        self.shown = shown
        self.expiresMs = expiresMs
        self.page = page
    }

    /// The record at its place in the ledger, which only the ledger knows.
    package func placed(at sequence: UInt64, after previous: UInt64?) -> ConsentRecord {
        var record = self
        record.sequence = sequence
        record.previous = previous
        return record
    }

    /// Whether it takes back all that was granted: only who granted something has a consent id.
    package var isWithdrawal: Bool { consentID != nil && choices.isEmpty }

    /// What the gate needs of it.
    package var facts: RecordFacts {
        RecordFacts(
            sequence: sequence,
            siteTag: ConsentToken.siteTag(site),
            choices: choices,
            noticeMaterial: noticeMaterial,
            atMs: atMs,
            expiresMs: expiresMs,
            isWithdrawal: isWithdrawal
        )
    }

    /// What the token for it says; without a grant it leads back to no record (decision 0007).
    package var tokenFacts: TokenFacts {
        let grantor = choices.isEmpty ? nil : consentID
        return TokenFacts(
            siteTag: ConsentToken.siteTag(site),
            choices: choices,
            noticeMaterial: noticeMaterial,
            issuedMs: atMs,
            expiresMs: expiresMs,
            grant: grantor.map { TokenFacts.Grant(consentID: $0, sequence: sequence) }
        )
    }
}
