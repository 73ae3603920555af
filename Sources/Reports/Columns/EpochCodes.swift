internal import Storage
internal import Usage

/// What the codes of one epoch of the log stand for in a site's columns.
struct EpochCodes {
    /// By code of the epoch; it has no entry where ``unknown`` stands, which no code of columns is.
    private var pages: [UInt32] = [0]
    private var names: [UInt32] = [0]
    private var sources: [UInt32] = [0]
    private var campaigns: [UInt32] = [0]
    private var devices: [UInt32] = [0]
    private var locations: [UInt32] = [0]
    private var properties: [UInt32] = [0]

    private static let unknown = UInt32.max

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

    /// Adds the rows of a batch, leaving out those with a code that has no entry, which a sound log
    /// never has.
    func add(_ rows: [LogRow], to columns: SiteColumns) {
        for row in rows {
            if row.kind == .engagement {
                columns.addEngagement(
                    visitor: row.visitor,
                    pageview: row.pageviewHash,
                    engagedMs: row.engagedMs,
                    scroll: row.scroll
                )
                continue
            }
            let event = SiteColumns.Row(
                visitor: row.visitor,
                time: row.timeMs,
                hash: row.eventHash,
                page: Self.get(pages, row.page),
                name: Self.get(names, row.name),
                context: Context(
                    source: Self.get(sources, row.source),
                    campaign: Self.get(campaigns, row.campaign),
                    device: Self.get(devices, row.device),
                    location: Self.get(locations, row.location)
                ),
                properties: Self.get(properties, row.properties),
                isPageview: row.kind == .pageview
            )
            let context = event.context
            let all =
                max(
                    event.page,
                    event.name,
                    event.properties,
                    max(context.source, context.campaign, context.device, context.location)
                )
            if all != Self.unknown { columns.add(event) }
        }
    }

    private static func set(_ codes: inout [UInt32], _ from: UInt32, _ to: UInt32) {
        while codes.count <= Int(from) { codes.append(unknown) }
        codes[Int(from)] = to
    }

    @inline(__always)
    private static func get(_ codes: [UInt32], _ code: UInt32) -> UInt32 {
        Int(code) < codes.count ? codes[Int(code)] : unknown
    }
}

extension SiteColumns {
    func code(of page: Page) -> UInt32 {
        pages.code(ofParts: [
            hosts.code(of: page.host.isEmpty ? nil : page.host), paths.code(of: page.path),
        ])
    }

    func code(of source: Source) -> UInt32 {
        code(of: [source.name, source.referrer], in: &sources)
    }

    func code(of campaign: Campaign) -> UInt32 {
        code(
            of: [
                campaign.source, campaign.medium, campaign.name, campaign.term, campaign.content,
            ],
            in: &campaigns
        )
    }

    func code(of device: Device) -> UInt32 {
        code(
            of: [
                device.kind, device.browser, device.browserVersion, device.system,
                device.systemVersion,
            ],
            in: &devices
        )
    }

    func code(of location: Location) -> UInt32 {
        code(of: [location.country, location.region, location.city], in: &locations)
    }

    private func code(of parts: [String?], in table: inout ValueTable) -> UInt32 {
        guard !table.isFull else {
            return table.code(
                ofParts: parts.map { $0 == nil ? 0 : texts.code(of: TextTable.other) }
            )
        }
        return table.code(ofParts: parts.map { texts.code(of: $0) })
    }
}
