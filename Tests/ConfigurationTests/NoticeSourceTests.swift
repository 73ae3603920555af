import CollectorTesting
import Consent
import Testing

@testable import Configuration

@Suite struct NoticeSourceTests {
    /// A notice whose parts a test replaces.
    private static func notice(
        rest: String = "",
        categories: String = "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a']}",
        texts: String = "en: {\(english)}"
    ) -> String {
        "notices: [{id: 'main', version: '1', categories: [\(categories)], texts: {\(texts)}, \(rest)}]"
    }

    private static let words = """
        title: 'T', text: 'X',
        categories: {essential: {title: 'E', text: 'e'}, analytics: {title: 'A', text: 'a'}},
        """
    private static let english = words

    private func notice(_ text: String) throws -> Notice {
        let configuration = try configuration(text)
        return configuration.notice(for: try #require(configuration.sites.first))
    }

    @Test func `a notice becomes what visitors are shown`() throws {
        let configuration = try Configuration.parse(text: Configuration.exampleText)
        let notice = configuration.notice(
            for: try #require(configuration.sites.first),
            layoutVersion: "7"
        )
        #expect(notice.version == "2026-01")
        #expect(notice.layout == .bar)
        #expect(notice.position == "bottom")
        #expect(notice.layoutVersion == "7")
        #expect(
            notice.categories.map(\.category) == [.essential, .functional, .analytics, .marketing]
        )
        #expect(notice.offered == .all)
        #expect(notice.recipients.count == 1)
        #expect(notice.usageMonths == 24)
        #expect(notice.consentMonths == 6)
        #expect(notice.defaultLanguage == "en")
        #expect(notice.languages.map(\.code) == ["en", "de"])
        let map = try #require(notice.categories[1].services.first)
        #expect(map.id == "map")
        #expect(map.recipient == "Example Maps Ltd, Dublin")
        #expect(map.privacyURL == "https://maps.example/privacy")
        #expect(map.cookies.first?.name == "map_*")
        #expect(map.cookies.first?.host == ".example.org")
        #expect(map.cookies.first?.lifetime == "1 month")
        #expect(map.cookies.first?.purpose != nil)
    }

