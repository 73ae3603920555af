package import Usage

/// A stored event with its values, as an export or a visitor's request gets it.
package struct StoredEvent: Hashable, Sendable {
    package let kind: UsageEvent.Kind
    package let site: String
    package let visitor: VisitorID
    /// ms since 1970 UTC.
    package let timeMs: Int64
    /// Counted from 1970-01-01 in the site's time zone.
    package let day: Int32
    /// The sequence of the consent record that permits it.
    package let record: UInt64
    package let page: Page?
    package let title: String?
    package let source: Source?
    package let campaign: Campaign?
    package let device: Device?
    package let location: Location?
    package let screen: String?
    package let name: String?
    package let properties: [Property]
    package let eventHash: UInt64
    /// Of the pageview that an engagement is about; 0: none.
    package let pageviewHash: UInt64
    package let engagedMs: Int32
    /// In percent.
    package let scroll: UInt8
}

/// A stored row without its values: what it takes to check that it was permitted.
package struct StoredRow: Hashable, Sendable {
    package let site: String
    package let day: Int32
    /// ms since 1970 UTC.
    package let timeMs: Int64
    /// The sequence of the consent record that permits it.
    package let record: UInt64
    package let visitor: VisitorID
}

/// The dictionary entries of epochs, for whoever wants values instead of codes.
struct EpochValues {
    /// By epoch, then by field and code.
    private var epochs: [UInt64: [[FieldValue?]]] = [:]

    mutating func note(_ batch: LogBatch) {
        guard !batch.newValues.isEmpty else { return }
        var tables = epochs.removeValue(forKey: batch.epoch) ?? Self.none
        for value in batch.newValues {
            let (field, code) = (Int(value.field.rawValue), Int(value.code))
            while tables[field].count <= code { tables[field].append(nil) }
            tables[field][code] = value.value
        }
        epochs[batch.epoch] = tables
    }

    private static let none = [[FieldValue?]](
        repeating: [],
        count: (Field.allCases.map { Int($0.rawValue) }.max() ?? 0) + 1
    )

    mutating func removeAll() { epochs.removeAll(keepingCapacity: true) }

    /// The event of a row; an entry that is missing leaves its field empty.
    func event(_ row: LogRow, of batch: LogBatch, site: String) -> StoredEvent {
        let tables = epochs[batch.epoch] ?? Self.none
        func value(_ field: Field) -> FieldValue? {
            let (table, code) = (tables[Int(field.rawValue)], Int(row.code(field)))
            return code < table.count ? table[code] : nil
        }
        return StoredEvent(
            kind: row.kind,
            site: site,
            visitor: VisitorID(row.visitor),
            timeMs: row.timeMs,
            day: batch.day,
            record: row.record,
            page: value(.page)?.page,
            title: value(.title)?.text,
            source: value(.source)?.source,
            campaign: value(.campaign)?.campaign,
            device: value(.device)?.device,
            location: value(.location)?.location,
            screen: value(.screen)?.text,
            name: value(.name)?.text,
            properties: value(.properties)?.properties ?? [],
            eventHash: row.eventHash,
            pageviewHash: row.pageviewHash,
            engagedMs: row.engagedMs,
            scroll: row.scroll
        )
    }
}

extension FieldValue {
    fileprivate var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    fileprivate var page: Page? {
        if case .page(let page) = self { page } else { nil }
    }

    fileprivate var source: Source? {
        if case .source(let source) = self { source } else { nil }
    }

    fileprivate var campaign: Campaign? {
        if case .campaign(let campaign) = self { campaign } else { nil }
    }

    fileprivate var device: Device? {
        if case .device(let device) = self { device } else { nil }
    }

    fileprivate var location: Location? {
        if case .location(let location) = self { location } else { nil }
    }

    fileprivate var properties: [Property]? {
        if case .properties(let properties) = self { properties } else { nil }
    }
}
