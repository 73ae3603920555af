internal import HTTPServer
internal import JSON

/// Why a request was not answered with what it asked for; one vocabulary for all endpoints.
///
/// Messages say what is expected and never repeat what was sent: that may be personal data.
package struct RequestError: Error, Hashable, Sendable {
    package let status: Int
    package let code: String
    package let message: String
    package var field: String?
    /// For 409: the hash of the notice in force.
    package var notice: String?

    package init(_ status: Int, _ code: String, _ message: String, field: String? = nil) {
        self.status = status
        self.code = code
        self.message = message
        self.field = field
    }

    static func malformed(field: String?, _ message: String) -> RequestError {
        RequestError(400, "malformed", message, field: field.flatMap { $0.isEmpty ? nil : $0 })
    }

    static let unknownSite = RequestError(404, "unknown_site", "no such site", field: "site")
    static let notFound = RequestError(404, "not_found", "nothing is here")
    static let unauthorized = RequestError(
        401,
        "unauthorized",
        "send Authorization: Bearer KEY with a key that is in force"
    )
    static let forbidden = RequestError(
        403,
        "forbidden",
        "the key's role or site does not allow this"
    )
    static let wrongOrigin = RequestError(
        403,
        "wrong_origin",
        "the page's origin is not one of the site's origins"
    )
    static let tooManyRequests = RequestError(
        429,
        "over_limit",
        "too many requests from this address; try again in a minute"
    )
    static let tooManyReports = RequestError(
        429,
        "over_limit",
        "too many reports with this key; try again in a minute"
    )
    static let unavailable = RequestError(
        503,
        "unavailable",
        "nothing can be stored at the moment; try again"
    )
    static let failed = RequestError(500, "failed", "this went wrong here; the log says more")

    static func outdatedNotice(current: String) -> RequestError {
        var error = RequestError(
            409,
            "outdated_notice",
            "the notice has changed; show the current one",
            field: "notice"
        )
        error.notice = current
        return error
    }

    /// The body `{"error":{...}}`.
    package var json: String {
        var members = [
            "\"code\":\(JSONText.quoted(code))", "\"message\":\(JSONText.quoted(message))",
        ]
        if let field { members.append("\"field\":\(JSONText.quoted(field))") }
        if let notice { members.append("\"notice\":\(JSONText.quoted(notice))") }
        return "{\"error\":{\(members.joined(separator: ","))}}"
    }

    /// The answer; `origin` is the site's allowed origin, so that the page can read the error.
    func response(allowing origin: String?) -> Response {
        var headers = Answers.json + Answers.cors(origin)
        if status == 503 { headers.append(("Retry-After", "1")) }
        if status == 429 { headers.append(("Retry-After", "60")) }
        if status == 401 { headers.append(("WWW-Authenticate", "Bearer")) }
        return .full(status: status, headers: headers, body: Array(json.utf8))
    }
}
