package import Configuration
internal import Enrichment
internal import HTTPServer
package import PrivacyOffice
internal import Storage
package import TimeZones

/// A configuration made ready to answer requests; a reload puts another in its place.
package final class Snapshot: Sendable {
    package let configuration: Configuration
    package let sites: [SiteSnapshot]
    let trustedProxies: [AddressBlock]
    private let byID: [String: SiteSnapshot]

    package init(_ configuration: Configuration) {
        self.configuration = configuration
        let sites = configuration.sites.map { SiteSnapshot($0, in: configuration) }
        self.sites = sites
        byID = Dictionary(sites.map { ($0.id, $0) }) { first, _ in first }
        trustedProxies = configuration.trustedProxies.compactMap { AddressBlock($0) }
    }

    /// The time zone of each site.
    package var timeZones: [String: TimeZone] {
        Dictionary(sites.map { ($0.id, $0.site.timeZone) }) { first, _ in first }
    }

    /// How long each site's usage and all choices are kept.
    package var retentionPlan: RetentionPlan {
        RetentionPlan(
            sites: timeZones,
            usageMonths: configuration.retention.usageMonths,
            consentMonths: configuration.retention.consentMonths
        )
    }

    package func site(_ id: String) -> SiteSnapshot? { byID[id] }

    /// The site of these bytes of UTF-8; a server of few sites compares them in place.
    func site(_ id: UnsafeRawBufferPointer) -> SiteSnapshot? {
        guard sites.count <= 8 else { return unsafe byID[String(decoding: id, as: UTF8.self)] }
        return sites.first { unsafe $0.isNamed(id) }
    }

    /// The request's origin where it is any site's, so that its page can read an error.
    func knownOrigin(of exchange: Exchange) -> String? {
        guard let origin = exchange.header("origin"),
            sites.contains(where: { $0.site.allows(origin: origin) })
        else { return nil }
        return origin
    }

    /// Answers what is no `POST`: a preflight, or a method that is none of `allowed`; true where it did.
    func answersOther(_ exchange: Exchange, allowed: String = "POST, OPTIONS") -> Bool {
        switch exchange.method {
        case .post: return false
        case .options: exchange.respond(Answers.preflight(origin: knownOrigin(of: exchange)))
        default: exchange.respond(Answers.methodNotAllowed(allowed))
        }
        return true
    }

    /// Whether the sender holds a key that may send times and addresses of its own for this site.
    func isIngest(
        _ exchange: Exchange,
        site: String,
        _ keys: AccessKeys
    ) throws(RequestError) -> Bool {
        guard unsafe exchange.field(.authorization) != nil else { return false }
        guard let bearer = ClientRules.bearer(of: exchange) else { return false }
        guard let access = keys.access(of: bearer) else { throw .unauthorized }
        guard [.ingest, .admin].contains(access.role), access.site == nil || access.site == site
        else { throw .forbidden }
        return true
    }
}
