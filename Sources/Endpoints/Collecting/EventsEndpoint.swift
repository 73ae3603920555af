internal import Configuration
internal import Consent
internal import Enrichment
internal import HTTPServer
internal import Ingest
internal import Observability
internal import Storage
internal import TimeZones
internal import Usage

/// `POST /v1/events`: a beacon in, how many of its events were stored, withheld and refused out.
///
/// Answered only after the turn's commit; a request that stored nothing has nothing to wait for.
final class EventsEndpoint {
    private let collector: Collector
    private let parser: BeaconParser
    private let writer: UsageWriter
    private let intake: Intake
    private let answers: EventAnswers
    private let lookup: ConsentLookup
    private var snapshot: Snapshot
    private var rate: RequestRate
    /// Of the beacon that is being judged, by reason.
    private var withheld: [WithheldReason: WithheldTraffic.Count] = [:]
    private var waiting: [(exchange: Exchange, tally: OutcomeTally, origin: String?)] = []

    init?(collector: Collector, places: LocationCache, snapshot: Snapshot) {
        guard let parser = BeaconParser() else { return nil }
        self.collector = collector
        self.parser = parser
        self.snapshot = snapshot
        writer = collector.usage.makeWriter()
        let keys = collector.keys
        intake = Intake(
            locate: { places.location(of: $0) },
            pseudonym: { keys.visitor($1, of: $0.value) }
        )
        answers = EventAnswers()
        lookup = collector.consentLookup
        rate = RequestRate(limit: snapshot.configuration.limits.requestsPerMinutePerAddress)
    }

    /// Takes a new configuration from the next request on.
    func install(_ snapshot: Snapshot) {
        self.snapshot = snapshot
        rate = RequestRate(limit: snapshot.configuration.limits.requestsPerMinutePerAddress)
    }

    func handle(_ exchange: Exchange) -> Disposition {
        if snapshot.answersOther(exchange) { return .answered }
        do throws(RequestError) {
            return try take(exchange)
        } catch {
            collector.metrics.refusedRequests.add()
            exchange.respond(error.response(allowing: snapshot.knownOrigin(of: exchange)))
            return .answered
        }
    }

    private func take(_ exchange: Exchange) throws(RequestError) -> Disposition {
        let nowMs = collector.clock()
        let client = ClientRules.address(of: exchange, in: snapshot)
        guard rate.allows(client, nowMs: nowMs) else { throw .tooManyRequests }
        let beacon: SentBeacon
        do {
            beacon = try unsafe parser.read(exchange.body)
        } catch {
            throw .malformed(field: error.field, error.message)
        }
        guard let site = unsafe snapshot.site(beacon.site) else { throw .unknownSite }
        let origin = try site.allowedOrigin(of: exchange)
        let isTrusted = try snapshot.isIngest(exchange, site: site.id, collector.access)
        let gate = EventGate(
            token: tokenState(beacon, exchange),
            siteTag: site.rules.siteTag,
            noticeMaterial: site.rules.noticeMaterial,
            signals: ClientRules.signals(of: exchange),
            nowMs: nowMs,
            lookup: lookup
        )
        let context = unsafe BeaconContext(
            rules: site.rules,
            gate: gate,
            nowMs: nowMs,
            client: client,
            userAgent: exchange.field(.userAgent)
                ?? UnsafeRawBufferPointer(start: nil, count: 0),
            isTrusted: isTrusted
        )
        let (tally, mustWait) = judge(context)
        collector.metrics.count(tally)
        if !withheld.isEmpty {
            collector.withheld.add(
                withheld,
                site: site.id,
                day: site.site.timeZone.day(ofMs: nowMs)
            )
        }
        guard mustWait else {
            exchange.respond(.prepared(answers.accepted(tally, origin: origin)))
            return .answered
        }
        waiting.append((exchange, tally, origin))
        return .heldForTurn
    }

    /// A repeated id may repeat an event of this very turn, so its answer waits for the commit too.
    private func judge(_ context: BeaconContext) -> (OutcomeTally, mustWait: Bool) {
        var tally = OutcomeTally()
        if !withheld.isEmpty { withheld.removeAll(keepingCapacity: true) }
        var mustWait = false
        while let event = unsafe parser.nextEvent() {
            switch unsafe intake.outcome(of: event, in: context) {
            case .store(let allowed):
                mustWait = true
                switch writer.append(allowed) {
                case .stored: tally.countStored()
                case .duplicate: tally.count(.duplicate)
                case .full: tally.count(.overLimit)
                }
            case .withhold(let reason):
                tally.count(reason)
                withheld[reason, default: WithheldTraffic.Count()]
                    .add(isPageview: unsafe event.pointee.isPageview)
            case .refuse(let reason): tally.count(reason)
            }
        }
        return (tally, mustWait)
    }

    /// The token of the body, else of the cookie.
    private func tokenState(_ beacon: SentBeacon, _ exchange: Exchange) -> TokenState {
        if let token = unsafe beacon.token { return unsafe verified(token) }
        guard let cookie = unsafe ClientRules.tokenCookie(of: exchange) else { return .absent }
        return unsafe verified(cookie)
    }

    private func verified(_ text: UnsafeRawBufferPointer) -> TokenState {
        guard let token = unsafe collector.keys.tokenKeys.verify(text) else { return .bad }
        return .valid(token)
    }

    /// Commits what the turn brought and answers everybody who waits.
    func commit() {
        guard !waiting.isEmpty else { return }
        defer { waiting.removeAll(keepingCapacity: true) }
        let began = ContinuousClock.now
        do throws(StorageError) {
            try writer.commit()
        } catch {
            collector.noteFailure(error, of: "usage")
            for request in waiting {
                request.exchange.respond(
                    RequestError.unavailable.response(allowing: request.origin)
                )
            }
            return
        }
        collector.noteCommit(ContinuousClock.now - began, of: "usage")
        for request in waiting {
            let answer = answers.accepted(request.tally, origin: request.origin)
            request.exchange.respond(.prepared(answer))
        }
    }
}
