package import Usage

/// Tells browser, system and kind of device from a user agent, coarsely and with major versions only.
///
/// First match wins in each table: nearly every browser also names those it descends from.
package enum DeviceRules {
    /// What a user agent says about the device; members are nil where it says nothing known.
    package static func device(userAgent: String) -> Device {
        let agent = AgentText(userAgent)
        let browser = browser(of: agent)
        let system = system(of: agent)
        return Device(
            kind: kind(of: agent, system: system?.name),
            browser: browser?.name,
            browserVersion: browser?.version,
            system: system?.name,
            systemVersion: system?.version
        )
    }

    /// The product that names a browser, and where its version stands.
    private static let browsers: [(mark: String, name: String)] = [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("Edge/", "Edge"),
        ("OPR/", "Opera"), ("OPT/", "Opera"), ("OPX/", "Opera"), ("Opera Mini/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"), ("YaBrowser/", "Yandex Browser"),
        ("Vivaldi/", "Vivaldi"), ("DuckDuckGo/", "DuckDuckGo"), ("Ddg/", "DuckDuckGo"),
        ("Brave/", "Brave"), ("UCBrowser/", "UC Browser"), ("MiuiBrowser/", "MIUI Browser"),
        ("HuaweiBrowser/", "Huawei Browser"), ("Whale/", "Whale"), ("Silk/", "Silk"),
        ("Ecosia ios@", "Ecosia"), ("MicroMessenger/", "WeChat"), ("FBAV/", "Facebook"),
        ("Instagram ", "Instagram"), ("GSA/", "Google App"), ("SeaMonkey/", "SeaMonkey"),
        ("FxiOS/", "Firefox"), ("Focus/", "Firefox"), ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chromium/", "Chrome"),
    ]

    private static func browser(of agent: AgentText) -> (name: String, version: String?)? {
        for (mark, name) in browsers {
            if let version = agent.number(after: mark) { return (name, version) }
        }
        // Android's own browser and web views call themselves Version/4.0 Chrome/.
        if agent.has("; wv)") { return ("Android WebView", agent.number(after: "Chrome/")) }
        if let version = agent.number(after: "Chrome/") { return ("Chrome", version) }
        if agent.has("Android"), agent.has("Version/") {
            return ("Android Browser", agent.number(after: "Version/"))
        }
        if agent.has("Safari/"), let version = agent.number(after: "Version/") {
            return ("Safari", version)
        }
        if agent.has("Trident/") || agent.has("MSIE ") {
            return ("Internet Explorer", agent.number(after: "rv:") ?? agent.number(after: "MSIE "))
        }
        if agent.has("iPhone") || agent.has("iPad"), agent.has("AppleWebKit/") {
            return ("iOS WebView", nil)
        }
        return nil
    }

    private static func system(of agent: AgentText) -> (name: String, version: String?)? {
        if agent.has("Windows Phone") { return ("Windows Phone", nil) }
        if agent.has("Windows NT") {
            // Browsers froze at 10.0, so 11 cannot be told from 10; 6.1 to 6.3 were 7 to 8.1.
            let known = ["10.0": "10", "6.3": "8.1", "6.2": "8", "6.1": "7"]
            return ("Windows", agent.version(after: "Windows NT ").flatMap { known[$0] })
        }
        if agent.has("iPad") { return ("iPadOS", agent.number(after: "CPU OS ")) }
        if agent.has("iPhone") || agent.has("iPod") {
            return ("iOS", agent.number(after: "iPhone OS "))
        }
        if agent.has("CrOS") { return ("ChromeOS", nil) }
        if agent.has("Tizen") { return ("Tizen", agent.number(after: "Tizen ")) }
        if agent.has("Web0S") || agent.has("webOS") { return ("webOS", nil) }
        if agent.has("KAIOS/") { return ("KaiOS", agent.number(after: "KAIOS/")) }
        if agent.has("OpenHarmony") { return ("HarmonyOS", agent.number(after: "OpenHarmony ")) }
        if agent.has("Android") { return ("Android", agent.number(after: "Android ")) }
        if agent.has("Mac OS X") || agent.has("Macintosh") {
            // Frozen at 10.15.7 by all browsers, so it says nothing.
            return ("macOS", nil)
        }
        if agent.has("FreeBSD") || agent.has("OpenBSD") || agent.has("NetBSD") {
            return ("BSD", nil)
        }
        if agent.has("Linux") || agent.has("X11") { return ("Linux", nil) }
        return nil
    }

    private static let televisions = [
        "SmartTV", "SMART-TV", "Smart-TV", "SmartTv", "GoogleTV", "Android TV", "AppleTV", "HbbTV",
        "BRAVIA", "; AFT", "CrKey", "Roku", "NetCast", "Web0S", "Tizen TV", "PlayStation", "Xbox",
    ]

    private static func kind(of agent: AgentText, system: String?) -> String? {
        guard let system else { return nil }
        if televisions.contains(where: { agent.has($0) }) { return "TV" }
        switch system {
        case "iPadOS": return "Tablet"
        case "iOS", "Windows Phone", "KaiOS": return "Mobile"
        case "Android", "HarmonyOS":
            // Google asks tablets to leave "Mobile" out.
            return agent.has("Mobile") && !agent.has("Tablet") ? "Mobile" : "Tablet"
        case "Tizen", "webOS": return agent.has("Mobile") ? "Mobile" : "TV"
        default: return agent.has("Tablet") || agent.has("Mobile") ? "Mobile" : "Desktop"
        }
    }
}
