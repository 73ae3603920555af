/// Names of search engines, networks and assistants.
enum KnownSources {
    /// The name for a host without `www.`, by itself or a domain above it.
    static func name(host: String) -> String? {
        if let name = searchEngine(host) { return name }
        var rest = host[...]
        while true {
            if let name = hosts[String(rest)] { return name }
            guard let dot = rest.firstIndex(of: ".") else { return nil }
            rest = rest[rest.index(after: dot)...]
        }
    }

    /// The name for an Android package.
    static func name(app: String) -> String? { apps[app] }

    /// The name for what sites write into `utm_source`: a short name or a host.
    static func name(tag: String) -> String? {
        let tag = ASCII.lowercased(tag)
        return tags[tag] ?? name(host: tag.hasPrefix("www.") ? String(tag.dropFirst(4)) : tag)
    }

    /// Engines with a domain in every country: "google.co.uk", "search.yahoo.co.jp".
    private static func searchEngine(_ host: String) -> String? {
        if hosts[host] != nil { return nil }
        let labels = host.split(separator: ".")
        for (engine, name) in engines {
            guard let at = labels.lastIndex(of: engine[...]) else { continue }
            let behind = labels[(at + 1)...]
            let isCountry =
                behind.count == 1 || behind.count == 2 && ["co", "com"].contains(behind.first)
            if isCountry, behind.allSatisfy({ (2...3).contains($0.utf8.count) }) { return name }
        }
        return nil
    }

    private static let engines: [(String, String)] = [
        ("google", "Google"), ("yahoo", "Yahoo!"), ("yandex", "Yandex"),
    ]

    private static let hosts: [String: String] = [
        // Search.
        "bing.com": "Bing", "duckduckgo.com": "DuckDuckGo", "ecosia.org": "Ecosia",
        "qwant.com": "Qwant", "startpage.com": "Startpage", "search.brave.com": "Brave Search",
        "baidu.com": "Baidu", "naver.com": "Naver", "seznam.cz": "Seznam", "ya.ru": "Yandex",
        "kagi.com": "Kagi", "swisscows.com": "Swisscows", "metager.de": "MetaGer",
        "mojeek.com": "Mojeek", "ask.com": "Ask", "aol.com": "AOL", "sogou.com": "Sogou",
        "so.com": "360 Search", "coccoc.com": "Coc Coc", "presearch.com": "Presearch",
        "search.lilo.org": "Lilo", "suche.t-online.de": "T-Online", "suche.gmx.net": "GMX",
        "suche.web.de": "WEB.DE",
        "news.google.com": "Google News", "mail.google.com": "Gmail",
        "docs.google.com": "Google Docs", "classroom.google.com": "Google Classroom",
        "translate.google.com": "Google Translate",
        // Networks.
        "facebook.com": "Facebook", "fb.com": "Facebook", "fb.me": "Facebook",
        "messenger.com": "Facebook Messenger", "instagram.com": "Instagram",
        "threads.net": "Threads", "threads.com": "Threads", "twitter.com": "X", "x.com": "X",
        "t.co": "X", "linkedin.com": "LinkedIn", "lnkd.in": "LinkedIn", "xing.com": "XING",
        "youtube.com": "YouTube", "youtu.be": "YouTube", "tiktok.com": "TikTok",
        "pinterest.com": "Pinterest", "pinterest.de": "Pinterest", "pin.it": "Pinterest",
        "reddit.com": "Reddit", "redd.it": "Reddit", "snapchat.com": "Snapchat",
        "vk.com": "VK", "ok.ru": "Odnoklassniki", "weibo.com": "Weibo", "tumblr.com": "Tumblr",
        "bsky.app": "Bluesky", "mastodon.social": "Mastodon", "mastodon.online": "Mastodon",
        "quora.com": "Quora", "discord.com": "Discord", "twitch.tv": "Twitch",
        "vimeo.com": "Vimeo", "flipboard.com": "Flipboard", "nextdoor.com": "Nextdoor",
        "news.ycombinator.com": "Hacker News", "lobste.rs": "Lobsters",
        "stackoverflow.com": "Stack Overflow", "github.com": "GitHub", "medium.com": "Medium",
        "substack.com": "Substack", "producthunt.com": "Product Hunt",
        "wikipedia.org": "Wikipedia",
        // Messages and mail.
        "web.whatsapp.com": "WhatsApp", "wa.me": "WhatsApp", "whatsapp.com": "WhatsApp",
        "t.me": "Telegram", "telegram.org": "Telegram", "slack.com": "Slack",
        "teams.microsoft.com": "Microsoft Teams", "outlook.live.com": "Outlook",
        "outlook.office.com": "Outlook", "mail.yahoo.com": "Yahoo! Mail", "gmx.net": "GMX",
        "web.de": "WEB.DE", "mail.proton.me": "Proton Mail",
        // Assistants.
        "chatgpt.com": "ChatGPT", "chat.openai.com": "ChatGPT", "openai.com": "ChatGPT",
        "perplexity.ai": "Perplexity", "claude.ai": "Claude", "gemini.google.com": "Gemini",
        "bard.google.com": "Gemini", "copilot.microsoft.com": "Microsoft Copilot",
        "copilot.cloud.microsoft": "Microsoft Copilot", "chat.mistral.ai": "Le Chat",
        "deepseek.com": "DeepSeek", "grok.com": "Grok", "meta.ai": "Meta AI", "poe.com": "Poe",
        "you.com": "You.com", "phind.com": "Phind", "duck.ai": "Duck.ai",
    ]

