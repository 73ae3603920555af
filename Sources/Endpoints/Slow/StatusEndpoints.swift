internal import Configuration
internal import Enrichment
internal import HTTPServer
internal import JSON
internal import Observability
internal import PrivacyOffice
internal import Storage
internal import Usage

/// What an operator's tools ask, and the one well-known file.
enum StatusEndpoints {
    /// Alive, and nothing is kept longer than promised.
    static func health(_ request: SlowRequest) throws(RequestError) -> Response {
        let collector = request.collector
        let overdue: [OverdueSite]
        do throws(StorageError) {
            overdue = try RetentionSweep.overdue(
                in: collector.usage,
                plan: request.snapshot.retentionPlan,
                nowMs: collector.clock()
            )
        } catch {
            throw request.failed(error)
        }
        guard overdue.isEmpty else {
            let sites = overdue.map { site in
                let oldest = CivilDate(days: site.oldestDay).description
                return "{\"site\":\(JSONText.quoted(site.site)),\"oldest_row\":\"\(oldest)\"}"
            }
            return Answers.ok(
                "{\"status\":\"overdue\",\"reason\":\"usage is older than its retention; "
                    + "run: assent expire\",\"sites\":[\(sites.joined(separator: ","))]}",
                status: 503
            )
        }
        return Answers.ok("{\"status\":\"ok\"}")
    }

    /// Whether a choice and a beacon could be committed now.
    static func ready(_ request: SlowRequest) throws(RequestError) -> Response {
        let collector = request.collector
        do throws(StorageError) {
            try collector.ledger.probe()
            try collector.usage.canCommit()
        } catch {
            return Answers.ok(
                "{\"status\":\"unavailable\",\"reason\":\(JSONText.quoted(error.what))}",
                status: 503
            )
        }
        return Answers.ok("{\"status\":\"ready\"}")
    }

    /// For the metrics listener, this machine and holders of an admin key.
    static func metrics(_ request: SlowRequest) throws(RequestError) -> Response {
        let exchange = request.exchange
        let isOwnListener =
            exchange.localListener >= request.snapshot.configuration.listen.count
        // What a proxy forwarded is never from this machine: a client may have written these fields
        // itself, and behind a proxy that is not configured every peer looks like this machine.
        let isForwarded =
            (exchange.header("x-forwarded-for") ?? exchange.header("forwarded")) != nil
        let peer = ClientAddress(bytes: exchange.peerAddress)
        let isLocal = !isForwarded && loopback.contains { peer.map($0.contains) ?? false }
        if !isOwnListener, !isLocal { _ = try request.access(.admin) }
        return .full(
            status: 200,
            headers: [("Content-Type", Metrics.contentType), ("Cache-Control", "no-store")],
            body: Array(request.collector.registry.render().utf8)
        )
    }

    /// The GPC support resource of W3C's Global Privacy Control.
    static func gpc(_ request: SlowRequest) -> Response {
        var members = ["\"gpc\":true"]
        if let date = request.snapshot.configuration.gpcUpdated {
            members.append("\"lastUpdate\":\(JSONText.quoted(date))")
        }
        return .full(
            status: 200,
            headers: [
                ("Content-Type", "application/json"), ("Cache-Control", "public, max-age=86400"),
                ("Access-Control-Allow-Origin", "*"), ("X-Content-Type-Options", "nosniff"),
            ],
            body: Array("{\(members.joined(separator: ","))}".utf8)
        )
    }

    private static let loopback = ["127.0.0.0/8", "::1"].compactMap { AddressBlock($0) }
}
