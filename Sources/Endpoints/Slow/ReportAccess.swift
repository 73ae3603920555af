internal import Configuration
internal import JSON
internal import Observability
internal import Reports
internal import Storage

/// Who asks for a report, and what a role may ask.
struct ReportAccess {
    private let access: Access
    private let request: SlowRequest

    /// The holder of the request's key, who must not have asked too often.
    init(_ request: SlowRequest) throws(RequestError) {
        access = try request.access(.marketing, .privacy, .admin)
        self.request = request
        if access.role == .marketing {
            try request.collector.reportRate.take(
                access.keyID,
                limit: request.snapshot.configuration.reports.queriesPerMinute,
                nowMs: request.collector.clock()
            )
        }
    }

    var isMarketing: Bool { access.role == .marketing }

    /// The site that the request names, for which the key must be good.
    func site() throws(RequestError) -> SiteSnapshot { try request.site(for: access) }

    /// The question in the request's body, about a site that the key is good for.
    ///
    /// That comes first: what else is wrong is told with the names of the site's goals and properties.
    func question() throws(QueryError) -> JSONValue {
        let body = try QueryParser.decoded(request.body)
        guard case .object(let members) = body, let site = members["site_id"]?.string else {
            return body
        }
        guard access.site == nil || access.site == site else {
            note("refused", site: access.site ?? "", days: 0)
            throw QueryError(.forbidden, "site_id", "the key is for another site")
        }
        guard request.snapshot.site(site) != nil else {
            let known = request.snapshot.sites.map(\.id).joined(separator: ", ")
            throw QueryError(.unknownSite, "site_id", "no such site; there is \(known)")
        }
        return body
    }

    /// Groups of fewer visitors are hidden from who asks; 1 hides none.
    func minVisitors(for query: ReportQuery) throws(QueryError) -> Int {
        guard query.isExact else { return request.snapshot.configuration.reports.minVisitors }
        guard !isMarketing else {
            throw QueryError(.forbidden, "exact", "the role marketing sees no small groups")
        }
        return 1
    }

    /// Who asked what shape of question; never its results.
    func note(_ kind: String, _ query: ReportQuery) {
        request.collector.log.audit(
            "report",
            [
                "key": .string(access.keyID), "role": .string(access.role.rawValue),
                "kind": .string(kind), "site": .string(query.site),
                "metrics": .string(query.metrics.map(\.rawValue).joined(separator: ",")),
                "dimensions": .string(query.dimensions.map(\.rawValue).joined(separator: ",")),
                "filters": .string(query.filters.map(\.shape).joined(separator: ",")),
                "days": .int(query.dateRange.days ?? 0), "exact": .bool(query.isExact),
            ]
        )
    }

    /// The same of a report on consent that is no query.
    func note(_ kind: String, site: String, days: Int) {
        request.collector.log.audit(
            "report",
            [
                "key": .string(access.keyID), "role": .string(access.role.rawValue),
                "kind": .string(kind), "site": .string(site), "days": .int(days),
                "exact": .bool(!isMarketing),
            ]
        )
    }
}
