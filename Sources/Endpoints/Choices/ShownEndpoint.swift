internal import Configuration
internal import Consent
internal import Enrichment
internal import HTTPServer
internal import Ingest
internal import JSON
internal import Storage
internal import TimeZones
internal import Usage

/// `POST /v1/shown`: a banner came up by itself and is visible; answered once that is counted.
///
/// It leaves a counter and nothing else (decision 0012).
final class ShownEndpoint {
    private struct Waiting {
        let exchange: Exchange
        let group: ShownGroup
        let nonce: UInt64
        let origin: String?
    }

    private let collector: Collector
    private let places: LocationCache
    private var rate: RequestRate
    private var waiting: [Waiting] = []
    private var counted = RecentNonces()

    init(collector: Collector, places: LocationCache) {
        self.collector = collector
        self.places = places
        let limits = collector.snapshot.configuration.limits
        rate = RequestRate(limit: limits.requestsPerMinutePerAddress)
    }

    func handle(_ exchange: Exchange, in snapshot: Snapshot) -> Disposition {
        if snapshot.answersOther(exchange) { return .answered }
        do throws(RequestError) {
            return try take(exchange, in: snapshot)
        } catch {
            exchange.respond(error.response(allowing: snapshot.knownOrigin(of: exchange)))
            return .answered
        }
    }

    private func take(
        _ exchange: Exchange,
        in snapshot: Snapshot
    ) throws(RequestError) -> Disposition {
        let nowMs = collector.clock()
        let client = ClientRules.address(of: exchange, in: snapshot)
        guard rate.allows(client, nowMs: nowMs) else { throw .tooManyRequests }
        guard case .object(let members) = JSONValue.decode(unsafe [UInt8](exchange.body)),
            members.count == 2, let id = members["site"]?.string,
            let proof = members["shown"]?.string
        else { throw .malformed(field: nil, "an object with the texts site and shown is needed") }
        guard let site = snapshot.site(id) else { throw .unknownSite }
        let origin = try site.choosingOrigin(of: exchange)
        guard let facts = collector.keys.tokenKeys.verifyShown(proof),
            facts.proves(
                siteTag: site.rules.siteTag,
                noticeHash: site.noticeHash,
                nowMs: nowMs
            )
        else { throw .malformed(field: "shown", "the proof of the notice in force is needed") }
        // Who searches for pages is nobody who could be asked; once for each notice given out.
        let agent = exchange.header("user-agent") ?? ""
        guard !DeviceRules.isBot(userAgent: agent),
            counted.insert(facts.nonce)
        else {
            exchange.respond(Self.answer(origin))
            return .answered
        }
        let location = places.location(of: client)?.value
        waiting.append(
            Waiting(
                exchange: exchange,
                group: site.group(of: ConsentRecord.Shown(facts), location, userAgent: agent),
                nonce: facts.nonce,
                origin: origin
            )
        )
        return .heldForTurn
    }

    /// Takes a new configuration from the next request on.
    func install(_ snapshot: Snapshot) {
        rate = RequestRate(limit: snapshot.configuration.limits.requestsPerMinutePerAddress)
    }

    /// Commits what the turn brought and answers everybody who waits.
    func commit() {
        guard !waiting.isEmpty else { return }
        defer { waiting.removeAll(keepingCapacity: true) }
        do throws(StorageError) {
            try collector.ledger.count(shown: waiting.map(\.group))
        } catch {
            collector.noteFailure(error, of: "ledger")
            for request in waiting {
                counted.remove(request.nonce)
                request.exchange.respond(
                    RequestError.unavailable.response(allowing: request.origin)
                )
            }
            return
        }
        for request in waiting { request.exchange.respond(Self.answer(request.origin)) }
    }

    private static func answer(_ origin: String?) -> Response {
        .full(status: 204, headers: Answers.cors(origin), body: [])
    }
}

/// The latest notices that were counted, in memory only: one that is told again counts once.
struct RecentNonces {
    /// Of each half; twice 16 Ki numbers are less than 1 MB.
    static let capacity = 16_384

    private var young: Set<UInt64> = []
    private var old: Set<UInt64> = []

    /// Whether it was not there.
    mutating func insert(_ nonce: UInt64) -> Bool {
        guard !old.contains(nonce), young.insert(nonce).inserted else { return false }
        if young.count >= Self.capacity {
            old = young
            young = []
        }
        return true
    }

    mutating func remove(_ nonce: UInt64) {
        young.remove(nonce)
        old.remove(nonce)
    }
}

extension SiteSnapshot {
    /// What a banner is counted under: by the day its notice was given out, also for its answer.
    func group(
        of shown: ConsentRecord.Shown,
        _ location: Location?,
        userAgent: String
    ) -> ShownGroup {
        ShownGroup(
            site: id,
            day: site.timeZone.day(ofMs: shown.atMs),
            country: location?.country,
            device: DeviceRules.device(userAgent: userAgent).kind,
            noticeVersion: notice.version
        )
    }
}
