internal import Consent
package import Enrichment
package import Usage

/// What one site's configuration says about its beacons, made ready for the loop.
package final class SiteRules: Sendable {
    package let site: Interned<String>
    package let siteTag: UInt32
    /// The material hash of the notice in force, as tokens carry it.
    package let noticeMaterial: UInt64
    package let scrubber: PageScrubber
    /// Hosts of the site itself: a referrer from them is no source.
    package let ownHosts: [String]
    /// Addresses whose visits are not counted, such as the company's own.
    package let excluded: [AddressBlock]
    /// A page made for minors: nothing optional is ever stored.
    package let isForMinors: Bool
    /// The names of properties that may be stored; nil is all.
    package let properties: Set<String>?
    /// Usage retention in calendar months.
    package let usageMonths: Int
    /// The day of a time (ms since 1970 UTC) in the site's zone, counted from 1970-01-01.
    package let day: @Sendable (Int64) -> Int32

    package init(
        site: String,
        noticeMaterial: UInt64,
        scrubber: PageScrubber,
        ownHosts: [String],
        excluded: [AddressBlock] = [],
        isForMinors: Bool = false,
        properties: Set<String>? = nil,
        usageMonths: Int = 24,
        day: @escaping @Sendable (Int64) -> Int32
    ) {
        self.site = Interned(site)
        siteTag = ConsentToken.siteTag(site)
        self.noticeMaterial = noticeMaterial
        self.scrubber = scrubber
        self.ownHosts = ownHosts
        self.excluded = excluded
        self.isForMinors = isForMinors
        self.properties = properties
        self.usageMonths = usageMonths
        self.day = day
    }
}
