internal import Configuration
internal import Consent
internal import Enrichment
internal import HTTPServer
internal import Ingest
internal import JSON
internal import TimeZones

/// One site of a configuration, made ready to answer requests.
package final class SiteSnapshot: Sendable {
    let site: Configuration.Site
    let rules: SiteRules
    let notice: Notice
    let noticeHash: [UInt8]
    let noticeHashText: String
    /// The answer to `GET /v1/notice` by language, but for what differs from visitor to visitor.
    let noticeTexts: [String: String]
    private let idBytes: [UInt8]
    /// The configured origins: one that is written out is found without a text of its own.
    private let originBytes: [[UInt8]]

    init(_ site: Configuration.Site, in configuration: Configuration) {
        self.site = site
        notice = configuration.notice(for: site)
        noticeHash = notice.hash
        noticeHashText = notice.hashText
        idBytes = Array(site.id.utf8)
        originBytes = site.origins.map { Array($0.text.utf8) }
        let zone = site.timeZone
        let patterns = site.scrub
        rules = SiteRules(
            site: site.id,
            noticeMaterial: notice.noticeMaterial,
            scrubber: PageScrubber(
                allowedParameters: patterns.allowQueryParameters,
                deny: patterns.denyPatterns.compactMap { PathPattern($0) },
                allow: patterns.allowPatterns.compactMap { PathPattern($0) }
            ),
            ownHosts: site.hosts,
            excluded: site.excludedAddresses.compactMap { AddressBlock($0) },
            isForMinors: site.audience == .minors,
            properties: site.properties,
            usageMonths: configuration.retention.usageMonths,
            day: { zone.day(ofMs: $0) }
        )
        var texts: [String: String] = [:]
        for language in notice.languages {
            texts[language.code] = NoticeText.members(notice, in: language, of: site)
        }
        noticeTexts = texts
    }

    package var id: String { site.id }

    func isNamed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count == idBytes.count else { return false }
        for index in idBytes.indices where unsafe bytes[index] != idBytes[index] { return false }
        return true
    }

    /// The request's origin, which must be the site's; nil where none was sent, as by a server.
    func allowedOrigin(of exchange: Exchange) throws(RequestError) -> String? {
        guard let sent = unsafe exchange.field(.origin) else { return nil }
        for (index, bytes) in originBytes.enumerated() where unsafe sent.elementsEqual(bytes) {
            return site.origins[index].text
        }
        let origin = unsafe String(decoding: sent, as: UTF8.self)
        guard site.allows(origin: origin) else { throw .wrongOrigin }
        return origin
    }

    /// As ``allowedOrigin(of:)``, and the collector's own `/privacy` may ask and choose too.
    ///
    /// A page of another site cannot claim to be of the host it sends to: browsers write both.
    func choosingOrigin(of exchange: Exchange) throws(RequestError) -> String? {
        guard let origin = exchange.header("origin"), let host = exchange.header("host"),
            Self.isOwn(origin: origin, host: host)
        else { return try allowedOrigin(of: exchange) }
        return origin
    }

    /// Whether a page of `origin` came from the `Host` that the request is for.
    ///
    /// Either scheme counts: behind a proxy the collector itself is asked in plain HTTP.
    static func isOwn(origin: String, host: String) -> Bool {
        guard !host.isEmpty else { return false }
        let host = host.lowercased()
        return origin == "https://" + host || origin == "http://" + host
    }
}
