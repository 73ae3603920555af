internal import CBeaconJSON
internal import Enrichment
internal import Usage

/// When an event happened.
struct EventTime {
    /// A day: what a page kept in memory longer than this is not usage any more.
    static let oldestBeaconMs: Int64 = 24 * 3_600_000

    let ms: Int64
    /// Whether a trusted sender gave the time: then the consent in force at that time decides.
    let isHistory: Bool

    /// Pages say how long ago an event was, as their clocks are wrong; trusted senders say when.
    @unsafe init(
        of sent: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) throws(Refusal) {
        guard unsafe sent.pointee.has_at != 0 else {
            guard unsafe sent.pointee.ago_ms <= Self.oldestBeaconMs else { throw Refusal(.tooOld) }
            ms = unsafe context.nowMs - sent.pointee.ago_ms
            isHistory = false
            return
        }
        let given =
            unsafe sent.pointee.at_text.isPresent
            ? Instant.milliseconds(sent.pointee.at_text.string) : sent.pointee.at_ms
        guard let given, given <= context.nowMs else { throw Refusal(.malformed) }
        let rules = context.rules
        let firstKept = RetentionRule.cutoff(
            on: rules.day(context.nowMs),
            months: rules.usageMonths
        )
        guard rules.day(given) >= firstKept else { throw Refusal(.tooOld) }
        ms = given
        isHistory = true
    }
}

/// An event is not taken.
struct Refusal: Error {
    let reason: RefusedReason

    init(_ reason: RefusedReason) { self.reason = reason }
}