    @Test func `retention and the time to ask again are part of the notice`() throws {
        let configuration = try configuration(
            "retention: {usage_months: 12}",
            site: "consent_months: 3"
        )
        let notice = configuration.notice(for: try #require(configuration.sites.first))
        #expect(notice.usageMonths == 12)
        #expect(notice.consentMonths == 3)
    }

    @Test(.tags(.privacy)) func `every language has all words of the buttons`() throws {
        let configurations = [
            try Configuration.parse(text: Configuration.exampleText),
            try Configuration.demo(origins: ["http://127.0.0.1:8080"]),
            try configuration(),
        ]
        for configuration in configurations {
            let notice = configuration.notice(for: try #require(configuration.sites.first))
            for language in notice.languages {
                for key in NoticeTexts.all where !NoticeTexts.optional.contains(key) {
                    #expect(language.texts[key]?.isEmpty == false, "\(language.code) \(key)")
                }
                #expect(Set(language.categories.keys) == Set(notice.categories.map(\.category)))
            }
        }
    }

    @Test func `built-in words fill what a known language leaves out`() throws {
        let texts = "en: {\(Self.words) save: 'Keep'}, 'de-AT': {\(Self.words)}"
        let notice = try notice(Self.notice(texts: texts))
        #expect(notice.languages[0].texts["save"] == "Keep")
        #expect(notice.languages[0].texts["reject_all"] == "Reject all")
        #expect(notice.languages[1].texts["reject_all"] == "Alle ablehnen")
        #expect(notice.languages[1].texts["privacy_url"] == nil)
        #expect(notice.languages.map(\.isRightToLeft) == [false, false])
    }

    @Test func `another language must bring all words`() throws {
        let found = faults(Self.notice(texts: "he: {\(Self.words) accept_all: 'x'}"))
        #expect(found.map(\.path) == ["notices[0].texts.he"])
        let message = try #require(found.first?.message)
        #expect(message.contains("missing: reject_all, choose, save"))
        #expect(!message.contains("accept_all"))
        #expect(!message.contains("privacy_url"))
        #expect(message.contains("built in for ar, bg, cs, da, de, el, en,"))
        let all = NoticeTexts.all.filter { !["title", "text", "privacy_url"].contains($0) }
            .map { "\($0): 'x'" }.joined(separator: ", ")
        let hebrew = try notice(Self.notice(texts: "he: {\(Self.words) \(all)}"))
        #expect(hebrew.languages[0].isRightToLeft)
        #expect(hebrew.defaultLanguage == "he")
    }

    @Test(
        arguments: [
            ("title: 'T', text: 'X'", "notices[0].texts.en", "\"categories\" is missing"),
            (
                "text: 'X', categories: {essential: {title: 'E', text: 'e'}, "
                    + "analytics: {title: 'A', text: 'a'}}",
                "notices[0].texts.en", "missing: title"
            ),
            (
                "title: 'T', text: 'X', categories: {essential: {title: 'E', text: 'e'}}",
                "notices[0].texts.en.categories", "\"analytics\" is missing"
            ),
            (
                "title: 'T', text: 'X', categories: {essential: {title: 'E', text: 'e'}, "
                    + "analytics: {title: 'A'}}",
                "notices[0].texts.en.categories.analytics", "\"text\" is missing"
            ),
        ] as [(String, String, String)]
    )
    func `title, text and the categories' words are required`(
        _ texts: String,
        _ path: String,
        _ message: String
    ) {
        let found = faults(Self.notice(texts: "en: {\(texts)}"))
        #expect(found.map(\.path) == [path])
        #expect(found.first?.message == message)
    }

    @Test(
        arguments: [
            ("bar", nil, "bottom"), ("bar", "top", "top"), ("box", nil, "bottom-right"),
            ("box", "top-left", "top-left"), ("modal", nil, "center"), ("bar", "center", nil),
            ("box", "bottom", nil), ("modal", "top", nil), ("bar", "left", nil),
        ] as [(String, String?, String?)]
    )
    func `each layout has its places`(
        _ form: String,
        _ position: String?,
        _ expected: String?
    ) throws {
        let place = position.map { ", position: '\($0)'" } ?? ""
        let text = Self.notice(rest: "layout: {form: '\(form)'\(place)}")
        if let expected {
            #expect(try notice(text).position == expected)
        } else {
            #expect(faults(text).map(\.path) == ["notices[0].layout.position"])
        }
    }

    @Test(.tags(.privacy), arguments: ["reject_size: 'small'", "colors: {}", "preselected: true"])
    func `no key can make refusing harder`(_ key: String) {
        #expect(faults(Self.notice(rest: key)).count == 1)
        #expect(faults(Self.notice(rest: "layout: {\(key)}")).count == 1)
    }

    @Test(arguments: [
        "{id: 'analytics', purposes: ['a']}", "{id: 'essential', purposes: []}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a']}, "
            + "{id: 'analytics', purposes: ['b']}",
        "{id: 'essential', purposes: []}, {id: 'tracking', purposes: ['a']}",
        "{id: 'essential', purposes: []}, {id: 'analytics'}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a b']}",
        "{id: 'essential', purposes: [], services: [{id: 's', title: 'S'}]}, "
            + "{id: 'analytics', purposes: ['a'], services: [{id: 's', title: 'S'}]}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a'], services: [{id: 's'}]}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a'], services: "
            + "[{id: 's', title: 'S', cookies: [{name: '*'}]}]}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a'], services: "
            + "[{id: 's', title: 'S', cookies: [{name: 'a b'}]}]}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a'], services: "
            + "[{id: 's', title: 'S', cookies: [{name: 'a', host: 'Example'}]}]}",
        "{id: 'essential', purposes: []}, {id: 'analytics', purposes: ['a'], services: "
            + "[{id: 's', title: 'S', privacy_url: 'javascript:alert(1)'}]}",
    ])
    func `a wrong category is refused`(_ categories: String) {
        let found = faults(Self.notice(categories: categories))
        #expect(found.contains { $0.path.hasPrefix("notices[0].categories") }, "\(found)")
    }

    @Test func `a site without choice gets the only notice`() throws {
        let one = Self.notice()
        #expect(try notice(one).version == "1")
        let two = one.dropLast() + ", " + one.dropFirst("notices: [".count).dropLast() + "]"
        let repeated = faults(String(two))
        #expect(repeated.contains { $0.path == "notices[1].id" })
        let others = String(two).replacing("id: 'main'", with: "id: 'other'", maxReplacements: 1)
        #expect(
            faults(others).map(\.message) == [
                "\"notice\" is missing; there are several: \"other\", \"main\""
            ]
        )
        #expect(try configuration(others, site: "notice: 'main'").sites[0].noticeID == "main")
        #expect(
            faults(others, site: "notice: 'mian'").map(\.message) == [
                "there is no notice \"mian\"; did you mean \"main\"?"
            ]
        )
    }

    @Test(arguments: [
        "default_language: 'fr'", "default_language: 7", "recipients: ['']", "recipients: 'all'",
        "unknown: 1",
    ])
    func `the rest of a notice is checked`(_ rest: String) {
        #expect(faults(Self.notice(rest: rest)).count == 1)
    }

    @Test func `languages are named as in a page's lang attribute`() {
        #expect(
            faults(Self.notice(texts: "English: {\(Self.words)}")).map(\.path) == [
                "notices[0].texts.English"
            ]
        )
        #expect(faults(Self.notice(texts: "")).map(\.message) == ["expected at least one language"])
        for text in ["en", "pt-BR", "zh-Hant-TW", "gsw"] { #expect(LanguageCode(text) != nil) }
        for text in ["", "e", "EN", "en_US", "en-", "english", "en-a", "de-AT-1996-x-y"] {
            #expect(LanguageCode(text) == nil, "\(text)")
        }
        for text in ["ar", "he-IL", "fa", "az-Arab", "ur"] {
            #expect(LanguageCode(text)?.isRightToLeft == true, "\(text)")
        }
        for text in ["en", "de-AT", "ur-Latn", "az"] {
            #expect(LanguageCode(text)?.isRightToLeft == false, "\(text)")
        }
    }

    @Test func `without notices there is a built-in one, and a warning`() throws {
        let configuration = try configuration()
        let notice = configuration.notice(for: try #require(configuration.sites.first))
        #expect(notice.offered == [.analytics, .marketing])
        #expect(notice.languages.map(\.code) == ["en", "de"])
        #expect(configuration.warnings.count == 1)
        #expect(configuration.warnings.first?.contains("built-in notice") == true)
    }
}
