package import Consent

/// A record on its way into the ledger, which gives it its place.
package struct ConsentRecordDraft: Sendable {
    /// Its sequence and previous record are not looked at.
    package let record: ConsentRecord
    /// Whether its time was told by a trusted sender, as an import does.
    ///
    /// Such a record takes its place among the others of its consent id by its time. All others are
    /// made now, and a clock that went back must not put a withdrawal before what it takes back: they
    /// are never earlier than the latest of the consent id.
    package let isHistory: Bool
    /// Where the counted banner that it was made in stands; nil where it was made elsewhere.
    package let answers: ShownGroup?

    package init(
        _ record: ConsentRecord,
        isHistory: Bool = false,
        answers: ShownGroup? = nil
    ) {
        self.record = record
        self.isHistory = isHistory
        self.answers = answers
    }
}

extension ConsentRecord {
    /// The same choice made at another time.
    func made(atMs: Int64) -> ConsentRecord {
        ConsentRecord(
            id: id,
            atMs: atMs,
            site: site,
            consentID: consentID,
            noticeHash: noticeHash,
            noticeVersion: noticeVersion,
            noticeMaterial: noticeMaterial,
            language: language,
            choices: choices,
            mechanism: mechanism,
            gpc: gpc,
            jurisdiction: jurisdiction,
            shown: shown,
            expiresMs: expiresMs,
            page: page
        )
    }
}
