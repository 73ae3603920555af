/// Pageviews and custom events of a site, one column each, in the order they arrived.
///
/// Engagement is no row: it is added to its pageview.
struct EventColumns {
    static let none = UInt32.max

    var time: [Int64] = []
    var visitor: [UInt32] = []
    var visit: [UInt32] = []
    /// The same visitor's event before this one in time; ``none`` for the first.
    var previous: [UInt32] = []
    /// The lower half of the event's hash: engagement finds its pageview by it.
    var hash: [UInt32] = []
    var page: [UInt32] = []
    /// The code of "pageview" for pageviews.
    var name: [UInt32] = []
    var context: [UInt32] = []
    /// ms.
    var engaged: [Int32] = []
    /// The furthest scroll depth of a pageview in percent; ``unknownScroll`` where none was told.
    var scroll: [UInt8] = []
    /// The code of the event's properties in ``SiteColumns/propertySets``.
    var properties: [UInt32] = []
    var isPageview: [Bool] = []
    var blocks = TimeBlocks()

    static let unknownScroll = UInt8.max

    var count: Int { time.count }
}

/// Visits of a site, one column each.
struct VisitColumns {
    /// ``EventColumns/none`` for a slot that no visit uses.
    var visitor: [UInt32] = []
    /// Time of the first event, ms since 1970 UTC.
    var start: [Int64] = []
    /// Time of the last event, ms since 1970 UTC.
    var last: [Int64] = []
    /// Last minus first event plus the last pageview's engaged time, ms.
    var duration: [Int64] = []
    var pageviews: [UInt32] = []
    /// Pageviews and custom events.
    var events: [UInt32] = []
    var context: [UInt32] = []
    /// Pages of the first and the last pageview, 0 where there is none.
    var entryPage: [UInt32] = []
    var exitPage: [UInt32] = []
    /// The event that is the last pageview.
    var lastPageview: [UInt32] = []
    var blocks = TimeBlocks()

    var count: Int { visitor.count }
}
