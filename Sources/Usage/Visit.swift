/// Events of one visitor without a gap of 30 minutes between them.
///
/// `Int32` indexes are the caller's own numbers of events; -1 stands for none.
package struct Visit: Hashable, Sendable {
    /// When the first pageview or custom event happened, ms since 1970 UTC.
    package internal(set) var startMs: Int64
    /// When the last pageview or custom event happened, ms since 1970 UTC.
    package internal(set) var lastMs: Int64
    /// The first pageview or custom event: where the visit came from.
    package internal(set) var first: Int32
    /// The first pageview.
    package internal(set) var entry: Int32 = -1
    /// The last pageview.
    package internal(set) var exit: Int32 = -1
    package internal(set) var pageviews: Int32 = 0
    /// Custom events.
    package internal(set) var events: Int32 = 0
    /// How long the last pageview was read, ms.
    package internal(set) var exitEngagedMs: Int32 = 0

    /// One pageview and no custom event.
    package var isBounce: Bool { pageviews == 1 && events == 0 }

    /// Last minus first event plus the time the last page was read.
    package var durationMs: Int64 { lastMs - startMs + Int64(exitEngagedMs) }

    init(startMs: Int64, first: Int32) {
        self.startMs = startMs
        lastMs = startMs
        self.first = first
    }
}
