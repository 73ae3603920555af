internal import Usage

extension FieldValue {
    /// The texts of a value in the order in which they are written; properties have their own form.
    private var texts: [String?] {
        switch self {
        case .text(let text): [text]
        case .page(let page): [page.host, page.path]
        case .source(let source): [source.name, source.referrer]
        case .campaign(let campaign):
            [campaign.source, campaign.medium, campaign.name, campaign.term, campaign.content]
        case .device(let device):
            [
                device.kind, device.browser, device.browserVersion, device.system,
                device.systemVersion,
            ]
        case .location(let location):
            [location.country, location.region, location.city, location.timeZone]
        case .properties: []
        }
    }

    /// The most bytes ``write(to:)`` takes.
    var byteBound: Int {
        guard case .properties(let properties) = self else {
            return texts.reduce(0) { $0 + ByteWriter.bound($1) }
        }
        return properties.reduce(10) { sum, property in
            switch property.value {
            case .string(let text):
                sum + 1 + ByteWriter.bound(property.name) + ByteWriter.bound(text)
            case .number:
                sum + 9 + ByteWriter.bound(property.name)
            }
        }
    }

    func write(to writer: inout ByteWriter) {
        guard case .properties(let properties) = self else {
            for text in texts { writer.text(text) }
            return
        }
        writer.varint(UInt64(properties.count))
        for property in properties {
            writer.text(property.name)
            switch property.value {
            case .string(let text):
                writer.byte(1)
                writer.text(text)
            case .number(let number):
                writer.byte(2)
                writer.fixed64(number.bitPattern)
            }
        }
    }

    /// The value of `field` that comes next.
    static func read(
        _ field: Field,
        from reader: inout ByteReader
    ) throws(LogDamage) -> FieldValue {
        switch field {
        case .title, .screen, .name:
            .text(try required(&reader))
        case .page:
            .page(Page(host: try required(&reader), path: try required(&reader)))
        case .source:
            .source(Source(name: try reader.text(), referrer: try reader.text()))
        case .campaign:
            .campaign(
                Campaign(
                    source: try reader.text(),
                    medium: try reader.text(),
                    name: try reader.text(),
                    term: try reader.text(),
                    content: try reader.text()
                )
            )
        case .device:
            .device(
                Device(
                    kind: try reader.text(),
                    browser: try reader.text(),
                    browserVersion: try reader.text(),
                    system: try reader.text(),
                    systemVersion: try reader.text()
                )
            )
        case .location:
            .location(
                Location(
                    country: try reader.text(),
                    region: try reader.text(),
                    city: try reader.text(),
                    timeZone: try reader.text()
                )
            )
        case .properties:
            .properties(try properties(from: &reader))
        }
    }

    private static func properties(
        from reader: inout ByteReader
    ) throws(LogDamage) -> [Property] {
        let count = try reader.varint()
        // A property takes three bytes at least.
        guard count <= UInt64(reader.remaining / 3) else { throw LogDamage("that many properties") }
        var properties: [Property] = []
        properties.reserveCapacity(Int(count))
        for _ in 0..<count {
            let name = try required(&reader)
            switch try reader.byte() {
            case 1:
                properties.append(Property(name: name, value: .string(try required(&reader))))
            case 2:
                let number = Double(bitPattern: try reader.fixed64())
                properties.append(Property(name: name, value: .number(number)))
            default:
                throw LogDamage("a string or a number")
            }
        }
        return properties
    }

    private static func required(_ reader: inout ByteReader) throws(LogDamage) -> String {
        guard let text = try reader.text() else { throw LogDamage("a text") }
        return text
    }
}
