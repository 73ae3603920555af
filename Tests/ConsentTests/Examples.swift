import Consent

extension Notice {
    /// A notice with all categories in two languages.
    static func example(
        version: String = "2026-03",
        layout: Layout = .box,
        position: String = "bottom-left",
        layoutVersion: String = "1",
        categories: [CategoryEntry] = .example,
        recipients: [String] = ["Hosting GmbH", "Analytics Inc."],
        usageMonths: Int = 24,
        consentMonths: Int = 6,
        languages: [Language] = .example,
        defaultLanguage: String = "en"
    ) -> Notice {
        Notice(
            version: version,
            layout: layout,
            position: position,
            layoutVersion: layoutVersion,
            categories: categories,
            recipients: recipients,
            usageMonths: usageMonths,
            consentMonths: consentMonths,
            languages: languages,
            defaultLanguage: defaultLanguage
        )
    }
}

extension [Notice.CategoryEntry] {
    static let example: [Notice.CategoryEntry] = [
        .init(category: .essential, purposes: ["remember your choice"], services: []),
        .init(
            category: .analytics,
            purposes: ["count visits", "find broken pages"],
            services: [.example(), .example(id: "heatmap", title: "Heat map")]
        ),
        .init(category: .marketing, purposes: ["measure campaigns"], services: []),
    ]
}

extension Notice.Service {
    static func example(
        id: String = "counter",
        title: String = "Counter",
        cookies: [Notice.Cookie] = [.example(), .example(name: "_c_*")],
        recipient: String? = "Analytics Inc.",
        privacyURL: String? = "https://example.org/privacy"
    ) -> Notice.Service {
        Notice.Service(
            id: id,
            title: title,
            cookies: cookies,
            recipient: recipient,
            privacyURL: privacyURL
        )
    }
}

extension Notice.Cookie {
    static func example(
        name: String = "_count",
        lifetime: String? = "6 months",
        host: String? = "example.org",
        purpose: String? = "tells visits apart"
    ) -> Notice.Cookie {
        Notice.Cookie(name: name, lifetime: lifetime, host: host, purpose: purpose)
    }
}

extension [Notice.Language] {
    static let example: [Notice.Language] = [
        .init(
            code: "en",
            isRightToLeft: false,
            texts: ["title": "Your choice", "accept_all": "Accept all"],
            categories: [.analytics: .init(title: "Statistics", text: "We count \"visits\".")]
        ),
        .init(
            code: "ar",
            isRightToLeft: true,
            texts: ["title": "اختيارك"],
            categories: [:]
        ),
    ]
}

extension TokenFacts {
    /// The token of somebody who granted analytics at noon of 2026-03-01.
    static func example(
        siteTag: UInt32 = ConsentToken.siteTag("example.org"),
        choices: Choices = .analytics,
        noticeMaterial: UInt64 = 0x1122_3344_5566_7788,
        issuedMs: Int64 = 1_772_366_400_000,
        expiresMs: Int64 = 1_788_264_000_000,
        grant: Grant? = .init(consentID: .init(high: 1, low: 2), sequence: 41)
    ) -> TokenFacts {
        TokenFacts(
            siteTag: siteTag,
            choices: choices,
            noticeMaterial: noticeMaterial,
            issuedMs: issuedMs,
            expiresMs: expiresMs,
            grant: grant
        )
    }
}

extension ConsentRecord {
    /// The record of somebody who granted analytics at noon of 2026-03-01.
    static func example(
        sequence: UInt64 = 41,
        previous: UInt64? = 7,
        atMs: Int64 = 1_772_366_400_000,
        consentID: ConsentID? = .init(high: 1, low: 2),
        choices: Choices = .analytics,
        mechanism: Mechanism = .save,
        shown: Shown? = .init(atMs: 1_772_366_340_000, nonce: 0xABCD),
        jurisdiction: Jurisdiction = .init(country: "DE", region: "BE", model: .optIn),
        page: String? = "/pricing"
    ) -> ConsentRecord {
        ConsentRecord(
            sequence: sequence,
            previous: previous,
            id: RecordID(bytes: Array(0..<16)) ?? .random(),
            atMs: atMs,
            site: "example.org",
            consentID: consentID,
            noticeHash: Array(0..<32),
            noticeVersion: "2026-03",
            noticeMaterial: 0x1122_3344_5566_7788,
            language: "en",
            choices: choices,
            mechanism: mechanism,
            gpc: false,
            jurisdiction: jurisdiction,
            shown: shown,
            expiresMs: 1_788_264_000_000,
            page: page
        )
    }
}
