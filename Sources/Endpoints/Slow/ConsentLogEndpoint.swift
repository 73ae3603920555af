internal import Configuration
internal import Consent
internal import Crypto
internal import HTTPServer
internal import JSON
internal import PrivacyOffice
internal import Storage
internal import TimeZones
internal import Usage

/// The privacy office's look at the ledger: the consent log, and notices by their hash.
enum ConsentLogEndpoint {
    /// `GET /v1/consent-log`, for the roles privacy and admin.
    static func answer(_ request: SlowRequest) throws(RequestError) -> Response {
        let access = try request.access(.privacy, .admin)
        let exchange = request.exchange
        var filter = ConsentLogFilter(limit: 100)
        if exchange.query("site") != nil || access.site != nil {
            filter.site = try request.site(for: access).id
        }
        let zone = filter.site.flatMap { request.snapshot.site($0)?.site.timeZone } ?? .utc
        if let from = try day(exchange, "from") { filter.fromMs = zone.startOfDay(day: from) }
        if let to = try day(exchange, "to") { filter.toMs = zone.startOfDay(day: to + 1) }
        if let text = exchange.query("id") {
            guard let id = ConsentID(text: text) else {
                throw .malformed(field: "id", "a consent id of 22 characters is expected")
            }
            filter.consentID = id
        }
        if let text = exchange.query("mechanism") {
            guard let mechanism = Mechanism(rawValue: text) else {
                throw .malformed(
                    field: "mechanism",
                    "accept_all, reject_all, save, withdraw, gpc or api"
                )
            }
            filter.mechanism = mechanism
        }
        if let text = exchange.query("category") {
            guard let category = Category(rawValue: text) else {
                throw .malformed(field: "category", "functional, analytics or marketing")
            }
            filter.category = category
        }
        if let text = exchange.query("limit") {
            guard let limit = Int(text), (1...ConsentLogFilter.largestLimit).contains(limit) else {
                throw .malformed(field: "limit", "1 to \(ConsentLogFilter.largestLimit)")
            }
            filter.limit = limit
        }
        if let text = exchange.query("cursor") {
            guard let cursor = ConsentLogPage.Cursor(text: text) else {
                throw .malformed(field: "cursor", "the cursor of an earlier answer is expected")
            }
            filter.cursor = cursor
        }
        let page: ConsentLogPage
        do throws(StorageError) {
            page = try request.collector.ledger.list(filter)
        } catch {
            throw request.failed(error)
        }
        return try text(page, as: exchange.query("format"))
    }

    private static func text(
        _ page: ConsentLogPage,
        as format: String?
    ) throws(RequestError) -> Response {
        var headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
        if let next = page.next { headers.append(("Assent-Cursor", next.text)) }
        switch format {
        case nil, "json":
            let records = page.records.map(\.canonicalText).joined(separator: ",")
            let next = page.next.map { JSONText.quoted($0.text) } ?? "null"
            return Answers.ok("{\"records\":[\(records)],\"next\":\(next)}")
        case "csv":
            headers.append(("Content-Type", "text/csv; charset=utf-8"))
            return .full(
                status: 200,
                headers: headers,
                body: Array(ConsentLogText.csv(page.records).utf8)
            )
        case "jsonl":
            headers.append(("Content-Type", "application/jsonl"))
            return .full(
                status: 200,
                headers: headers,
                body: Array(ConsentLogText.lines(page.records).utf8)
            )
        default:
            throw .malformed(field: "format", "json, csv or jsonl")
        }
    }

    /// `GET /v1/notices?hash=`: the exact notice a consent record names, as anybody can hash it.
    static func notice(_ request: SlowRequest) throws(RequestError) -> Response {
        guard let text = request.exchange.query("hash"), let hash = Hex.decode(text),
            hash.count == 32
        else { throw .malformed(field: "hash", "the 64 digits of a notice's hash are expected") }
        let notice: KeptNotice?
        do throws(StorageError) {
            notice = try request.collector.ledger.notice(hash: hash)
        } catch {
            throw request.failed(error)
        }
        guard let notice else { throw .notFound }
        return .full(
            status: 200,
            headers: [
                ("Content-Type", "application/json"), ("X-Content-Type-Options", "nosniff"),
                // What has this hash never changes.
                ("Cache-Control", "public, max-age=31536000, immutable"),
                ("Access-Control-Allow-Origin", "*"),
            ],
            body: Array(notice.text.utf8)
        )
    }

    static func day(_ exchange: Exchange, _ name: String) throws(RequestError) -> Int32? {
        guard let text = exchange.query(name) else { return nil }
        guard let date = CivilDate(text) else {
            throw .malformed(field: name, "a day such as 2026-11-25 is expected")
        }
        return date.days
    }
}
