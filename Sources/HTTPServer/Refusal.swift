/// Why a request is answered here, without asking an endpoint, and its connection closed.
enum Refusal: String, CaseIterable {
    case malformed
    case uriTooLong = "uri_too_long"
    case headerTooLarge = "header_too_large"
    case bodyTooLarge = "body_too_large"
    case stopping
    case failed

    private var status: Int {
        switch self {
        case .malformed: 400
        case .uriTooLong: 414
        case .headerTooLarge: 431
        case .bodyTooLarge: 413
        case .stopping: 503
        case .failed: 500
        }
    }

    private var message: String {
        switch self {
        case .malformed: "the request is not well-formed HTTP"
        case .uriTooLong: "the address is too long"
        case .headerTooLarge: "the header is too large"
        case .bodyTooLarge: "the body is too large"
        case .stopping: "the server is stopping; try again"
        case .failed: "this went wrong here; the log says more"
        }
    }

    private var headers: [(String, String)] {
        var headers = [
            ("Content-Type", "application/json"), ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"), ("Connection", "close"),
        ]
        if self == .stopping { headers.append(("Retry-After", "1")) }
        return headers
    }

    private var body: String {
        "{\"error\":{\"code\":\"\(rawValue)\",\"message\":\"\(message)\"}}"
    }

    /// The whole answer as it is sent.
    var text: String {
        let fields = headers.map { "\($0.0): \($0.1)\r\n" }.joined()
        let body = body
        return
            "HTTP/1.1 \(status) Refused\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// The answers to all refusals, made once.
    static func responses() -> [Refusal: PreparedResponse] {
        Dictionary(
            uniqueKeysWithValues: allCases.map { refusal in
                (
                    refusal,
                    PreparedResponse(
                        status: refusal.status,
                        headers: refusal.headers,
                        body: Array(refusal.body.utf8)
                    )
                )
            }
        )
    }
}
