/// An answer to one request.
package enum Response: Sendable {
    case full(status: Int, headers: [(String, String)], body: [UInt8])
    case prepared(PreparedResponse)

    var prepared: PreparedResponse {
        switch self {
        case .full(let status, let headers, let body):
            PreparedResponse(status: status, headers: headers, body: body)
        case .prepared(let response):
            response
        }
    }
}
