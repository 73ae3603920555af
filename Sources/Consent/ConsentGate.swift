/// Decides whether consent covers an event: a pure function, and without proof always no.
///
/// The first of these that holds gives the reason:
///
/// | | | |
/// |---|---|---|
/// | 1 | the category is essential | permitted (usage never asks for it, decision 0004) |
/// | 2 | no token | `no_consent` |
/// | 3 | a token that is not ours, changed, or of another site | `bad_token` |
/// | 4 | a later record of the same consent id takes the grant back | `withdrawn` |
/// | 5 | now is at or after the end of validity | `expired` |
/// | 6 | the notice in force differs in substance | `outdated_notice` |
/// | 7 | the category was not granted, or there is no grant at all | `no_consent` |
/// | 8 | the event is older than the consent | `no_consent` |
/// | 9 | marketing, and the browser signals GPC | `gpc` |
/// | 10 | otherwise | permitted |
///
/// From 4 on, a record of the same consent id counts instead of the token, whichever grants more:
/// withdrawal works at once in every tab, and so does a new grant.
package enum ConsentGate {
    /// The verdict on `category`; `newer` is the record that stands in place of the token's own.
    package static func verdict(
        for category: Category,
        token: TokenState,
        newer: RecordFacts?,
        noticeMaterial: UInt64,
        signals: Signals,
        eventMs: Int64,
        nowMs: Int64
    ) -> Verdict {
        let facts: TokenFacts
        switch token {
        case .absent:
            return category == .essential ? essential(by: nil) : .withheld(.noConsent)
        case .bad:
            return category == .essential ? essential(by: nil) : .withheld(.badToken)
        case .valid(let valid): facts = valid
        }
        // A record can only follow a grant: without one there is no id to find it by.
        let record = facts.grant == nil ? nil : newer
        if category == .essential {
            return essential(by: record?.sequence ?? facts.grant?.sequence)
        }
        // Consent ids belong to one site; a record of another proves nothing here.
        if let record, record.siteTag != facts.siteTag { return .withheld(.noConsent) }

        if record?.isWithdrawal == true { return .withheld(.withdrawn) }
        guard nowMs < record?.expiresMs ?? facts.expiresMs else { return .withheld(.expired) }
        guard record?.noticeMaterial ?? facts.noticeMaterial == noticeMaterial else {
            return .withheld(.outdatedNotice)
        }
        guard let grant = facts.grant, (record?.choices ?? facts.choices).grants(category) else {
            return .withheld(.noConsent)
        }
        guard eventMs >= record?.atMs ?? facts.issuedMs else { return .withheld(.noConsent) }
        if category == .marketing, signals.gpc { return .withheld(.gpc) }
        return .permitted(recordSequence: record?.sequence ?? grant.sequence)
    }

    /// Essential needs no record; 0 is the sequence of none.
    private static func essential(by sequence: UInt64?) -> Verdict {
        .permitted(recordSequence: sequence ?? 0)
    }
}
