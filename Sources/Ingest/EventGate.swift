package import Consent

/// The consent gate for the events of one beacon.
///
/// An event is permitted where consent holds now *and* held when it happened: withdrawal stops the
/// very next beacon, also for events from before it, and a later grant never reaches back.
package struct EventGate {
    private let token: TokenState
    private let newer: RecordFacts?
    private let noticeMaterial: UInt64
    private let signals: Signals
    private let nowMs: Int64
    private let lookup: ConsentLookup

    package init(
        token: TokenState,
        siteTag: UInt32,
        noticeMaterial: UInt64,
        signals: Signals,
        nowMs: Int64,
        lookup: ConsentLookup
    ) {
        var token = token
        var newer: RecordFacts?
        if case .valid(let facts) = token {
            if facts.siteTag != siteTag {
                token = .bad
            } else if let grant = facts.grant {
                newer = lookup.newer(grant.sequence, grant.consentID)
            }
        }
        self.token = token
        self.newer = newer
        self.noticeMaterial = noticeMaterial
        self.signals = signals
        self.nowMs = nowMs
        self.lookup = lookup
    }

    /// The consent id, where the token carries one.
    package var consentID: ConsentID? {
        guard case .valid(let facts) = token else { return nil }
        return facts.grant?.consentID
    }

    /// Whether an event of `category` that happened at `eventMs` may be stored.
    ///
    /// `isHistory` is for trusted times: the event is judged by the record in force then, so that
    /// an import stores what was permitted when it happened.
    package func verdict(
        for category: Category,
        eventMs: Int64,
        isHistory: Bool = false
    ) -> Verdict {
        guard case .valid(let facts) = token, let grant = facts.grant else {
            return verdict(for: category, by: newer, eventMs: eventMs, nowMs: nowMs)
        }
        if isHistory {
            guard let record = lookup.inForce(grant.consentID, eventMs) else {
                return .withheld(.noConsent)
            }
            return verdict(for: category, by: record, eventMs: eventMs, nowMs: eventMs)
        }
        let inForceSince = newer?.atMs ?? facts.issuedMs
        let current = verdict(
            for: category,
            by: newer,
            eventMs: max(eventMs, inForceSince),
            nowMs: nowMs
        )
        guard case .permitted = current, eventMs < inForceSince else { return current }
        guard let earlier = lookup.inForce(grant.consentID, eventMs) else {
            return .withheld(.noConsent)
        }
        return verdict(for: category, by: earlier, eventMs: eventMs, nowMs: eventMs)
    }

    private func verdict(
        for category: Category,
        by record: RecordFacts?,
        eventMs: Int64,
        nowMs: Int64
    ) -> Verdict {
        ConsentGate.verdict(
            for: category,
            token: token,
            newer: record,
            noticeMaterial: noticeMaterial,
            signals: signals,
            eventMs: eventMs,
            nowMs: nowMs
        )
    }
}
