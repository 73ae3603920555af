package import TimeZones
internal import Usage

/// How long what is kept: the promise of the policy, by site.
package struct RetentionPlan: Sendable {
    /// The zone in which a site's days are counted.
    package let sites: [String: TimeZone]
    package let usageMonths: Int
    package let consentMonths: Int

    package init(sites: [String: TimeZone], usageMonths: Int, consentMonths: Int) {
        self.sites = sites
        self.usageMonths = usageMonths
        self.consentMonths = consentMonths
    }

    /// The first day of usage that is kept at `nowMs`, by site.
    func cutoffs(nowMs: Int64) -> [String: Int32] {
        sites.mapValues { zone in
            RetentionRule.cutoff(on: zone.day(ofMs: nowMs), months: usageMonths)
        }
    }

    /// The same for sites that are not configured any more, by days in UTC.
    func otherCutoff(nowMs: Int64) -> Int32 {
        RetentionRule.cutoff(on: TimeZone.utc.day(ofMs: nowMs), months: usageMonths)
    }

    /// Records of choices made before this are not kept at `nowMs`, ms since 1970 UTC.
    func consentCutoffMs(nowMs: Int64) -> Int64 {
        let today = CivilDate(days: TimeZone.utc.day(ofMs: nowMs))
        return TimeZone.utc.startOfDay(day: today.adding(months: -consentMonths).days)
    }
}
