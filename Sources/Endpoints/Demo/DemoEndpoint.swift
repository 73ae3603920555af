internal import Configuration
internal import Consent
internal import HTTPServer
internal import JSON
internal import Reports
internal import Storage
internal import TimeZones
internal import Usage

/// What the demo's pages show: the visitor's own rows, and a report.
enum DemoEndpoint {
    private static let siteID = "demo"

    /// `GET /demo/activity`: what is stored of the visitor whose token the request brings.
    static func activity(_ request: SlowRequest) throws(RequestError) -> Response {
        guard let site = request.snapshot.site(siteID) else { throw .unknownSite }
        guard case .valid(let token) = ConsentStateEndpoint.state(request, of: site),
            let grant = token.grant
        else {
            return Answers.ok(
                "{\"consent\":null,\"location\":null,\"recent\":[],\"totals\":{\"stored\":0}}"
            )
        }
        let collector = request.collector
        let events: [StoredEvent]
        do throws(StorageError) {
            events = try collector.usage.rows(
                of: collector.keys.visitor(grant.consentID, of: siteID),
                site: siteID
            )
        } catch {
            throw request.failed(error)
        }
        let latest = collector.ledger.latest(of: grant.consentID)
        let granted = Category.optional.filter { latest?.choices.grants($0) ?? false }
        let place = events.last { $0.location != nil }?.location
        let recent = events.suffix(50).reversed().map(line)
        let members = [
            "\"consent\":{\"granted\":[\(granted.map { "\"\($0.rawValue)\"" }.joined(separator: ","))]}",
            "\"location\":\(text(place) ?? "null")",
            "\"recent\":[\(recent.joined(separator: ","))]",
            "\"totals\":{\"stored\":\(events.count)}",
        ]
        return Answers.ok("{\(members.joined(separator: ","))}")
    }

    /// From the city to the country, as far as it is known.
    private static func text(_ place: Location?) -> String? {
        let names = [place?.city, place?.region, place?.country].compactMap { $0 }
        return names.isEmpty ? nil : JSONText.quoted(names.joined(separator: ", "))
    }

    private static func line(_ event: StoredEvent) -> String {
        let kind =
            switch event.kind {
            case .pageview: "pageview"
            case .event: "event"
            case .engagement: "engagement"
            }
        let campaign = event.campaign.flatMap { $0.name ?? $0.source }
        let members: [(String, String?)] = [
            ("time", "\(event.timeMs)"),
            ("type", "\"\(kind)\""),
            ("page", event.page.map { JSONText.quoted($0.path) }),
            ("name", event.name.map(JSONText.quoted)),
            ("country", event.location?.country.map(JSONText.quoted)),
            ("place", text(event.location)),
            ("source", event.source?.name.map(JSONText.quoted)),
            ("campaign", campaign.map(JSONText.quoted)),
            ("browser", event.device?.browser.map(JSONText.quoted)),
            ("engaged_ms", event.kind == .engagement ? "\(event.engagedMs)" : nil),
            ("record", "\(event.record)"),
            ("outcome", "\"stored\""),
        ]
        let text = members.map { "\"\($0.0)\":\($0.1 ?? "null")" }
        return "{\(text.joined(separator: ","))}"
    }

    /// `GET /demo/report`: the last 30 days as marketing sees them, small groups hidden.
    static func report(_ request: SlowRequest) throws(RequestError) -> Response {
        let totals = try answer(request, "[\"visitors\",\"pageviews\"]", by: "[]")
        let pages = try answer(request, "[\"visitors\",\"pageviews\"]", by: "[\"event:page\"]")
        let countries = try answer(request, "[\"visitors\"]", by: "[\"visit:country\"]")
        let zone = request.snapshot.site(siteID)?.site.timeZone ?? .utc
        func number(_ value: Double?) -> String { value.map { "\(Int($0))" } ?? "null" }
        let figures = totals.rows.first?.metrics ?? [0, 0]
        let from = CivilDate(days: zone.day(ofMs: totals.period.lowerBound))
        let to = CivilDate(days: zone.day(ofMs: totals.period.upperBound - 1))
        let pageRows = pages.rows.map { row in
            "{\"page\":\(JSONText.quoted(row.dimensions[0])),\"visitors\":\(number(row.metrics[0])),"
                + "\"pageviews\":\(number(row.metrics[1]))}"
        }
        let countryRows = countries.rows.map { row in
            "{\"country\":\(JSONText.quoted(row.dimensions[0])),\"visitors\":\(number(row.metrics[0]))}"
        }
        let members = [
            "\"from\":\"\(from)\"", "\"to\":\"\(to)\"",
            "\"min_visitors\":\(totals.minVisitors)",
            "\"hidden_groups\":\(totals.hiddenGroups + pages.hiddenGroups + countries.hiddenGroups)",
            "\"visitors\":\(number(figures[0]))", "\"pageviews\":\(number(figures[1]))",
            "\"pages\":[\(pageRows.joined(separator: ","))]",
            "\"countries\":[\(countryRows.joined(separator: ","))]",
        ]
        return Answers.ok("{\(members.joined(separator: ","))}")
    }

    private static func answer(
        _ request: SlowRequest,
        _ metrics: String,
        by dimensions: String
    ) throws(RequestError) -> ReportAnswer {
        let text =
            "{\"site_id\":\"\(siteID)\",\"date_range\":\"30d\",\"metrics\":\(metrics),"
            + "\"dimensions\":\(dimensions),\"pagination\":{\"limit\":20}}"
        do throws(QueryError) {
            return try request.collector.reports.answer(
                QueryParser.parse(Array(text.utf8), grammars: request.snapshot.grammars),
                minVisitors: request.snapshot.configuration.reports.minVisitors,
                nowMs: request.collector.clock()
            )
        } catch {
            throw RequestError(error)
        }
    }
}
