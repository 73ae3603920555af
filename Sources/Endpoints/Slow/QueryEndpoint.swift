internal import Configuration
internal import HTTPServer
internal import Observability
internal import Reports
internal import Storage

/// `POST /api/v2/query`: a question to the reports.
enum QueryEndpoint {
    static func answer(_ request: SlowRequest) throws(RequestError) -> Response {
        let access = try request.access(.marketing, .privacy, .admin)
        let query: ReportQuery
        let answer: ReportAnswer
        do throws(QueryError) {
            query = try QueryParser.parse(
                request.body,
                grammars: request.snapshot.grammars
            )
            guard access.site == nil || access.site == query.site else {
                throw QueryError(.forbidden, "site_id", "the key is for another site")
            }
            guard !query.isExact || access.role != .marketing else {
                throw QueryError(.forbidden, "exact", "the role marketing sees no small groups")
            }
            answer = try request.collector.reports.answer(
                query,
                minVisitors: query.isExact
                    ? 1 : request.snapshot.configuration.reports.minVisitors,
                nowMs: request.collector.clock()
            )
        } catch {
            throw RequestError(error)
        }
        // Who asked what shape of question; never its results.
        request.collector.log.info(
            "report",
            [
                "key": .string(access.keyID), "site": .string(query.site),
                "metrics": .string(query.metrics.map(\.rawValue).joined(separator: ",")),
                "dimensions": .string(query.dimensions.map(\.rawValue).joined(separator: ",")),
                "filters": .int(query.filters.count), "exact": .bool(query.isExact),
            ]
        )
        return Answers.ok(answer.json)
    }
}

extension RequestError {
    init(_ error: QueryError) {
        let status =
            switch error.code {
            case .malformed, .unsupported: 400
            case .unknownSite: 404
            case .forbidden: 403
            case .unavailable: 503
            }
        self.init(
            status,
            error.code.rawValue,
            error.message,
            field: error.field.isEmpty ? nil : error.field
        )
    }
}
