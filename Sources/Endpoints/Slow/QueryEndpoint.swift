internal import Configuration
internal import HTTPServer
internal import Observability
internal import Reports
internal import Storage

/// `POST /api/v2/query`: a question to the reports.
enum QueryEndpoint {
    static func answer(_ request: SlowRequest) throws(RequestError) -> Response {
        let asked = try ReportAccess(request)
        let answer: ReportAnswer
        do throws(QueryError) {
            let query = try QueryParser.parse(
                try asked.question(),
                grammars: request.snapshot.grammars
            )
            asked.note("query", query)
            answer = try request.collector.reports.answer(
                query,
                minVisitors: try asked.minVisitors(for: query),
                nowMs: request.collector.clock(),
                isGuarded: asked.isMarketing
            )
        } catch {
            throw RequestError(error)
        }
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
