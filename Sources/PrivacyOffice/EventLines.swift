internal import JSON
package import Storage
internal import Usage

/// Stored events as bytes of CSV or of JSON lines, written as they come: a whole log need not fit
/// into memory.
package struct EventLines {
    package enum Format: String, CaseIterable, Sendable {
        case csv
        case jsonl
    }

    /// The members of JSON and the columns of CSV, in their order.
    static let columns = [
        "time", "type", "site", "visitor", "page", "title", "name", "source", "referrer",
        "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "country", "region",
        "city", "device", "browser", "browser_version", "os", "os_version", "screen", "props",
        "engaged_ms", "scroll", "record",
    ]
    /// `,"name":` for each column; the first has no comma, for it is always there.
    private let names = columns.enumerated().map { column, name in
        Array("\(column == 0 ? "" : ",")\"\(name)\":".utf8)
    }

    private let format: Format
    private var bytes: [UInt8] = []
    /// The column that is written next.
    private var column = 0
    private var lastDay = Int32.min
    /// "2026-11-25T" of ``lastDay``.
    private var dayText: [UInt8] = []

    package init(_ format: Format) { self.format = format }

    /// How many bytes wait for ``take()``.
    package var count: Int { bytes.count }

    /// What was written since the last time.
    package mutating func take() -> [UInt8] {
        let taken = bytes
        bytes.removeAll(keepingCapacity: true)
        return taken
    }

    /// The first line of CSV; nothing of JSON lines.
    package mutating func appendHeader() {
        guard format == .csv else { return }
        append(Self.columns.joined(separator: ","))
        endLine()
    }

    /// One line with its end: CRLF in CSV (RFC 4180), LF after JSON.
    package mutating func append(_ event: StoredEvent) {
        write(event)
        endLine()
    }

    mutating func write(_ event: StoredEvent) {
        column = 0
        if format == .jsonl { bytes.append(UInt8(ascii: "{")) }
        time(event.timeMs)
        switch event.kind {
        case .pageview: plain("pageview")
        case .event: plain("event")
        case .engagement: plain("engagement")
        }
        field(event.site)
        plain(String(event.visitor.value, radix: 16))
        field(event.page.map { $0.host + $0.path })
        field(event.title)
        field(event.name)
        field(event.source?.name)
        field(event.source?.referrer)
        field(event.campaign?.source)
        field(event.campaign?.medium)
        field(event.campaign?.name)
        field(event.campaign?.term)
        field(event.campaign?.content)
        field(event.location?.country)
        field(event.location?.region)
        field(event.location?.city)
        field(event.device?.kind)
        field(event.device?.browser)
        field(event.device?.browserVersion)
        field(event.device?.system)
        field(event.device?.systemVersion)
        field(event.screen)
        properties(event.properties)
        let isEngagement = event.kind == .engagement
        number(isEngagement ? UInt64(max(0, event.engagedMs)) : nil)
        number(isEngagement ? UInt64(event.scroll) : nil)
        number(event.record)
        if format == .jsonl { bytes.append(UInt8(ascii: "}")) }
    }

    /// As ``Instant/text(_:)``; the day is the same for most rows.
    private mutating func time(_ ms: Int64) {
        _ = begin(true)
        if format == .jsonl { bytes.append(UInt8(ascii: "\"")) }
        let day = Instant.utcDay(ms)
        if day != lastDay {
            lastDay = day
            dayText = Array(Instant.text(ms).utf8.prefix(11))
        }
        bytes.append(contentsOf: dayText)
        let rest = Int(ms - Int64(day) * Instant.millisecondsPerDay)
        digits(rest / 3_600_000, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(rest / 60_000 % 60, 2)
        bytes.append(UInt8(ascii: ":"))
        digits(rest / 1000 % 60, 2)
        bytes.append(UInt8(ascii: "."))
        digits(rest % 1000, 3)
        bytes.append(UInt8(ascii: "Z"))
        if format == .jsonl { bytes.append(UInt8(ascii: "\"")) }
    }

    private mutating func digits(_ number: Int, _ width: Int) {
        if width == 3 { bytes.append(UInt8(ascii: "0") + UInt8(number / 100)) }
        bytes.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func endLine() {
        if format == .csv { bytes.append(UInt8(ascii: "\r")) }
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// What stands before the value of the next column; false where JSON leaves it out.
    private mutating func begin(_ hasValue: Bool) -> Bool {
        defer { column += 1 }
        switch format {
        case .csv:
            if column > 0 { bytes.append(UInt8(ascii: ",")) }
        case .jsonl:
            guard hasValue else { return false }
            bytes.append(contentsOf: names[column])
        }
        return hasValue
    }

    private mutating func number(_ number: UInt64?) {
        guard begin(number != nil), let number else { return }
        append(String(number))
    }

    /// A text of ours, which needs no care.
    private mutating func plain(_ text: String) {
        _ = begin(true)
        if format == .jsonl { bytes.append(UInt8(ascii: "\"")) }
        append(text)
        if format == .jsonl { bytes.append(UInt8(ascii: "\"")) }
    }

    private mutating func field(_ text: String?) {
        guard begin(text != nil), let text else { return }
        switch format {
        case .csv: append(Self.isPlainCell(text) ? text : CSVText.cell(text))
        case .jsonl:
            guard Self.isPlainText(text) else {
                append(JSONText.quoted(text))
                return
            }
            bytes.append(UInt8(ascii: "\""))
            append(text)
            bytes.append(UInt8(ascii: "\""))
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
        append(format == .csv ? CSVText.cell(object) : object)
    }

    /// Whether a cell needs neither quotes nor a mark against formulas.
    private static func isPlainCell(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        switch first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"):
            return false
        default: break
        }
        return holds(text) { byte in
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: ",")
        }
    }

    /// Whether all bytes pass; over plain memory, which most texts are.
    @inline(__always)
    private static func holds(_ text: String, _ passes: (UInt8) -> Bool) -> Bool {
        let found = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
            unsafe bytes.allSatisfy(passes)
        }
        return found ?? text.utf8.allSatisfy(passes)
    }

    /// Whether a text of JSON needs no escape; U+2028 and U+2029 begin with 0xE2.
    private static func isPlainText(_ text: String) -> Bool {
        holds(text) { byte in
            byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
                && byte != UInt8(ascii: "<") && byte != 0xE2
        }
    }
}
