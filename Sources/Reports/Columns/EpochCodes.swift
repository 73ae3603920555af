internal import Storage
internal import Usage

/// What the codes of one epoch of the log stand for in a site's columns.
struct EpochCodes {
    private var pages: [UInt32] = [0]
    private var names: [UInt32] = [0]
    private var sources: [UInt32] = [0]
    private var campaigns: [UInt32] = [0]
    private var devices: [UInt32] = [0]
    private var locations: [UInt32] = [0]
    private var properties: [UInt32] = [0]

    /// Takes a dictionary entry; reports have no use for titles and screens.
    mutating func take(_ entry: NewValue, into columns: SiteColumns) {
        switch entry.value {
        case .page(let page):
            let code = columns.code(of: page)
            Self.set(&pages, entry.code, code)
        case .source(let source):
            let code = columns.code(of: source)
            Self.set(&sources, entry.code, code)
        case .campaign(let campaign):
            let code = columns.code(of: campaign)
            Self.set(&campaigns, entry.code, code)
        case .device(let device):
            let code = columns.code(of: device)
            Self.set(&devices, entry.code, code)
        case .location(let location):
            let code = columns.code(of: location)
            Self.set(&locations, entry.code, code)
        case .text(let text):
            guard entry.field == .name else { return }
            let code = columns.names.code(of: text)
            Self.set(&names, entry.code, code)
        case .properties(let set):
            let code = columns.propertySets.code(of: set)
            Self.set(&properties, entry.code, code)
        }
    }

    /// The row with the columns' codes; nil where a code has no entry, which a sound log never has.
    func row(_ row: LogRow) -> SiteColumns.Row? {
        guard let page = Self.get(pages, row.page), let name = Self.get(names, row.name),
            let source = Self.get(sources, row.source),
            let campaign = Self.get(campaigns, row.campaign),
            let device = Self.get(devices, row.device),
            let location = Self.get(locations, row.location),
            let properties = Self.get(properties, row.properties)
        else { return nil }
        return SiteColumns.Row(
            visitor: row.visitor,
            time: row.timeMs,
            hash: row.eventHash,
            page: page,
            name: name,
            context: Context(
                source: source,
                campaign: campaign,
                device: device,
                location: location
            ),
            properties: properties,
            isPageview: row.kind == .pageview
        )
    }

    private static func set(_ codes: inout [UInt32], _ from: UInt32, _ to: UInt32) {
        while codes.count <= Int(from) { codes.append(0) }
        codes[Int(from)] = to
    }

    private static func get(_ codes: [UInt32], _ code: UInt32) -> UInt32? {
        Int(code) < codes.count ? codes[Int(code)] : nil
    }
}

extension SiteColumns {
    func code(of page: Page) -> UInt32 {
        let parts = [
            hosts.code(of: page.host.isEmpty ? nil : page.host), paths.code(of: page.path),
        ]
        return pages.code(of: page, parts: parts)
    }

    func code(of source: Source) -> UInt32 {
        let parts = [text(source.name), text(source.referrer)]
        return sources.code(of: source, parts: parts)
    }

    func code(of campaign: Campaign) -> UInt32 {
        let parts = [
            text(campaign.source), text(campaign.medium), text(campaign.name), text(campaign.term),
            text(campaign.content),
        ]
        return campaigns.code(of: campaign, parts: parts)
    }

    func code(of device: Device) -> UInt32 {
        let parts = [
            text(device.kind), text(device.browser), text(device.browserVersion),
            text(device.system), text(device.systemVersion),
        ]
        return devices.code(of: device, parts: parts)
    }

    func code(of location: Location) -> UInt32 {
        let parts = [text(location.country), text(location.region), text(location.city)]
        return locations.code(of: location, parts: parts)
    }

    private func text(_ text: String?) -> UInt32 { texts.code(of: text) }
}
