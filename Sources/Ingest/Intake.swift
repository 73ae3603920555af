package import CBeaconJSON
package import Consent
package import Enrichment
package import Usage

/// The request around the events of one beacon.
package struct BeaconContext {
    package let rules: SiteRules
    package let gate: EventGate
    /// The server's clock, ms since 1970 UTC.
    package let nowMs: Int64
    /// Used for the location in memory and never kept.
    package let client: ClientAddress
    package let userAgent: UnsafeRawBufferPointer
    /// Whether the sender may say time, address and browser of each event.
    package let isTrusted: Bool

    package init(
        rules: SiteRules,
        gate: EventGate,
        nowMs: Int64,
        client: ClientAddress,
        userAgent: UnsafeRawBufferPointer,
        isTrusted: Bool
    ) {
        self.rules = rules
        self.gate = gate
        self.nowMs = nowMs
        self.client = client
        unsafe self.userAgent = userAgent
        self.isTrusted = isTrusted
    }
}

/// Decides what becomes of each event: the gate first, and only what it permits is looked at further.
///
/// It stores nothing and asks no clock. One intake belongs to one event loop; its caches hold what
/// the rules made of texts that many visitors share.
package final class Intake {
    /// A day: what a page kept in memory longer than this is not usage any more.
    package static let oldestBeaconMs: Int64 = 24 * 3_600_000

    private let locate: (ClientAddress) -> Interned<Location>?
    private let pseudonym: (Interned<String>, ConsentID) -> VisitorID
    private var pages = ByteCache<ScrubbedPage?>(capacity: 4096)
    private var titles = ByteCache<Interned<String>?>(capacity: 2048)
    private var sources = ByteCache<Interned<Source>?>(capacity: 2048)
    private var devices = ByteCache<KnownDevice>(capacity: 4096)
    private var names = ByteCache<Interned<String>>(capacity: 512)
    private var screens = ByteCache<Interned<String>?>(capacity: 512)
    private var visitors = ByteCache<VisitorID>(capacity: 4096)

    private struct ScrubbedPage {
        let page: Interned<Page>
        let campaign: Interned<Campaign>?
    }

    private enum KnownDevice {
        case bot
        case device(Interned<Device>)
    }

    /// `locate` is asked only after the gate permitted; `pseudonym` is a keyed hash.
    package init(
        locate: @escaping (ClientAddress) -> Interned<Location>?,
        pseudonym: @escaping (Interned<String>, ConsentID) -> VisitorID
    ) {
        self.locate = locate
        self.pseudonym = pseudonym
    }

    /// What becomes of `event`.
    package func outcome(
        of event: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) -> Outcome {
        guard unsafe event.pointee.fault == BEACON_OK, let kind = unsafe UsageEvent.Kind(rawValue: event.pointee.kind),
            let id = unsafe EventID(base64URL: event.pointee.id.buffer)
        else { return .refuse(.malformed) }
        guard let category = unsafe category(of: event) else { return .refuse(.malformed) }
        let (time, isHistory): (Int64, Bool)
        switch unsafe self.time(of: event, in: context) {
        case .success(let found): (time, isHistory) = found
        case .failure(let reason): return .refuse(reason.reason)
        }
        if context.rules.isForMinors { return .withhold(.noConsent) }
        let verdict = context.gate.verdict(for: category, eventMs: time, isHistory: isHistory)
        guard case .permitted(let record) = verdict, let consentID = context.gate.consentID else {
            if case .withheld(let reason) = verdict { return .withhold(reason) }
            return .withhold(.noConsent)
        }
        let mayHoldCampaign =
            if case .permitted = context.gate.verdict(
                for: .marketing, eventMs: time, isHistory: isHistory)
            { true } else { false }
        return unsafe enriched(
            event,
            kind: kind,
            id: id,
            timeMs: time,
            record: record,
            consentID: consentID,
            mayHoldCampaign: mayHoldCampaign,
            in: context
        )
    }

    private struct Refusal: Error { let reason: RefusedReason }

    /// Pageviews and engagement are analytics; an event may name its optional category. Essential is
    /// none of them: usage is never recorded without a choice (decision 0004).
    private func category(of sent: UnsafePointer<BeaconEvent>) -> Category? {
        guard unsafe sent.pointee.category.isPresent else { return .analytics }
        let category = unsafe Category(rawValue: sent.pointee.category.string)
        return category == .essential ? nil : category
    }

    private func time(
        of sent: UnsafePointer<BeaconEvent>,
        in context: BeaconContext
    ) -> Result<(Int64, Bool), Refusal> {
        let claimsTrust = unsafe sent.pointee.has_at != 0 || sent.pointee.ip.isPresent || sent.pointee.user_agent.isPresent
        guard unsafe sent.pointee.has_at != 0 else {
            if claimsTrust && !context.isTrusted { return .failure(Refusal(reason: .malformed)) }
            guard unsafe sent.pointee.ago_ms <= Self.oldestBeaconMs else {
                return .failure(Refusal(reason: .tooOld))
            }
            return unsafe .success((context.nowMs - sent.pointee.ago_ms, false))
        }
        guard context.isTrusted else { return .failure(Refusal(reason: .malformed)) }
        let given =
            unsafe sent.pointee.at_text.isPresent ? Instant.milliseconds(sent.pointee.at_text.string) : sent.pointee.at_ms
        guard let given, given <= context.nowMs else { return .failure(Refusal(reason: .malformed)) }
        let rules = context.rules
        let firstKept = RetentionRule.cutoff(on: rules.day(context.nowMs), months: rules.usageMonths)
        guard rules.day(given) >= firstKept else { return .failure(Refusal(reason: .tooOld)) }
        return .success((given, true))
    }

    private func enriched(
        _ sent: UnsafePointer<BeaconEvent>,
        kind: UsageEvent.Kind,
        id: EventID,
        timeMs: Int64,
        record: UInt64,
        consentID: ConsentID,
        mayHoldCampaign: Bool,
        in context: BeaconContext
    ) -> Outcome {
        let rules = context.rules
        let agent = unsafe sent.pointee.user_agent.isPresent ? sent.pointee.user_agent.buffer : context.userAgent
        guard case .device(let device) = unsafe self.device(agent) else { return .refuse(.bot) }
        var client = context.client
        if unsafe sent.pointee.ip.isPresent {
            guard let given = unsafe ClientAddress(sent.pointee.ip.string) else { return .refuse(.malformed) }
            client = given
        }
        if rules.excluded.contains(where: { $0.contains(client) }) { return .refuse(.excluded) }

        let scope = rules.site.number
        var page: ScrubbedPage?
        if unsafe sent.pointee.url.isPresent {
            page = unsafe pages.value(of: sent.pointee.url.buffer, scope: scope) { bytes in
                unsafe Self.scrubbed(String(decoding: bytes, as: UTF8.self), rules.scrubber)
            }
            if page == nil { return .refuse(.malformed) }
        }
        var pageview: EventID?
        if kind == .engagement {
            guard let known = unsafe EventID(base64URL: sent.pointee.pageview.buffer) else {
                return .refuse(.malformed)
            }
            pageview = known
        }
        let campaign = mayHoldCampaign ? page?.campaign : nil
        return .store(
            unsafe UsageEvent(
                kind: kind,
                site: rules.site,
                id: id,
                visitor: visitor(consentID, of: rules.site),
                timeMs: timeMs,
                day: rules.day(timeMs),
                record: record,
                page: page?.page,
                title: title(sent.pointee.title, rules),
                source: source(sent.pointee.referrer, campaign, rules),
                campaign: campaign,
                device: device,
                location: locate(client),
                screen: screen(sent),
                name: name(sent.pointee.name, rules),
                properties: properties(sent, rules),
                pageview: pageview,
                engagedMs: Int32(min(sent.pointee.engaged_ms, Self.oldestBeaconMs)),
                scroll: sent.pointee.scroll
            )
        )
    }
}

