package import Consent

/// Banners that are counted together: nothing in it belongs to one visitor (decision 0012).
package struct ShownGroup: Hashable, Sendable {
    package let site: String
    /// The day the notice was given out, in the site's time zone, in days since 1970-01-01.
    package let day: Int32
    package let country: String?
    /// The kind of device, such as "Mobile"; nil where the browser does not say.
    package let device: String?
    package let noticeVersion: String

    package init(
        site: String,
        day: Int32,
        country: String?,
        device: String? = nil,
        noticeVersion: String
    ) {
        self.site = site
        self.day = day
        self.country = country
        self.device = device
        self.noticeVersion = noticeVersion
    }
}

/// How often a banner came up by itself, and how often somebody decided in it.
package struct ShownCount: Hashable, Sendable {
    package let group: ShownGroup
    package var shown: Int
    /// By what was granted how often; nil where that was not counted yet.
    package var answers: [Choices?: Int]

    package init(group: ShownGroup, shown: Int, answers: [Choices?: Int] = [:]) {
        self.group = group
        self.shown = shown
        self.answers = answers
    }

    package var answered: Int { answers.values.reduce(0, +) }

    /// Banners nobody decided in; those of today may still be answered.
    package var ignored: Int { max(0, shown - answered) }
}

/// How many events of a day were withheld for a reason: counters (decision 0012).
package struct WithheldCount: Hashable, Sendable {
    package let site: String
    /// The day they arrived, in the site's time zone, in days since 1970-01-01.
    package let day: Int32
    package let reason: WithheldReason
    package let events: Int
    /// Of the events.
    package let pageviews: Int

    package init(
        site: String,
        day: Int32,
        reason: WithheldReason,
        events: Int,
        pageviews: Int
    ) {
        self.site = site
        self.day = day
        self.reason = reason
        self.events = events
        self.pageviews = pageviews
    }
}
