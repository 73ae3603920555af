import Testing
import Usage

@testable import Enrichment

@Suite struct DeviceRulesTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let agent: String
        let expected: [String?]

        init(_ agent: String, _ expected: String?...) {
            self.agent = agent
            self.expected = expected
        }

        var testDescription: String { agent }
    }

    private static let webKit = "AppleWebKit/537.36 (KHTML, like Gecko)"

    @Test(arguments: [
        Case(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/142.0.0.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "142",
            "Windows",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Windows NT 6.1; WOW64) \(webKit) Chrome/109.0.0.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "109",
            "Windows",
            "7"
        ),
        Case(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.3595.53",
            "Desktop",
            "Edge",
            "142",
            "Windows",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) \(webKit) Chrome/141.0.0.0 Safari/537.36 OPR/125.0.0.0",
            "Desktop",
            "Opera",
            "125",
            "Windows",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Desktop",
            "Firefox",
            "145",
            "Windows",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
            "Desktop",
            "Internet Explorer",
            "11",
            "Windows",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
            "Desktop",
            "Safari",
            "18",
            "macOS",
            nil
        ),
        Case(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) \(webKit) Chrome/142.0.0.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "142",
            "macOS",
            nil
        ),
        Case(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Desktop",
            "Firefox",
            "145",
            "macOS",
            nil
        ),
        Case(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
            "Mobile",
            "Safari",
            "18",
            "iOS",
            "18"
        ),
        Case(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
            "Mobile",
            "Chrome",
            "142",
            "iOS",
            "17"
        ),
        Case(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/145.0 Mobile/15E148 Safari/605.1.15",
            "Mobile",
            "Firefox",
            "145",
            "iOS",
            "17"
        ),
        Case(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/480.0.0.32.108;FBDV/iPhone14,5]",
            "Mobile",
            "Facebook",
            "480",
            "iOS",
            "17"
        ),
        Case(
            "Mozilla/5.0 (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1",
            "Tablet",
            "Safari",
            "16",
            "iPadOS",
            "16"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) Chrome/142.0.0.0 Mobile Safari/537.36",
            "Mobile",
            "Chrome",
            "142",
            "Android",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) Chrome/142.0.0.0 Safari/537.36",
            "Tablet",
            "Chrome",
            "142",
            "Android",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 14; SM-S918B) \(webKit) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
            "Mobile",
            "Samsung Internet",
            "28",
            "Android",
            "14"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 10; K) \(webKit) Chrome/142.0.0.0 Mobile Safari/537.36 EdgA/142.0.0.0",
            "Mobile",
            "Edge",
            "142",
            "Android",
            "10"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 13; Pixel 7; wv) \(webKit) Version/4.0 Chrome/142.0.0.0 Mobile Safari/537.36",
            "Mobile",
            "Android WebView",
            "142",
            "Android",
            "13"
        ),
        Case(
            "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0",
            "Mobile",
            "Firefox",
            "145",
            "Android",
            "15"
        ),
        Case(
            "Mozilla/5.0 (Android 15; Tablet; rv:145.0) Gecko/145.0 Firefox/145.0",
            "Tablet",
            "Firefox",
            "145",
            "Android",
            "15"
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 9; KFTRWI) \(webKit) Silk/140.1.2 like Chrome/140.0.0.0 Safari/537.36",
            "Tablet",
            "Silk",
            "140",
            "Android",
            "9"
        ),
        Case(
            "Mozilla/5.0 (X11; Linux x86_64) \(webKit) Chrome/142.0.0.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "142",
            "Linux",
            nil
        ),
        Case(
            "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
            "Desktop",
            "Firefox",
            "145",
            "Linux",
            nil
        ),
        Case(
            "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) \(webKit) Chrome/142.0.0.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "142",
            "ChromeOS",
            nil
        ),
        Case(
            "Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) \(webKit) 94.0.4606.31/7.0 TV Safari/537.36",
            "TV",
            nil,
            nil,
            "Tizen",
            "7"
        ),
        Case(
            "Mozilla/5.0 (Web0S; Linux/SmartTV) \(webKit) Chrome/108.0.5359.211 Safari/537.36 WebAppManager",
            "TV",
            "Chrome",
            "108",
            "webOS",
            nil
        ),
        Case(
            "Mozilla/5.0 (Linux; Android 11; AFTKA) \(webKit) Silk/120.4.1 like Chrome/120.0.0.0 Safari/537.36",
            "TV",
            "Silk",
            "120",
            "Android",
            "11"
        ),
        Case("Something/1.0 unheard of", nil, nil, nil, nil, nil),
        Case(
            "Mozilla/5.0 (Windows NT 10.0) \(webKit) Chrome/99999999.0 Safari/537.36",
            "Desktop",
            "Chrome",
            "999999",
            "Windows",
            "10"
        ),
    ])
    func `a browser is told by its user agent`(sent: Case) {
        let found = DeviceRules.device(userAgent: sent.agent)
        #expect(
            [found.kind, found.browser, found.browserVersion, found.system, found.systemVersion]
                == sent.expected
        )
        #expect(!DeviceRules.isBot(userAgent: sent.agent))
    }

    @Test(arguments: [
        "", "-", "Mozilla/5.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/142.0.0.0 Safari/537.36",
        "Mozilla/5.0 (Linux; Android 11; moto g power) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0 A", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "curl/8.14.1", "Wget/1.21.3", "python-requests/2.32.3", "Go-http-client/2.0",
        "okhttp/4.12.0",
        "PostmanRuntime/7.43.0", "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
        "MyApp/1 CFNetwork/1410.0.3 Darwin/22.6.0", "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 7)",
    ])
    func `a program is no visitor`(agent: String) {
        #expect(DeviceRules.isBot(userAgent: agent))
    }

    @Test func `a device whose name holds a word of bots is a device`() {
        let agent =
            "Mozilla/5.0 (Linux; Android 11; CUBOT NOTE 20) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36"
        #expect(!DeviceRules.isBot(userAgent: agent))
    }

    @Test func `a user agent of any length and bytes is taken`() {
        for agent in [
            String(repeating: "Chrome/", count: 10_000), "\u{0}\u{FFFD}\u{1F469}", "Chrome/",
            "Version/ Safari/",
        ] {
            let device = DeviceRules.device(userAgent: agent)
            #expect(device.system == nil)
            _ = DeviceRules.isBot(userAgent: agent)
        }
    }
}
