package import CBeaconJSON
package import Consent
package import Enrichment
package import Usage

/// Decides what becomes of each event: the gate first, and only what it permits is looked at further.
///
/// It stores nothing and asks no clock. One intake belongs to one event loop; its caches hold what
/// the rules made of texts that many visitors share.
package final class Intake {
    private let locate: (ClientAddress) -> Interned<Location>?
    private let pseudonym: (Interned<String>, ConsentID) -> VisitorID
    private let enricher = Enricher()
    private var visitors = ByteCache<VisitorID>(capacity: 4096)

    /// `locate` is asked only after the gate permitted; `pseudonym` is a keyed hash.
    package init(
        locate: @escaping (ClientAddress) -> Interned<Location>?,
        pseudonym: @escaping (Interned<String>, ConsentID) -> VisitorID
    ) {
        self.locate = locate
        self.pseudonym = pseudonym
    }

    /// What becomes of `event`.
    @unsafe package func outcome(
        of event: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) -> Outcome {
        do throws(Refusal) {
            return try unsafe judged(event, in: context)
        } catch {
            return .refuse(error.reason)
        }
    }

    private func judged(
        _ event: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) throws(Refusal) -> Outcome {
        guard unsafe event.pointee.fault == BEACON_OK,
            let id = unsafe EventID(base64URL: event.pointee.id.buffer),
            let category = unsafe category(of: event)
        else { throw Refusal(.malformed) }
        if !context.isTrusted, unsafe needsTrust(event) { throw Refusal(.malformed) }
        let time = try unsafe EventTime(of: event, in: context)
        if context.rules.isForMinors { return .withhold(.noConsent) }
        let record: UInt64
        switch context.gate.verdict(for: category, eventMs: time.ms, isHistory: time.isHistory) {
        case .permitted(let sequence): record = sequence
        case .withheld(let reason): return .withhold(reason)
        }
        guard let consentID = context.gate.consentID else { return .withhold(.noConsent) }
        let marketing = context.gate.verdict(
            for: .marketing,
            eventMs: time.ms,
            isHistory: time.isHistory
        )
        return .store(
            try unsafe enriched(
                event,
                id: id,
                timeMs: time.ms,
                permit: Permit(
                    record: record,
                    consentID: consentID,
                    campaign: marketing == .permitted(recordSequence: record)
                ),
                in: context
            )
        )
    }

    /// Pageviews and engagement are analytics; an event may name its optional category.
    ///
    /// Essential is none of them: usage is never recorded without a choice (decision 0004).
    private func category(of sent: UnsafePointer<BeaconEvent>) -> Category? {
        guard unsafe sent.pointee.category.isPresent else { return .analytics }
        let category = unsafe Category(rawValue: sent.pointee.category.string)
        return category == .essential ? nil : category
    }

    private func needsTrust(_ sent: UnsafePointer<BeaconEvent>) -> Bool {
        unsafe sent.pointee.has_at != 0 || sent.pointee.ip.isPresent
            || sent.pointee.user_agent.isPresent
    }
}

extension Intake {
    /// What the gate's verdicts allow; an event cannot be enriched without one.
    private struct Permit {
        let record: UInt64
        let consentID: ConsentID
        /// Whether the campaign may be stored too.
        let campaign: Bool
    }

    private func enriched(
        _ sent: UnsafePointer<BeaconEvent>,
        id: EventID,
        timeMs: Int64,
        permit: Permit,
        in context: BeaconContext
    ) throws(Refusal) -> UsageEvent {
        let rules = context.rules
        guard let kind = unsafe UsageEvent.Kind(rawValue: sent.pointee.kind) else {
            throw Refusal(.malformed)
        }
        let device = try unsafe device(of: sent, in: context)
        let client = try unsafe client(of: sent, in: context)
        if let client, rules.excluded.contains(where: { $0.contains(client) }) {
            throw Refusal(.excluded)
        }
        var page: Enricher.CleanPage?
        if unsafe sent.pointee.url.isPresent {
            page = unsafe enricher.page(sent.pointee.url, rules)
            guard page != nil else { throw Refusal(.malformed) }
        }
        var pageview: EventID?
        if kind == .engagement {
            pageview = unsafe EventID(base64URL: sent.pointee.pageview.buffer)
            guard pageview != nil else { throw Refusal(.malformed) }
        }
        let campaign = permit.campaign ? page?.campaign : nil
        let hidesTitle = page?.isDenied == true
        return unsafe UsageEvent(
            kind: kind,
            site: rules.site,
            id: id,
            visitor: visitor(permit.consentID, of: rules.site),
            timeMs: timeMs,
            day: rules.day(timeMs),
            record: permit.record,
            page: page?.page,
            title: hidesTitle ? nil : enricher.title(sent.pointee.title, rules),
            source: enricher.source(sent.pointee.referrer, campaign, rules),
            campaign: campaign,
            device: device,
            location: client.flatMap { locate($0) },
            screen: enricher.screen(
                width: sent.pointee.screen_width,
                height: sent.pointee.screen_height
            ),
            name: enricher.name(sent.pointee.name, rules),
            properties: enricher.properties(sent, rules),
            pageview: pageview,
            engagedMs: Int32(min(sent.pointee.engaged_ms, EventTime.oldestBeaconMs)),
            scroll: sent.pointee.scroll
        )
    }

    /// The visitor's device; a trusted sender's own browser is none.
    private func device(
        of sent: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) throws(Refusal) -> Interned<Device>? {
        let isGiven = unsafe sent.pointee.user_agent.isPresent
        if context.isTrusted, !isGiven { return nil }
        let agent = unsafe isGiven ? sent.pointee.user_agent.buffer : context.userAgent
        switch unsafe enricher.agent(agent) {
        case .bot: throw Refusal(.bot)
        case .device(let device): return device
        }
    }

    /// The visitor's address; a trusted sender's own is none.
    private func client(
        of sent: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) throws(Refusal) -> ClientAddress? {
        guard unsafe sent.pointee.ip.isPresent else {
            return context.isTrusted ? nil : context.client
        }
        guard let given = unsafe ClientAddress(sent.pointee.ip.string) else {
            throw Refusal(.malformed)
        }
        return given
    }

    private func visitor(_ id: ConsentID, of site: Interned<String>) -> VisitorID {
        var words = (id.high, id.low)
        return unsafe withUnsafeBytes(of: &words) { bytes in
            unsafe visitors.value(of: bytes, scope: site.number) { _ in pseudonym(site, id) }
        }
    }
}
