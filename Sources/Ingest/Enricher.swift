internal import CBeaconJSON
internal import Enrichment
internal import Usage

/// What the rules make of an event's texts, remembered for texts that many visitors share.
final class Enricher {
    struct CleanPage {
        let page: Interned<Page>
        let campaign: Interned<Campaign>?
        let isDenied: Bool
    }

    enum Agent {
        case bot
        case device(Interned<Device>)
    }

    private var pages = ByteCache<CleanPage?>(capacity: 4096)
    private var titles = ByteCache<Interned<String>?>(capacity: 2048)
    private var sources = ByteCache<Interned<Source>>(capacity: 2048)
    private var agents = ByteCache<Agent>(capacity: 4096)
    private var names = ByteCache<Interned<String>?>(capacity: 512)
    private var screens = ByteCache<Interned<String>>(capacity: 512)

    /// Nil where the URL is none.
    func page(_ url: BeaconText, _ rules: SiteRules) -> CleanPage? {
        unsafe pages.value(of: url.buffer, scope: rules.site.number) { bytes in
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            guard let clean = rules.scrubber.scrub(url: text) else { return nil }
            return CleanPage(
                page: Interned(clean.page),
                campaign: clean.campaign.map { Interned($0) },
                isDenied: clean.isDenied
            )
        }
    }

    @unsafe func agent(_ agent: UnsafeRawBufferPointer) -> Agent {
        unsafe agents.value(of: agent, scope: 0) { bytes in
            let text = unsafe String(decoding: bytes, as: UTF8.self)
            if DeviceRules.isBot(userAgent: text) { return .bot }
            return .device(Interned(DeviceRules.device(userAgent: text)))
        }
    }

    func title(_ text: BeaconText, _ rules: SiteRules) -> Interned<String>? {
        guard unsafe text.isPresent else { return nil }
        return unsafe titles.value(of: text.buffer, scope: rules.site.number) { bytes in
            Self.scrubbed(unsafe String(decoding: bytes, as: UTF8.self), rules)
        }
    }

    func name(_ text: BeaconText, _ rules: SiteRules) -> Interned<String>? {
        guard unsafe text.isPresent else { return nil }
        return unsafe names.value(of: text.buffer, scope: rules.site.number) { bytes in
            Self.scrubbed(unsafe String(decoding: bytes, as: UTF8.self), rules)
        }
    }

    private static func scrubbed(_ text: String, _ rules: SiteRules) -> Interned<String>? {
        let clean = rules.scrubber.scrub(title: text)
        return clean.isEmpty ? nil : Interned(clean)
    }

    /// Where the visit came from; the campaign's own source only where marketing permits it.
    func source(
        _ referrer: BeaconText,
        _ campaign: Interned<Campaign>?,
        _ rules: SiteRules
    ) -> Interned<Source> {
        // One counter numbers all shared values, so a campaign's number is never a site's; and a
        // campaign belongs to one site, as pages do.
        let scope = campaign?.number ?? rules.site.number
        return unsafe sources.value(of: referrer.buffer, scope: scope) { bytes in
            let source = SourceRules.source(
                referrer: unsafe String(decoding: bytes, as: UTF8.self),
                siteHosts: rules.ownHosts,
                campaign: campaign?.value,
                scrubber: rules.scrubber
            )
            return Interned(source)
        }
    }

    /// The screen as "1440x900"; nil where it was not sent.
    func screen(width: UInt16, height: UInt16) -> Interned<String>? {
        guard width > 0, height > 0 else { return nil }
        var pair = UInt32(width) << 16 | UInt32(height)
        return unsafe withUnsafeBytes(of: &pair) { bytes in
            unsafe screens.value(of: bytes, scope: 0) { _ in Interned("\(width)x\(height)") }
        }
    }

    @unsafe func properties(_ sent: UnsafePointer<BeaconEvent>, _ rules: SiteRules) -> [Property] {
        let count = unsafe Int(sent.pointee.property_count)
        guard count > 0, let first = unsafe beacon_properties(sent) else { return [] }
        let list = unsafe UnsafeBufferPointer(start: first, count: count)
        var properties: [Property] = []
        properties.reserveCapacity(count)
        for index in 0..<count {
            let property = unsafe list[index]
            if let permitted = rules.properties {
                guard unsafe permitted.contains(property.name.string) else { continue }
            }
            let name = unsafe rules.scrubber.scrub(title: property.name.string)
            let value: Property.Value =
                unsafe property.text.isPresent
                ? .string(rules.scrubber.scrub(title: property.text.string))
                : .number(property.number)
            properties.append(Property(name: name, value: value))
        }
        return properties
    }
}
