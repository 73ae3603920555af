import CollectorTesting
import Testing

@testable import Configuration

@Suite struct BuiltInTextsTests {
    private static let languages = BuiltInTexts.all.keys.sorted()

    @Test func `the official languages of the European Union are there, and six more`() {
        let official = [
            "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr", "hu", "it",
            "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
        ]
        let more = ["ar", "hi", "ja", "tr", "uk", "zh"]
        #expect(Self.languages == (official + more).sorted())
    }

    @Test(.tags(.privacy), arguments: languages)
    func `a language has every word, none too long and none twice`(_ code: String) throws {
        let texts = try #require(BuiltInTexts.all[code])
        let own = NoticeTexts.all.filter { !["title", "text", "privacy_url"].contains($0) }
        #expect(Set(texts.keys) == Set(own))
        for (key, text) in texts {
            #expect(text.count <= NoticeTexts.maxLength(of: key), "\(key): \(text)")
            #expect(text.contains { $0.isLetter } && text.first?.isWhitespace == false, "\(key)")
            // What would be taken for markup or something to fill in.
            #expect(!text.contains { "{}<>%$\n".contains($0) }, "\(key): \(text)")
        }
        let buttons = [
            "accept_all", "reject_all", "choose", "save", "close", "load_once", "load_always",
        ]
        #expect(Set(buttons.compactMap { texts[$0] }).count == buttons.count)
        #expect(texts["gpc_honored"]?.contains("Global Privacy Control") == true)
    }

    /// A word that is much longer or explains itself would make one of them the odd one out.
    @Test(.tags(.privacy), arguments: languages)
    func `to refuse all is said as plainly as to accept all`(_ code: String) throws {
        let texts = try #require(BuiltInTexts.all[code])
        let accept = try #require(texts["accept_all"])
        let reject = try #require(texts["reject_all"])
        #expect(accept.split(separator: " ").count - reject.split(separator: " ").count >= -1)
        #expect(accept.split(separator: " ").count - reject.split(separator: " ").count <= 1)
        #expect(abs(accept.count - reject.count) <= 6)
        #expect(max(accept.count, reject.count) <= 24)
    }

    @Test func `Arabic runs from right to left, and the others do not`() throws {
        for code in Self.languages {
            #expect(try #require(LanguageCode(code)).isRightToLeft == (code == "ar"), "\(code)")
        }
    }

    @Test(
        arguments: [
            ("de-AT", true), ("pt-BR", true), ("zh", true), ("zh-Hans", true), ("zh-CN", true),
            ("zh-Hant", false), ("zh-TW", false), ("zh-Hant-HK", false), ("he", false),
        ]
    )
    func `regions share the words of their language, where they are read there`(
        _ code: String,
        _ isKnown: Bool
    ) throws {
        #expect((BuiltInTexts.texts(for: try #require(LanguageCode(code))) != nil) == isKnown)
    }
}
