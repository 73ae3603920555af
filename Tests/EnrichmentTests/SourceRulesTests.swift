import CollectorTesting
import Testing
import Usage

@testable import Enrichment

@Suite struct SourceRulesTests {
    private func source(_ referrer: String, tagged: String? = nil) -> Source {
        SourceRules.source(
            referrer: referrer,
            siteHosts: ["example.org", "www.shop.example", "*.many.example"],
            campaign: tagged.map {
                Campaign(source: $0, medium: nil, name: nil, term: nil, content: nil)
            },
            scrubber: PageScrubber()
        )
    }

    @Test(
        arguments: [
            ("https://www.google.com/", "Google", "google.com"),
            ("https://www.google.co.uk/search?q=jane", "Google", "google.co.uk/search"),
            ("https://google.de", "Google", "google.de"),
            ("https://news.google.com/x", "Google News", "news.google.com/x"),
            ("https://gemini.google.com/app", "Gemini", "gemini.google.com/app"),
            ("https://search.yahoo.co.jp/", "Yahoo!", "search.yahoo.co.jp"),
            ("https://mail.yahoo.com/", "Yahoo! Mail", "mail.yahoo.com"),
            ("https://www.bing.com/", "Bing", "bing.com"),
            ("https://duckduckgo.com/", "DuckDuckGo", "duckduckgo.com"),
            ("https://t.co/abc", "X", "t.co/abc"),
            ("https://l.facebook.com/l.php?u=x", "Facebook", "l.facebook.com/l.php"),
            ("https://m.facebook.com/", "Facebook", "m.facebook.com"),
            ("https://old.reddit.com/r/swift/", "Reddit", "old.reddit.com/r/swift/"),
            ("https://chatgpt.com/", "ChatGPT", "chatgpt.com"),
            ("https://www.perplexity.ai/", "Perplexity", "perplexity.ai"),
            ("https://de.wikipedia.org/wiki/Swift", "Wikipedia", "de.wikipedia.org/wiki/Swift"),
            ("android-app://com.google.android.gm/", "Gmail", "com.google.android.gm"),
            ("android-app://org.example.reader", "org.example.reader", "org.example.reader"),
            ("https://blog.example.net/post", "blog.example.net", "blog.example.net/post"),
            ("https://www.example.net/", "example.net", "example.net"),
            // Names that only look known.
            ("https://notgoogle.example/", "notgoogle.example", "notgoogle.example"),
            ("https://google.evil.example/", "google.evil.example", "google.evil.example"),
            (
                "https://facebook.com.evil.example/", "facebook.com.evil.example",
                "facebook.com.evil.example"
            ),
            // Nothing, ourselves, or no page.
            ("", nil, nil), ("https://example.org/other", nil, nil),
            ("https://www.example.org/", nil, nil),
            ("https://shop.example/", nil, nil), ("about:blank", nil, nil), ("/path", nil, nil),
            ("example.net", nil, nil), ("https://a.many.example/", nil, nil),
            ("https://b.a.many.example/", nil, nil),
            ("https://toomany.example/", "toomany.example", "toomany.example"),
            ("http://192.0.2.7/x", nil, nil), ("http://[2001:db8::7]/", nil, nil),
            ("android-app://", nil, nil),
            ("https://sub.example.org/", "sub.example.org", "sub.example.org"),
        ] as [(String, String?, String?)]
    )
    func `a referrer has a name`(referrer: String, name: String?, shown: String?) {
        #expect(source(referrer) == Source(name: name, referrer: shown))
    }

    @Test(arguments: [
        ("google", "Google"), ("FB", "Facebook"), ("newsletter", "newsletter"),
        ("www.linkedin.com", "LinkedIn"),
        ("bing.com", "Bing"),
    ])
    func `a campaign's own source wins`(tag: String, name: String) {
        #expect(source("https://t.co/a", tagged: tag) == Source(name: name, referrer: "t.co/a"))
        #expect(source("", tagged: tag) == Source(name: name, referrer: nil))
    }

    @Test(.tags(.privacy)) func `a referrer is scrubbed as a page is`() {
        let found = source(
            "https://jane:pw@mail.example.net:8443/inbox/jane@example.org/123456?session=x#y"
        )
        #expect(
            found
                == Source(
                    name: "mail.example.net",
                    referrer: "mail.example.net/inbox/[email]/[number]"
                )
        )
        let hosted = source("https://c4915112345678.example.net/")
        #expect(hosted.name == "c[number].example.net")
        #expect(hosted.referrer == "c[number].example.net")
        let app = source("android-app://org.example.u123456789/https/example.net/jane@example.org")
        #expect(app == Source(name: "org.example.u[number]", referrer: "org.example.u[number]"))
    }

    @Test func `a long referrer is its host alone`() {
        let path = String(repeating: "/" + String(repeating: "ab-", count: 60), count: 4)
        #expect(source("https://example.net" + path).referrer == "example.net")
    }
}
