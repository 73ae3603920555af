package import Consent
package import TimeZones

extension Configuration {
    /// One site: its pages, its days, its rules.
    package struct Site: Sendable {
        package enum Audience: String, CaseIterable, Sendable {
            case general
            /// A page made for minors: nothing optional is stored.
            case minors
        }

        package var id: String
        /// For people; the id where none is given.
        package var name: String
        package var origins: [Origin]
        /// Its days are the site's days in reports.
        package var timeZone: TimeZone
        package var noticeID: String
        package var mode = ConsentMode.auto
        package var audience = Audience.general
        package var scrub = Scrub()
        /// Addresses whose visits are not counted, as addresses or CIDR blocks.
        package var excludedAddresses: [String] = []
        /// Nil: the cookie belongs to the collector's host alone.
        package var cookieDomain: String?
        /// After how many calendar months a choice is asked again.
        package var consentMonths = 6
        /// The properties of events that may be stored; nil is all.
        package var properties: Set<String>?
        /// What visitors should do.
        package var goals: [Goal] = []
        package var weekStart = WeekStart.monday

        /// The day on which weeks begin in reports.
        package enum WeekStart: String, CaseIterable, Sendable {
            case monday
            case saturday
            case sunday
        }

        package init(
            id: String,
            name: String? = nil,
            origins: [Origin],
            timeZone: TimeZone = .utc,
            noticeID: String
        ) {
            self.id = id
            self.name = name ?? id
            self.origins = origins
            self.timeZone = timeZone
            self.noticeID = noticeID
        }

        /// Whether pages of this `Origin` may send and ask in the site's name.
        package func allows(origin: String) -> Bool {
            origins.contains { $0.allows(origin) }
        }

        /// The hosts of the site's own pages; `*.` stands before those of which all below count.
        package var hosts: [String] {
            origins.map { $0.isWildcard ? "*.\($0.host)" : $0.host }
        }
    }
}
