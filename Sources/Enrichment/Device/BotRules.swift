extension DeviceRules {
    /// Whether a user agent says that no person reads the page, or says nothing at all.
    ///
    /// Whoever hides being a program is not found by this; it keeps honest ones out of the counts.
    package static func isBot(userAgent: String) -> Bool {
        let lowered = ASCII.lowercased(
            userAgent.utf8.count > 1024 ? String(userAgent.prefix(1024)) : userAgent
        )
        let agent = AgentText(lowered)
        // Every browser says at least a product and a system.
        guard lowered.utf8.count >= 12 else { return true }
        if notBots.contains(where: { agent.has($0) }) { return false }
        return botWords.contains { agent.has($0) } || clients.contains { lowered.hasPrefix($0) }
    }

    /// Devices whose names hold a word of the list below.
    private static let notBots = ["cubot"]

    private static let botWords = [
        // What bots call themselves.
        "bot", "crawl", "spider", "slurp", "scrape", "archiver", "fetcher", "indexer",
        "feedparser", "feedfetcher", "facebookexternalhit", "meta-externalagent", "mediapartners",
        "ia_archiver", "bingpreview", "whatsapp/", "skypeuripreview", "embedly", "validator",
        "google-read-aloud", "google-inspectiontool", "googleother", "google-extended",
        "apis-google", "duckduckgo-favicons", "chatgpt-user", "claude-web",
        "perplexity-user", "yandex.com/bots", "cfnetwork/", "+http://", "+https://",
        // Watching and measuring.
        "uptime", "pingdom", "statuscake", "site24x7", "newrelic", "datadog", "monitor", "nagios",
        "lighthouse", "pagespeed", "gtmetrix", "ptst/", "webpagetest", "catchpoint", "dareboost",
        // Browsers without a person.
        "headless", "phantomjs", "slimerjs", "puppeteer", "playwright", "selenium", "webdriver",
        "prerender",
        // Security scanners.
        "nikto", "sqlmap", "nmap", "masscan", "zgrab", "nuclei", "censys", "wpscan", "qualys",
    ]

    /// Programs and libraries, whose agents begin with their name.
    private static let clients = [
        "curl/", "wget/", "python", "java/", "go-http-client", "okhttp", "axios/", "node",
        "ruby", "perl", "php", "libwww", "lwp", "apache-httpclient", "httpclient", "postman",
        "insomnia", "guzzle", "aiohttp", "httpx", "scrapy", "winhttp", "dart/", "undici", "deno/",
        "got ", "k6/", "jmeter", "siege", "wrk", "vegeta", "hey/", "powershell", "dalvik/",
        "urlgrabber", "reqwest", "rest-client", "httpie", "faraday", "restsharp",
    ]
}
