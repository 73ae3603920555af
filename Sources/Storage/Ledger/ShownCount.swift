/// Banners that are counted together: nothing in it belongs to one visitor (decision 0012).
package struct ShownGroup: Hashable, Sendable {
    package let site: String
    /// The day the notice was given out, in the site's time zone, in days since 1970-01-01.
    package let day: Int32
    package let country: String?
    package let noticeVersion: String

    package init(site: String, day: Int32, country: String?, noticeVersion: String) {
        self.site = site
        self.day = day
        self.country = country
        self.noticeVersion = noticeVersion
    }
}

/// How often a banner came up by itself, and how often somebody decided in it.
package struct ShownCount: Hashable, Sendable {
    package let group: ShownGroup
    package let shown: Int
    package let answered: Int

    package init(group: ShownGroup, shown: Int, answered: Int) {
        self.group = group
        self.shown = shown
        self.answered = answered
    }

    /// Banners nobody decided in; those of today may still be answered.
    package var ignored: Int { max(0, shown - answered) }
}
