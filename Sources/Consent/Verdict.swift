/// Why consent does not cover an event, in the words of the answer to a beacon.
package enum WithheldReason: String, CaseIterable, Sendable {
    case noConsent = "no_consent"
    case expired
    case withdrawn
    case outdatedNotice = "outdated_notice"
    case badToken = "bad_token"
    case gpc
}

/// The gate's decision on one category.
package enum Verdict: Hashable, Sendable {
    /// Permitted by the consent record of this sequence.
    case permitted(recordSequence: UInt64)
    case withheld(WithheldReason)
}

/// What the browser signals beside the token.
package struct Signals: Hashable, Sendable {
    /// `Sec-GPC: 1`: no marketing for this browser (W3C Global Privacy Control).
    package let gpc: Bool

    package init(gpc: Bool) { self.gpc = gpc }

    package static let none = Signals(gpc: false)
}