extension Intake {
    private static func scrubbed(_ url: String, _ scrubber: PageScrubber) -> ScrubbedPage? {
        guard let clean = scrubber.scrub(url: url) else { return nil }
        return ScrubbedPage(page: Interned(clean.page), campaign: clean.campaign.map { Interned($0) })
    }

    private func device(_ agent: UnsafeRawBufferPointer) -> KnownDevice {
        unsafe devices.value(of: agent, scope: 0) { bytes in
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            if DeviceRules.isBot(userAgent: text) { return .bot }
            return .device(Interned(DeviceRules.device(userAgent: text)))
        }
    }

    private func visitor(_ id: ConsentID, of site: Interned<String>) -> VisitorID {
        let bytes = id.bytes
        return bytes.withUnsafeBytes { raw in
            unsafe visitors.value(of: raw, scope: site.number) { _ in pseudonym(site, id) }
        }
    }

    private func title(_ text: BeaconText, _ rules: SiteRules) -> Interned<String>? {
        guard unsafe text.isPresent, text.length > 0 else { return nil }
        return unsafe titles.value(of: text.buffer, scope: rules.site.number) { bytes in
            unsafe Interned(rules.scrubber.scrub(title: String(decoding: bytes, as: UTF8.self)))
        }
    }

    /// Where the visit came from; the campaign's own source only where marketing permits it.
    private func source(
        _ referrer: BeaconText,
        _ campaign: Interned<Campaign>?,
        _ rules: SiteRules
    ) -> Interned<Source>? {
        let scope = rules.site.number &* 31 &+ (campaign?.number ?? 0)
        return unsafe sources.value(of: referrer.buffer, scope: scope) { bytes in
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            return Interned(
                SourceRules.source(
                    referrer: text,
                    siteHosts: rules.ownHosts,
                    campaign: campaign?.value,
                    scrubber: rules.scrubber
                )
            )
        }
    }

    private func screen(_ sent: UnsafePointer<BeaconEvent>) -> Interned<String>? {
        guard unsafe sent.pointee.screen_width > 0, unsafe sent.pointee.screen_height > 0 else { return nil }
        var pair = unsafe (sent.pointee.screen_width, sent.pointee.screen_height)
        return withUnsafeBytes(of: &pair) { bytes in
            unsafe screens.value(of: bytes, scope: 0) { _ in
                unsafe Interned("\(sent.pointee.screen_width)x\(sent.pointee.screen_height)")
            }
        }
    }

    private func name(_ text: BeaconText, _ rules: SiteRules) -> Interned<String>? {
        guard unsafe text.isPresent else { return nil }
        return unsafe names.value(of: text.buffer, scope: rules.site.number) { bytes in
            unsafe Interned(rules.scrubber.scrub(title: String(decoding: bytes, as: UTF8.self)))
        }
    }

    private func properties(_ sent: UnsafePointer<BeaconEvent>, _ rules: SiteRules) -> [Property] {
        guard unsafe sent.pointee.property_count > 0 else { return [] }
        guard let first = unsafe beacon_properties(sent) else { return [] }
        let list = unsafe UnsafeBufferPointer(start: first, count: Int(sent.pointee.property_count))
        return unsafe list.map { property in
            let name = unsafe property.name.string
            guard unsafe property.text.isPresent else {
                return unsafe Property(name: name, value: .number(property.number))
            }
            let text = unsafe rules.scrubber.scrub(title: property.text.string)
            return Property(name: name, value: .string(text))
        }
    }
}
