internal import Configuration
internal import Consent
internal import Enrichment
internal import HTTPServer
internal import Ingest
internal import JSON
internal import Observability
internal import Storage
internal import Usage

/// `POST /v1/consent`: a choice in, a token out, once the record is committed.
final class ConsentEndpoint {
    private struct Waiting {
        let exchange: Exchange
        let site: SiteSnapshot
        let origin: String?
    }

    private let collector: Collector
    private let places: LocationCache
    private var rate: RequestRate
    private var drafts: [ConsentRecordDraft] = []
    private var waiting: [Waiting] = []
    /// Whether somebody who waits had granted something before.
    private var changesGrant = false

    init(collector: Collector, places: LocationCache) {
        self.collector = collector
        self.places = places
        let limits = collector.snapshot.configuration.limits
        rate = RequestRate(limit: limits.requestsPerMinutePerAddress)
    }

    func handle(_ exchange: Exchange, in snapshot: Snapshot) -> Disposition {
        if snapshot.answersOther(exchange, allowed: "GET, POST, OPTIONS") { return .answered }
        do throws(RequestError) {
            try take(exchange, in: snapshot)
            return .heldForTurn
        } catch {
            exchange.respond(error.response(allowing: snapshot.knownOrigin(of: exchange)))
            return .answered
        }
    }

    private func take(_ exchange: Exchange, in snapshot: Snapshot) throws(RequestError) {
        let nowMs = collector.clock()
        var client = ClientRules.address(of: exchange, in: snapshot)
        guard rate.allows(client, nowMs: nowMs) else { throw .tooManyRequests }
        let request = try ChoiceRequest(unsafe [UInt8](exchange.body))
        guard let site = snapshot.site(request.site) else { throw .unknownSite }
        let origin = try site.choosingOrigin(of: exchange)
        let isTrusted = try snapshot.isIngest(exchange, site: site.id, collector.access)
        guard isTrusted || !request.claimsTrust else {
            throw .malformed(field: "at", "at and ip need a key of the role ingest")
        }
        guard request.notice == site.noticeHashText else {
            throw .outdatedNotice(current: site.noticeHashText)
        }
        if let ip = request.ip {
            guard let given = ClientAddress(ip) else {
                throw .malformed(field: "ip", "an IPv4 or IPv6 address is expected")
            }
            client = given
        }
        let atMs = request.atMs ?? nowMs
        guard atMs <= nowMs else { throw .malformed(field: "at", "it is later than now") }
        let language = request.language ?? site.notice.defaultLanguage
        guard site.noticeTexts[language] != nil else {
            throw .malformed(field: "language", "the notice is not given in this language")
        }
        let previous = previousGrant(request, exchange, of: site)
        let inForce = previous.flatMap {
            $0.facts.isInForce(for: site, atMs: atMs) ? $0.facts : nil
        }
        let choices: Choices
        let gpc = ClientRules.signals(of: exchange).gpc
        do throws(ConsentError) {
            choices = try ConsentChoiceRule.decide(
                mechanism: request.mechanism,
                asked: request.asked,
                offered: site.notice.offered,
                previous: inForce?.choices ?? [],
                gpc: gpc,
                isForMinors: site.rules.isForMinors
            )
        } catch {
            throw .malformed(field: error.field, error.description)
        }
        let location = places.location(of: client)?.value
        let model = site.model(in: snapshot, at: location)
        let months = ConsentTerm.months(site.site.consentMonths, for: choices, in: model)
        var expiresMs = ConsentTerm.expiry(fromMs: atMs, months: months)
        // A signal is no choice: what it leaves granted does not hold longer by it.
        if request.mechanism == .gpc, let inForce { expiresMs = min(expiresMs, inForce.expiresMs) }
        let record = ConsentRecord(
            id: .random(),
            atMs: atMs,
            site: site.id,
            consentID: ConsentChoiceRule.consentID(for: choices, previous: previous?.id),
            noticeHash: site.noticeHash,
            noticeVersion: site.notice.version,
            noticeMaterial: site.rules.noticeMaterial,
            language: language,
            choices: choices,
            mechanism: request.mechanism,
            gpc: gpc,
            jurisdiction: Jurisdiction(
                country: location?.country,
                region: location?.region,
                model: model
            ),
            shown: shown(request, at: site, nowMs: nowMs),
            expiresMs: expiresMs,
            page: request.page.flatMap { site.rules.scrubber.scrub(url: $0)?.page.path }
        )
        changesGrant = changesGrant || previous != nil
        let answers =
            request.answersBanner
            ? record.shown.map {
                site.group(
                    of: $0,
                    location,
                    userAgent: exchange.header("user-agent") ?? ""
                )
            } : nil
        drafts.append(
            ConsentRecordDraft(record, isHistory: request.atMs != nil, answers: answers)
        )
        waiting.append(Waiting(exchange: exchange, site: site, origin: origin))
    }

