import CollectorTesting
import Consent
import Crypto
import Testing

@Suite struct NoticeTests {
    /// A change to one thing shown, and whether it must be asked again.
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let notice: Notice
        let isMaterial: Bool

        init(_ what: String, _ notice: Notice, isMaterial: Bool) {
            testDescription = what
            self.notice = notice
            self.isMaterial = isMaterial
        }
    }

    static func analytics(
        purposes: [String] = ["count visits", "find broken pages"],
        services: [Notice.Service] = [.example(), .example(id: "heatmap", title: "Heat map")]
    ) -> [Notice.CategoryEntry] {
        var categories = [Notice.CategoryEntry].example
        categories[1] = .init(category: .analytics, purposes: purposes, services: services)
        return categories
    }

    static func service(_ service: Notice.Service) -> Notice {
        .example(
            categories: analytics(services: [service, .example(id: "heatmap", title: "Heat map")])
        )
    }

    static func english(
        code: String = "en",
        isRightToLeft: Bool = false,
        texts: [String: String] = ["title": "Your choice", "accept_all": "Accept all"],
        categories: [Category: Notice.CategoryText] = [
            .analytics: .init(title: "Statistics", text: "We count \"visits\".")
        ]
    ) -> Notice {
        var languages = [Notice.Language].example
        languages[0] = .init(
            code: code,
            isRightToLeft: isRightToLeft,
            texts: texts,
            categories: categories
        )
        return .example(languages: languages)
    }

    static let changes: [Change] = [
        Change("version", .example(version: "2026-04"), isMaterial: false),
        Change("layout", .example(layout: .modal), isMaterial: false),
        Change("position", .example(position: "top"), isMaterial: false),
        Change("layout version", .example(layoutVersion: "2"), isMaterial: false),
        Change("default language", .example(defaultLanguage: "ar"), isMaterial: false),
        Change(
            "a text",
            english(texts: ["title": "Your choices", "accept_all": "Accept all"]),
            isMaterial: false
        ),
        Change("a text less", english(texts: ["title": "Your choice"]), isMaterial: false),
        Change("language code", english(code: "en-GB"), isMaterial: false),
        Change("direction", english(isRightToLeft: true), isMaterial: false),
        Change(
            "category title",
            english(categories: [.analytics: .init(title: "Stats", text: "We count \"visits\".")]),
            isMaterial: false
        ),
        Change(
            "category text",
            english(categories: [.analytics: .init(title: "Statistics", text: "We count.")]),
            isMaterial: false
        ),
        Change(
            "category of a text",
            english(categories: [
                .functional: .init(title: "Statistics", text: "We count \"visits\".")
            ]),
            isMaterial: false
        ),
        Change(
            "a language less",
            .example(languages: Array([Notice.Language].example.prefix(1))),
            isMaterial: false
        ),
        Change("service title", service(.example(title: "The counter")), isMaterial: false),
        Change("privacy page", service(.example(privacyURL: nil)), isMaterial: false),
        Change(
            "order of categories",
            .example(categories: [Notice.CategoryEntry].example.reversed()),
            isMaterial: false
        ),
        Change(
            "order of recipients",
            .example(recipients: ["Analytics Inc.", "Hosting GmbH"]),
            isMaterial: false
        ),
        Change(
            "order of purposes",
            .example(categories: analytics(purposes: ["find broken pages", "count visits"])),
            isMaterial: false
        ),
        Change(
            "order of services",
            .example(
                categories: analytics(services: [
                    .example(id: "heatmap", title: "Heat map"), .example(),
                ])
            ),
            isMaterial: false
        ),
        Change(
            "order of cookies",
            service(.example(cookies: [.example(name: "_c_*"), .example()])),
            isMaterial: false
        ),
        Change("a recipient", .example(recipients: ["Hosting GmbH"]), isMaterial: true),
        Change("usage retention", .example(usageMonths: 12), isMaterial: true),
        Change("consent validity", .example(consentMonths: 12), isMaterial: true),
        Change(
            "a category less",
            .example(categories: Array([Notice.CategoryEntry].example.prefix(2))),
            isMaterial: true
        ),
        Change(
            "category of a service",
            .example(
                categories: [Notice.CategoryEntry].example.map {
                    .init(
                        category: $0.category == .analytics ? .functional : $0.category,
                        purposes: $0.purposes,
                        services: $0.services
                    )
                }
            ),
            isMaterial: true
        ),
        Change(
            "a purpose",
            .example(categories: analytics(purposes: ["count visits"])),
            isMaterial: true
        ),
        Change("a service", .example(categories: analytics(services: [])), isMaterial: true),
        Change("service id", service(.example(id: "counter2")), isMaterial: true),
        Change("service recipient", service(.example(recipient: "Other Inc.")), isMaterial: true),
        Change("service recipient gone", service(.example(recipient: nil)), isMaterial: true),
        Change("a cookie less", service(.example(cookies: [.example()])), isMaterial: true),
        Change(
            "cookie name",
            service(.example(cookies: [.example(name: "_b"), .example(name: "_c_*")])),
            isMaterial: true
        ),
        Change(
            "cookie lifetime",
            service(.example(cookies: [.example(lifetime: "1 year"), .example(name: "_c_*")])),
            isMaterial: true
        ),
        Change(
            "cookie host",
            service(.example(cookies: [.example(host: "example.com"), .example(name: "_c_*")])),
            isMaterial: true
        ),
        Change(
            "cookie purpose",
            service(.example(cookies: [.example(purpose: nil), .example(name: "_c_*")])),
            isMaterial: true
        ),
    ]

    @Test(.tags(.privacy), arguments: changes)
    func `the hash tells each change of what is shown`(change: Change) {
        #expect(change.notice.hash != Notice.example().hash)
    }

    @Test(.tags(.privacy), arguments: changes)
    func `only a change in substance is asked again`(change: Change) {
        let before = Notice.example()
        #expect((change.notice.materialHash != before.materialHash) == change.isMaterial)
        #expect((change.notice.noticeMaterial != before.noticeMaterial) == change.isMaterial)
    }

    @Test func `all changes have different hashes`() {
        #expect(Set(Self.changes.map(\.notice.hashText)).count == Self.changes.count)
    }

    @Test func `moving words between fields changes the hash`() {
        let one = Notice.example(version: "a", position: "bc")
        let other = Notice.example(version: "ab", position: "c")
        #expect(one.hash != other.hash)
    }

    @Test func `texts that only Unicode calls equal are two notices`() {
        let composed = Notice.example(recipients: ["Caf\u{E9}"])
        let decomposed = Notice.example(recipients: ["Cafe\u{301}"])
        #expect(composed.hash != decomposed.hash)
        #expect(composed.materialHash != decomposed.materialHash)
    }

    @Test(.tags(.privacy)) func `anybody can recompute the hash from the canonical text`() throws {
        let notice = Notice.example()
        #expect(notice.hashText == SHA256.hex(Array(notice.canonicalText.utf8)))
        #expect(notice.hashText == Hex.encode(notice.hash))
        #expect(notice.materialHash == SHA256.hash(Array(notice.materialText.utf8)))
        let first = notice.materialHash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        #expect(notice.noticeMaterial == first)
        #expect(CanonicalJSON(canonical: Array(notice.canonicalText.utf8)) != nil)
        #expect(CanonicalJSON(canonical: Array(notice.materialText.utf8)) != nil)
    }

    @Test func `the canonical forms stay as they are`() {
        let notice = Notice.example(
            categories: [
                .init(
                    category: .analytics,
                    purposes: ["b", "a"],
                    services: [
                        .example(
                            cookies: [.example(name: "z", purpose: nil), .example(name: "y")],
                            recipient: nil
                        )
                    ]
                )
            ],
            languages: [[Notice.Language].example[0]]
        )
        #expect(
            notice.canonicalText == """
                {"categories":[{"id":"analytics","purposes":["b","a"],"services":[{"cookies":[\
                {"host":"example.org","lifetime":"6 months","name":"z"},\
                {"host":"example.org","lifetime":"6 months","name":"y","purpose":"tells visits apart"}],\
                "id":"counter","privacy_url":"https://example.org/privacy","title":"Counter"}]}],\
                "consent_months":6,"default_language":"en","languages":[{"categories":{"analytics":\
                {"text":"We count \\"visits\\".","title":"Statistics"}},"code":"en",\
                "right_to_left":false,"texts":{"accept_all":"Accept all","title":"Your choice"}}],\
                "layout":"box","layout_version":"1","position":"bottom-left",\
                "recipients":["Hosting GmbH","Analytics Inc."],"usage_months":24,"version":"2026-03"}
                """
        )
        #expect(
            notice.materialText == """
                {"categories":[{"id":"analytics","purposes":["a","b"],"services":[{"cookies":[\
                {"host":"example.org","lifetime":"6 months","name":"y","purpose":"tells visits apart"},\
                {"host":"example.org","lifetime":"6 months","name":"z"}],"id":"counter"}]}],\
                "consent_months":6,"recipients":["Analytics Inc.","Hosting GmbH"],"usage_months":24}
                """
        )
    }

    @Test func `a notice offers its optional categories`() {
        #expect(Notice.example().offered == [.analytics, .marketing])
        #expect(
            Notice.example(categories: Array([Notice.CategoryEntry].example.prefix(1))).offered
                .isEmpty
        )
    }
}
