internal import Configuration
internal import HTTPServer
internal import JSON
internal import Observability
internal import Reports
internal import Storage

/// `POST /v1/reports/...`: funnel, retention, journeys, realtime and consent.
enum SheetEndpoint {
    static func answer(
        _ kind: SheetRequest.Kind,
        _ request: SlowRequest
    ) throws(RequestError) -> Response {
        let asked = try ReportAccess(request)
        let sheet: Sheet
        do throws(QueryError) {
            let question = try SheetRequest.parse(
                kind,
                try asked.question(),
                grammars: request.snapshot.grammars
            )
            asked.note(kind.rawValue, question.base)
            let minVisitors = try asked.minVisitors(for: question.base)
            if case .consent(let by) = question.question {
                sheet = try ConsentSheet(
                    request.collector,
                    question.base,
                    isGuarded: asked.isMarketing
                ).sheet(by: by, minVisitors: minVisitors)
            } else {
                guard
                    let found = try request.collector.reports.sheet(
                        question,
                        minVisitors: minVisitors,
                        nowMs: request.collector.clock(),
                        isGuarded: asked.isMarketing
                    )
                else { throw QueryError(.malformed, "", "there is no such report") }
                sheet = found
            }
        } catch {
            throw RequestError(error)
        }
        return Answers.ok(JSONValue.object(sheet.json).text)
    }
}
