package import Enrichment

/// The request around the events of one beacon.
@safe package struct BeaconContext {
    package let rules: SiteRules
    package let gate: EventGate
    /// The server's clock, ms since 1970 UTC.
    package let nowMs: Int64
    /// Used for the location in memory and never kept.
    package let client: ClientAddress
    /// Lives as long as the request.
    package let userAgent: UnsafeRawBufferPointer
    /// Whether the sender may say time, address and browser of each event.
    package let isTrusted: Bool

    @unsafe package init(
        rules: SiteRules,
        gate: EventGate,
        nowMs: Int64,
        client: ClientAddress,
        userAgent: UnsafeRawBufferPointer,
        isTrusted: Bool
    ) {
        self.rules = rules
        self.gate = gate
        self.nowMs = nowMs
        self.client = client
        unsafe self.userAgent = userAgent
        self.isTrusted = isTrusted
    }
}
