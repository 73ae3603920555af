internal import Configuration
internal import Consent
internal import HTTPServer
internal import Ingest
internal import JSON
internal import Observability
internal import Storage
internal import Usage

/// `GET /v1/notice`: what a visitor is shown, with a token that proves it.
final class NoticeEndpoint {
    private let collector: Collector
    private let places: LocationCache

    init(collector: Collector, places: LocationCache) {
        self.collector = collector
        self.places = places
    }

    func handle(_ exchange: Exchange, in snapshot: Snapshot) -> Disposition {
        switch exchange.method {
        case .get, .head:
            do throws(RequestError) {
                exchange.respond(try answer(exchange, in: snapshot))
            } catch {
                exchange.respond(error.response(allowing: snapshot.knownOrigin(of: exchange)))
            }
        case .options:
            exchange.respond(Answers.preflight(origin: snapshot.knownOrigin(of: exchange)))
        default:
            exchange.respond(Answers.methodNotAllowed("GET, HEAD, OPTIONS"))
        }
        return .answered
    }

    private func answer(
        _ exchange: Exchange,
        in snapshot: Snapshot
    ) throws(RequestError) -> Response {
        guard let id = exchange.query("site"), let site = snapshot.site(id) else {
            throw .unknownSite
        }
        let origin = try site.choosingOrigin(of: exchange)
        let wanted = exchange.query("lang").map { [$0] } ?? Self.languages(of: exchange)
        let language = Self.language(wanted, of: site.notice)
        let client = ClientRules.address(of: exchange, in: snapshot)
        let location = places.location(of: client)?.value
        let shown = collector.keys.tokenKeys.sign(
            shown: .now(
                siteTag: site.rules.siteTag,
                noticeHash: site.noticeHash,
                language: language,
                nowMs: collector.clock()
            )
        )
        collector.metrics.notices.add()
        let members = [
            site.noticeTexts[language] ?? "",
            "\"model\":\(JSONText.quoted(site.model(in: snapshot, at: location).rawValue))",
            "\"country\":\(location?.country.map(JSONText.quoted) ?? "null")",
            "\"gpc\":\(ClientRules.signals(of: exchange).gpc)",
            "\"shown\":\(JSONText.quoted(shown))",
        ]
        return Answers.ok("{\(members.joined(separator: ","))}", origin: origin)
    }

    /// The notice's language that fits best: exactly, else by the first part, else its default.
    static func language(_ wanted: [String], of notice: Notice) -> String {
        let codes = notice.languages.map(\.code)
        for code in wanted {
            if let exact = codes.first(where: { $0.lowercased() == code.lowercased() }) {
                return exact
            }
            let primary = code.split(separator: "-").first.map { $0.lowercased() }
            if let near = codes.first(where: {
                $0.split(separator: "-").first.map { $0.lowercased() } == primary
            }) {
                return near
            }
        }
        return notice.defaultLanguage
    }

    /// The languages of `Accept-Language` in their order of weight.
    private static func languages(of exchange: Exchange) -> [String] {
        let parts = (exchange.header("accept-language") ?? "").split(separator: ",").prefix(20)
        let weighted = parts.map { part -> (code: String, weight: Double) in
            let pieces = part.split(separator: ";").map { String($0.drop { $0 == " " }) }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }
            return (pieces.first ?? "", weight.flatMap { Double($0.dropFirst(2)) } ?? 1)
        }
        return weighted.sorted { $0.weight > $1.weight }.map(\.code)
    }
}

extension SiteSnapshot {
    /// The consent model for a visitor of this place; an unknown place has the strictest rules.
    func model(in snapshot: Snapshot, at location: Location?) -> ConsentModel {
        let model = snapshot.configuration.model(
            for: site,
            country: location?.country,
            region: location?.region
        )
        return model
    }
}
