internal import HTTPServer

/// Headers and answers that many endpoints share.
enum Answers {
    /// Answers hold a visitor's own data or counts of them: never cached.
    static let json: [(String, String)] = [
        ("Content-Type", "application/json"), ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]

    static let notFound = RequestError.notFound.response(allowing: nil)
    static let busy = RequestError.unavailable.response(allowing: nil)

    /// The exact allowed origin, never `*` together with credentials.
    static func cors(_ origin: String?) -> [(String, String)] {
        guard let origin else { return [("Vary", "Origin")] }
        return [
            ("Vary", "Origin"), ("Access-Control-Allow-Origin", origin),
            ("Access-Control-Allow-Credentials", "true"),
            ("Access-Control-Expose-Headers", "Assent-Outcome"),
        ]
    }

    static func methodNotAllowed(_ methods: String) -> Response {
        let error = RequestError(405, "method_not_allowed", "allowed here: \(methods)")
        return .full(
            status: 405,
            headers: json + [("Allow", methods)],
            body: Array(error.json.utf8)
        )
    }

    static func ok(_ body: String, origin: String? = nil, status: Int = 200) -> Response {
        .full(status: status, headers: json + cors(origin), body: Array(body.utf8))
    }

    /// The answer to a preflight, which browsers send for headers such as `Authorization`.
    static func preflight(origin: String?) -> Response {
        .full(
            status: 204,
            headers: cors(origin) + [
                ("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
                ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
                ("Access-Control-Max-Age", "86400"),
            ],
            body: []
        )
    }
}
