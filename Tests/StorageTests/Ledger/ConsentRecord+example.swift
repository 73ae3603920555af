import Consent

@testable import Storage

extension ConsentRecord {
    /// A record of 1 November 2026 by default; a test names what it is about.
    static func example(
        atMs: Int64 = 1_793_500_000_000,
        site: String = "a.example",
        consentID: ConsentID? = nil,
        choices: Choices = .analytics,
        mechanism: Mechanism = .save,
        country: String? = "DE",
        language: String = "de",
        noticeVersion: String = "1",
        page: String? = "/start"
    ) -> ConsentRecord {
        ConsentRecord(
            id: .random(),
            atMs: atMs,
            site: site,
            consentID: consentID,
            noticeHash: [UInt8](repeating: 7, count: 32),
            noticeVersion: noticeVersion,
            noticeMaterial: 77,
            language: language,
            choices: choices,
            mechanism: mechanism,
            gpc: false,
            jurisdiction: Jurisdiction(country: country, region: nil, model: .optIn),
            shown: Shown(atMs: atMs - 60_000, nonce: 9),
            expiresMs: atMs + 86_400_000 * 180,
            page: page
        )
    }
}

extension Notice {
    static func example(version: String = "1", text: String = "May we?") -> Notice {
        Notice(
            version: version,
            layout: .bar,
            position: "bottom",
            layoutVersion: "1",
            categories: [.init(category: .analytics, purposes: ["statistics"], services: [])],
            recipients: [],
            usageMonths: 24,
            consentMonths: 6,
            languages: [
                .init(code: "en", isRightToLeft: false, texts: ["title": text], categories: [:])
            ],
            defaultLanguage: "en"
        )
    }
}
