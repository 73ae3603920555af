package import Consent

extension Configuration {
    /// A notice as configured; with a site it becomes what visitors are shown, see
    /// ``Configuration/notice(for:layoutVersion:)``.
    package struct NoticeSource: Hashable, Sendable {
        package var id: String
        package var version: String
        package var layout: Notice.Layout
        package var position: String
        package var categories: [Notice.CategoryEntry]
        package var recipients: [String]
        package var languages: [Notice.Language]
        package var defaultLanguage: String
    }

    /// The notice in force on a site.
    ///
    /// `layoutVersion` names the code that draws the banner.
    package func notice(for site: Site, layoutVersion: String = "1") -> Notice {
        guard let source = notices.first(where: { $0.id == site.noticeID }) else {
            preconditionFailure("a site of this configuration has one of its notices")
        }
        return Notice(
            version: source.version,
            layout: source.layout,
            position: source.position,
            layoutVersion: layoutVersion,
            categories: source.categories,
            recipients: source.recipients,
            usageMonths: retention.usageMonths,
            consentMonths: site.consentMonths,
            languages: source.languages,
            defaultLanguage: source.defaultLanguage
        )
    }
}
