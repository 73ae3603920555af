internal import Consent
internal import HTTPServer
internal import Ingest
internal import JSON
internal import Storage
internal import Usage

/// `GET /v1/consent`: the choice in force for the visitor who asks, and why.
enum ConsentStateEndpoint {
    static func answer(_ request: SlowRequest) throws(RequestError) -> Response {
        guard let id = request.exchange.query("site"), let site = request.snapshot.site(id) else {
            throw .unknownSite
        }
        let origin = try site.choosingOrigin(of: request.exchange)
        let state = state(request, of: site)
        let nowMs = request.collector.clock()
        // From the copied header: the connection's own memory belongs to its loop.
        let signals = Signals(gpc: request.exchange.headers("sec-gpc").contains("1"))
        var newer: RecordFacts?
        var members: [String] = []
        if case .valid(let token) = state {
            if let grant = token.grant {
                newer = request.collector.ledger.newer(than: grant.sequence, of: grant.consentID)
                members.append("\"consent_id\":\(JSONText.quoted(grant.consentID.text))")
                if let record = try record(newer?.sequence ?? grant.sequence, request) {
                    members.append("\"record\":\(JSONText.quoted(record.id.text))")
                    members.append("\"mechanism\":\"\(record.mechanism.rawValue)\"")
                }
            }
            let atMs = newer?.atMs ?? token.issuedMs
            members.append("\"since\":\"\(Instant.text(atMs))\"")
            members.append("\"expires\":\"\(Instant.text(newer?.expiresMs ?? token.expiresMs))\"")
        }
        let categories = site.notice.categories.map(\.category).map { category in
            let verdict = ConsentGate.verdict(
                for: category,
                token: state,
                newer: newer,
                noticeMaterial: site.rules.noticeMaterial,
                signals: signals,
                eventMs: nowMs,
                nowMs: nowMs
            )
            let text =
                switch verdict {
                case .permitted: "{\"granted\":true}"
                case .withheld(let reason): "{\"granted\":false,\"reason\":\"\(reason.rawValue)\"}"
                }
            return "\(JSONText.quoted(category.rawValue)):\(text)"
        }
        members.insert("\"choices\":{\(categories.joined(separator: ","))}", at: 0)
        members.insert("\"site\":\(JSONText.quoted(site.id))", at: 0)
        return Answers.ok("{\(members.joined(separator: ","))}", origin: origin)
    }

    /// Nil where its content was removed.
    private static func record(
        _ sequence: UInt64,
        _ request: SlowRequest
    ) throws(RequestError) -> ConsentRecord? {
        do throws(StorageError) {
            return try request.collector.ledger.record(sequence: sequence)
        } catch {
            throw request.failed(error)
        }
    }

    /// What the request brought as its token.
    static func state(_ request: SlowRequest, of site: SiteSnapshot) -> TokenState {
        guard let text = ClientRules.consentToken(of: request.exchange) else { return .absent }
        guard let token = request.collector.keys.tokenKeys.verify(text),
            token.siteTag == site.rules.siteTag
        else { return .bad }
        return .valid(token)
    }
}
