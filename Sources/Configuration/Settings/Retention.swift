extension Configuration {
    /// How long what is stored is kept.
    package struct Retention: Hashable, Sendable {
        /// Usage, in calendar months.
        package var usageMonths = 24
        /// Contents of consent records, in calendar months after the record.
        package var consentMonths = 60
        /// When the daily expiry runs, UTC.
        package var expireAt = TimeOfDay(hour: 3, minute: 30)

        package init() {}
    }
}

extension Configuration.Retention {
    init(_ section: Section) {
        usageMonths = section.integer("usage_months", 1...24, default: usageMonths)
        consentMonths = section.integer("consent_months", 1...120, default: consentMonths)
        let time = section.field("expire_at")?
            .text("a time of day (UTC) such as \"03:30\"") { TimeOfDay($0) }
        expireAt = time ?? expireAt
    }
}