    /// The consent id the visitor had, from the request's token, and what is in force under it.
    private func previousGrant(
        _ request: ChoiceRequest,
        _ exchange: Exchange,
        of site: SiteSnapshot
    ) -> (id: ConsentID, facts: RecordFacts)? {
        guard let text = request.token ?? ClientRules.consentToken(of: exchange),
            let token = collector.keys.tokenKeys.verify(text), token.siteTag == site.rules.siteTag,
            let grant = token.grant, let facts = collector.ledger.latest(of: grant.consentID)
        else { return nil }
        // An id whose grant was taken back is not used again: the browser was told to forget it.
        return facts.isWithdrawal ? nil : (grant.consentID, facts)
    }

    /// The proof that this very notice was shown; a missing or old one is no link and no error.
    private func shown(
        _ request: ChoiceRequest,
        at site: SiteSnapshot,
        nowMs: Int64
    ) -> ConsentRecord.Shown? {
        guard let text = request.shown, let facts = collector.keys.tokenKeys.verifyShown(text),
            facts.proves(siteTag: site.rules.siteTag, noticeHash: site.noticeHash, nowMs: nowMs)
        else { return nil }
        return ConsentRecord.Shown(facts)
    }

    /// Takes a new configuration from the next request on.
    func install(_ snapshot: Snapshot) {
        rate = RequestRate(limit: snapshot.configuration.limits.requestsPerMinutePerAddress)
    }

    /// Commits before the turn's end where a beacon that comes next could rest on what was taken back.
    func commitChanges() {
        if changesGrant { commit() }
    }

    /// Commits what the turn brought and answers everybody who waits.
    func commit() {
        guard !waiting.isEmpty else { return }
        defer {
            changesGrant = false
            waiting.removeAll(keepingCapacity: true)
            drafts.removeAll(keepingCapacity: true)
        }
        let began = ContinuousClock.now
        let committed: [ConsentRecord]
        do throws(StorageError) {
            committed = try collector.ledger.append(drafts)
        } catch {
            collector.noteFailure(error, of: "ledger")
            for request in waiting {
                request.exchange.respond(
                    RequestError.unavailable.response(allowing: request.origin)
                )
            }
            return
        }
        collector.noteCommit(ContinuousClock.now - began, of: "ledger")
        for (request, record) in zip(waiting, committed) {
            collector.metrics.choices[record.mechanism.rawValue].add()
            request.exchange.respond(answer(record, at: request.site, origin: request.origin))
        }
    }

    private func answer(
        _ record: ConsentRecord,
        at site: SiteSnapshot,
        origin: String?
    ) -> Response {
        let token = collector.keys.tokenKeys.sign(record.tokenFacts)
        let granted = site.notice.categories.map(\.category).map { category in
            "\(JSONText.quoted(category.rawValue)):\(record.choices.grants(category))"
        }
        let members = [
            "\"token\":\(JSONText.quoted(token))",
            "\"record\":\(JSONText.quoted(record.id.text))",
            "\"choices\":{\(granted.joined(separator: ","))}",
            "\"expires\":\(JSONText.quoted(Instant.text(record.expiresMs)))",
        ]
        // A refusal's cookie ends with its day: the second would tell one refusal from another.
        let partOfDay = record.choices.isEmpty ? record.expiresMs % 86_400_000 : 0
        let seconds = max(0, (record.expiresMs - partOfDay - collector.clock()) / 1000)
        var cookie = "assent=\(token); Path=/; Max-Age=\(seconds); SameSite=Lax; Secure"
        if let domain = site.site.cookieDomain { cookie += "; Domain=\(domain)" }
        return .full(
            status: 201,
            headers: Answers.json + Answers.cors(origin) + [("Set-Cookie", cookie)],
            body: Array("{\(members.joined(separator: ","))}".utf8)
        )
    }
}

extension RecordFacts {
    /// Whether it is neither over nor about another notice in substance.
    fileprivate func isInForce(for site: SiteSnapshot, atMs: Int64) -> Bool {
        atMs < expiresMs && noticeMaterial == site.rules.noticeMaterial
    }
}
