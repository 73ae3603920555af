package import Usage

/// Tells where a visitor came from.
package enum SourceRules {
    /// Longer referrers say no more: 512 bytes.
    private static let longestReferrer = 512

    /// The source of a pageview; `campaign` is given only where marketing is granted and then wins.
    ///
    /// The site's own pages (`siteHosts`, with and without `www.`, or `*.` before all below a host) are no
    /// source.
    package static func source(
        referrer: String,
        siteHosts: [String],
        campaign: Campaign?,
        scrubber: PageScrubber
    ) -> Source {
        let found = origin(referrer, siteHosts, scrubber)
        guard let tagged = campaign?.source else { return found }
        return Source(name: KnownSources.name(tag: tagged) ?? tagged, referrer: found.referrer)
    }

    private static func origin(
        _ referrer: String,
        _ siteHosts: [String],
        _ scrubber: PageScrubber
    ) -> Source {
        if let app = app(referrer) {
            return Source(name: KnownSources.name(app: app) ?? app, referrer: app)
        }
        guard let from = scrubber.scrub(url: referrer)?.page, !from.host.isEmpty,
            !isAddress(from.host)
        else { return .direct }
        let host = withoutWWW(from.host)
        if siteHosts.contains(where: { isOwn(from.host, ASCII.lowercased($0)) }) { return .direct }
        let known = KnownSources.name(host: host)
        let shown = known == nil ? scrubbed(host: host) : host
        let path = from.path.prefix { $0 != "?" }
        let whole = path == "/" ? shown : shown + path
        return Source(
            name: known ?? shown,
            referrer: whole.utf8.count <= longestReferrer ? whole : shown
        )
    }

    /// The package name of "android-app://org.example.app/", as Android's browsers send it.
    private static func app(_ referrer: String) -> String? {
        let scheme = "android-app://"
        guard ASCII.lowercased(referrer.prefix(scheme.count)) == scheme else { return nil }
        let name = referrer.utf8.dropFirst(scheme.utf8.count).prefix { byte in
            ASCII.isLetter(byte) || ASCII.isDigit(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "_")
        }
        guard (1...150).contains(name.count) else { return nil }
        return scrubbed(host: ASCII.lowercased(Substring(name)))
    }

    /// The host with parts replaced that look like somebody's, such as a customer number.
    private static func scrubbed(host: String) -> String {
        host.split(separator: ".").map { TextScrubber.scrub(String($0), limit: 63) }
            .joined(separator: ".")
    }

    /// The address of a machine is nobody's name, and may be somebody's own device.
    private static func isAddress(_ host: String) -> Bool {
        host.utf8.first == UInt8(ascii: "[") || ClientAddress(host) != nil
    }

    private static func isOwn(_ host: String, _ siteHost: String) -> Bool {
        if siteHost.hasPrefix("*.") { return host.hasSuffix(siteHost.dropFirst(1)) }
        return withoutWWW(siteHost) == withoutWWW(host)
    }

    private static func withoutWWW(_ host: String) -> String {
        host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    }
}
