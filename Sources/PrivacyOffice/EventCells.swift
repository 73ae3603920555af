internal import JSON
internal import Storage
internal import Usage

/// The cells of stored events as bytes of CSV or members of JSON, in the order of
/// ``EventLines/columns``.
struct EventCells {
    private(set) var bytes: [UInt8] = []
    private let format: EventLines.Format
    /// The column that is written next.
    private var column = 0

    /// `,"name":` for each column; the first has no comma, for it is always there.
    private static let names = EventLines.columns.enumerated().map { column, name in
        Array("\(column == 0 ? "" : ",")\"\(name)\":".utf8)
    }

    /// Begins with the column of a name.
    init(_ format: EventLines.Format, at name: String) {
        self.format = format
        column = EventLines.columns.firstIndex(of: name) ?? 0
    }

    /// The cells of a dictionary's value; nil leaves all of its field's empty.
    init(_ format: EventLines.Format, _ field: Field, _ value: FieldValue?) {
        self.init(format, at: Self.firstColumn(of: field))
        switch field {
        case .page:
            if case .page(let page) = value { text(page.host + page.path) } else { text(nil) }
        case .title, .name, .screen:
            if case .text(let text) = value { self.text(text) } else { text(nil) }
        case .source:
            let source: Source? = if case .source(let source) = value { source } else { nil }
            text(source?.name)
            text(source?.referrer)
        case .campaign:
            let found: Campaign? = if case .campaign(let campaign) = value { campaign } else { nil }
            for part in [found?.source, found?.medium, found?.name, found?.term, found?.content] {
                text(part)
            }
        case .location:
            let found: Location? = if case .location(let location) = value { location } else { nil }
            for part in [found?.country, found?.region, found?.city] { text(part) }
        case .device:
            let found: Device? = if case .device(let device) = value { device } else { nil }
            text(found?.kind)
            text(found?.browser)
            text(found?.browserVersion)
            text(found?.system)
            text(found?.systemVersion)
        case .properties:
            if case .properties(let list) = value { properties(list) } else { properties([]) }
        }
    }

    /// In the order of their columns.
    static let fields: [Field] = [
        .page, .title, .name, .source, .campaign, .location, .device, .screen, .properties,
    ]

    private static func firstColumn(of field: Field) -> String {
        switch field {
        case .page: "page"
        case .title: "title"
        case .name: "name"
        case .source: "source"
        case .campaign: "utm_source"
        case .location: "country"
        case .device: "device"
        case .screen: "screen"
        case .properties: "props"
        }
    }

    /// What stands before the value of the next column; false where JSON leaves it out.
    private mutating func begin(_ hasValue: Bool) -> Bool {
        defer { column += 1 }
        switch format {
        case .csv:
            if column > 0 { bytes.append(UInt8(ascii: ",")) }
        case .jsonl:
            guard hasValue else { return false }
            bytes.append(contentsOf: Self.names[column])
        }
        return hasValue
    }

    mutating func text(_ text: String?) {
        guard begin(text != nil), let text else { return }
        switch format {
        case .csv: bytes.append(contentsOf: CSVText.cell(text).utf8)
        case .jsonl: bytes.append(contentsOf: JSONText.quoted(text).utf8)
        }
    }

    private mutating func properties(_ properties: [Property]) {
        guard begin(!properties.isEmpty), !properties.isEmpty else { return }
        let members = properties.map { property in
            let value =
                switch property.value {
                case .string(let text): JSONText.quoted(text)
                case .number(let number): JSONValue.number(number).text
                }
            return "\(JSONText.quoted(property.name)):\(value)"
        }
        let object = "{\(members.joined(separator: ","))}"
        bytes.append(contentsOf: (format == .csv ? CSVText.cell(object) : object).utf8)
    }
}
