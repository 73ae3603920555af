/// The kind of way by which a visit came; docs/reports.md has the rules as a table.
///
/// The first rule that fits decides. Paid ways are told by the campaign's medium, which is stored
/// only for visitors who granted marketing: without it a paid visit counts as its organic kind.
enum Channel: String, CaseIterable {
    case crossNetwork = "Cross-network"
    case paidShopping = "Paid Shopping"
    case paidSearch = "Paid Search"
    case paidSocial = "Paid Social"
    case paidVideo = "Paid Video"
    case display = "Display"
    case paidOther = "Paid Other"
    case organicShopping = "Organic Shopping"
    case organicSocial = "Organic Social"
    case organicVideo = "Organic Video"
    case organicSearch = "Organic Search"
    case assistants = "AI Assistants"
    case email = "Email"
    case affiliates = "Affiliates"
    case audio = "Audio"
    case sms = "SMS"
    case push = "Mobile Push"
    case referral = "Referral"
    case direct = "Direct"

    /// `source` is the visit's source as in `visit:source`, nil for none; the rest its campaign.
    init(source: String?, utmSource: String?, utmMedium: String?, utmCampaign: String?) {
        let medium = (utmMedium ?? "").lowercased()
        let campaign = (utmCampaign ?? "").lowercased()
        let kind = (source ?? utmSource).flatMap { Self.kinds[$0.lowercased()] }
        let isShop =
            kind == .shopping
            || campaign.split { !$0.isLetter }.contains { ["shop", "shopping"].contains($0) }
        let isPaid =
            medium.contains("cp") && medium != "cpm" || medium == "ppc"
            || medium == "retargeting" || medium.hasPrefix("paid")
        func isMedium(_ names: String...) -> Bool { names.contains(medium) }
        func isEither(_ names: String...) -> Bool {
            names.contains(medium) || names.contains((source ?? utmSource ?? "").lowercased())
        }
        if campaign.contains("cross-network") {
            self = .crossNetwork
        } else if isPaid {
            self =
                isShop
                ? .paidShopping
                : kind == .search
                    ? .paidSearch
                    : kind == .social ? .paidSocial : kind == .video ? .paidVideo : .paidOther
        } else if isMedium("display", "banner", "expandable", "interstitial", "cpm") {
            self = .display
        } else if isShop {
            self = .organicShopping
        } else if kind == .social
            || isMedium("social", "social-network", "social-media", "sm", "social network")
        {
            self = .organicSocial
        } else if kind == .video || medium.contains("video") {
            self = .organicVideo
        } else if kind == .search || medium == "organic" {
            self = .organicSearch
        } else if kind == .assistant {
            self = .assistants
        } else if kind == .mail || isEither("email", "e-mail", "e_mail", "e mail", "newsletter") {
            self = .email
        } else if isMedium("affiliate", "affiliates") {
            self = .affiliates
        } else if medium == "audio" {
            self = .audio
        } else if isEither("sms") {
            self = .sms
        } else if medium.hasSuffix("push") || medium.contains("mobile")
            || medium.contains("notification") || isEither("firebase")
        {
            self = .push
        } else if source != nil || utmSource != nil || isMedium("referral", "app", "link") {
            self = .referral
        } else {
            self = .direct
        }
    }

    private enum Kind { case search, social, video, shopping, assistant, mail }

    private static let kinds: [String: Kind] = {
        let names: [(Kind, [String])] = [
            (
                .search,
                [
                    "Google", "Bing", "DuckDuckGo", "Ecosia", "Qwant", "Startpage", "Brave Search",
                    "Baidu", "Naver", "Seznam", "Yandex", "Kagi", "Swisscows", "MetaGer", "Mojeek",
                    "Ask", "AOL", "Sogou", "360 Search", "Coc Coc", "Presearch", "Lilo",
                    "T-Online", "Yahoo!",
                ]
            ),
            (
                .social,
                [
                    "Facebook", "Facebook Messenger", "Instagram", "Threads", "X", "LinkedIn",
                    "XING", "TikTok", "Pinterest", "Reddit", "Snapchat", "VK", "Odnoklassniki",
                    "Weibo", "Tumblr", "Bluesky", "Mastodon", "Quora", "Discord", "Flipboard",
                    "Nextdoor", "Hacker News", "Lobsters", "Stack Overflow", "WhatsApp",
                    "Telegram", "Product Hunt",
                ]
            ),
            (.video, ["YouTube", "Vimeo", "Twitch"]),
            (
                .shopping,
                ["amazon.com", "amazon.de", "ebay.com", "ebay.de", "etsy.com", "idealo.de"]
            ),
            (
                .assistant,
                [
                    "ChatGPT", "Perplexity", "Claude", "Gemini", "Microsoft Copilot", "Le Chat",
                    "DeepSeek", "Grok", "Meta AI", "Poe", "You.com", "Phind", "Duck.ai",
                ]
            ),
            (.mail, ["Gmail", "Outlook", "Yahoo! Mail", "GMX", "WEB.DE", "Proton Mail"]),
        ]
        return Dictionary(
            names.flatMap { kind, names in names.map { ($0.lowercased(), kind) } }
        ) { first, _ in first }
    }()
}