    private static let apps: [String: String] = [
        "com.google.android.googlequicksearchbox": "Google", "com.google.android.gm": "Gmail",
        "com.google.android.youtube": "YouTube", "com.google.android.apps.bard": "Gemini",
        "com.google.android.apps.magazines": "Google News", "com.facebook.katana": "Facebook",
        "com.facebook.orca": "Facebook Messenger", "com.instagram.android": "Instagram",
        "com.instagram.barcelona": "Threads", "com.twitter.android": "X",
        "com.linkedin.android": "LinkedIn", "com.reddit.frontpage": "Reddit",
        "com.pinterest": "Pinterest", "com.zhiliaoapp.musically": "TikTok",
        "com.whatsapp": "WhatsApp", "org.telegram.messenger": "Telegram", "com.slack": "Slack",
        "com.microsoft.office.outlook": "Outlook", "com.microsoft.teams": "Microsoft Teams",
        "com.microsoft.bing": "Bing", "com.duckduckgo.mobile.android": "DuckDuckGo",
        "com.openai.chatgpt": "ChatGPT", "ai.perplexity.app.android": "Perplexity",
        "com.anthropic.claude": "Claude", "xyz.blueskyweb.app": "Bluesky",
    ]

    private static let tags: [String: String] = [
        "google": "Google", "adwords": "Google", "googleads": "Google", "google_ads": "Google",
        "bing": "Bing", "msn": "Bing", "yahoo": "Yahoo!", "yandex": "Yandex",
        "duckduckgo": "DuckDuckGo", "ecosia": "Ecosia", "qwant": "Qwant", "baidu": "Baidu",
        "facebook": "Facebook", "fb": "Facebook", "meta": "Facebook", "instagram": "Instagram",
        "ig": "Instagram", "threads": "Threads", "twitter": "X", "x": "X",
        "linkedin": "LinkedIn", "xing": "XING", "youtube": "YouTube", "yt": "YouTube",
        "tiktok": "TikTok", "pinterest": "Pinterest", "reddit": "Reddit",
        "whatsapp": "WhatsApp", "telegram": "Telegram", "snapchat": "Snapchat",
        "bluesky": "Bluesky", "mastodon": "Mastodon", "chatgpt": "ChatGPT", "openai": "ChatGPT",
        "perplexity": "Perplexity", "claude": "Claude", "gemini": "Gemini",
        "copilot": "Microsoft Copilot", "hackernews": "Hacker News",
        "producthunt": "Product Hunt",
    ]
}
