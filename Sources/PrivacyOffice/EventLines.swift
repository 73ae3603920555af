package import Storage
internal import Usage

/// Stored events as bytes of CSV or of JSON lines, written as they come: a whole log need not fit
/// into memory.
///
/// What a dictionary's value looks like is made once for its epoch and copied for each row.
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

    private let format: Format
    private var bytes: [UInt8] = []
    private var lastDay = Int32.min
    /// `{"time":"2026-11-25T` of ``lastDay``.
    private var dayText: [UInt8] = []
    /// What follows the time, by kind.
    private let kinds: [[UInt8]]
    private var site = ""
    /// The cell of ``site`` with what begins the visitor's.
    private var siteCell: [UInt8] = []
    /// Of fields without a value, in the order of ``EventCells/fields``.
    private let empty: [[UInt8]]
    /// By epoch, then by field in the order of ``EventCells/fields`` and code.
    private var epochs: [UInt64: [[[UInt8]]]] = [:]
    private var epochDay = Int32.min
    /// What stands before numbers and the end.
    private let (engaged, scroll, record, end): ([UInt8], [UInt8], [UInt8], [UInt8])
    /// After the visitor.
    private let quote: [UInt8]

    package init(_ format: Format) {
        self.format = format
        kinds = ["", "pageview", "event", "engagement"].map { kind in
            Array((format == .csv ? "Z,\(kind)" : "Z\",\"type\":\"\(kind)\"").utf8)
        }
        empty = EventCells.fields.map { EventCells(format, $0, nil).bytes }
        quote = format == .csv ? [] : [UInt8(ascii: "\"")]
        func name(_ name: String) -> [UInt8] {
            Array((format == .csv ? "," : ",\"\(name)\":").utf8)
        }
        (engaged, scroll, record) = (name("engaged_ms"), name("scroll"), name("record"))
        end = Array((format == .csv ? "\r\n" : "}\n").utf8)
    }

    /// How many bytes wait for ``take()``.
    package var count: Int { bytes.count }

    /// What was written since the last time.
    package mutating func take() -> [UInt8] {
        let taken = bytes
        bytes = []
        bytes.reserveCapacity(taken.count)
        return taken
    }

    /// The first line of CSV; nothing of JSON lines.
    package mutating func appendHeader() {
        guard format == .csv else { return }
        bytes.append(contentsOf: Self.columns.joined(separator: ",").utf8)
        bytes.append(contentsOf: end)
    }

    /// The rows of a batch within a period, one line each with its end: CRLF in CSV (RFC 4180), LF
    /// after JSON; the result says how many there are.
    ///
    /// Batches of one epoch come in their order and those of a day together.
    package mutating func append(_ batch: LogBatch, site: String, in period: Range<Int64>) -> Int {
        if batch.day != epochDay {
            epochs.removeAll(keepingCapacity: true)
            epochDay = batch.day
        }
        var tables = epochs.removeValue(forKey: batch.epoch) ?? empty.map { [$0] }
        for value in batch.newValues {
            guard let place = EventCells.fields.firstIndex(of: value.field) else { continue }
            while tables[place].count <= Int(value.code) { tables[place].append(empty[place]) }
            tables[place][Int(value.code)] =
                EventCells(format, value.field, value.value).bytes
        }
        begin(site)
        var rows = 0
        for row in batch.rows where period.contains(row.timeMs) {
            head(row.timeMs, row.kind, row.visitor)
            for (place, field) in EventCells.fields.enumerated() {
                let code = Int(row.code(field))
                bytes.append(
                    contentsOf: code < tables[place].count ? tables[place][code] : empty[place]
                )
            }
            tail(row.kind, row.engagedMs, row.scroll, row.record)
            rows += 1
        }
        epochs[batch.epoch] = tables
        return rows
    }

    /// One line.
    package mutating func append(_ event: StoredEvent) {
        begin(event.site)
        head(event.timeMs, event.kind, event.visitor.value)
        for field in EventCells.fields {
            bytes.append(contentsOf: EventCells(format, field, event.value(field)).bytes)
        }
        tail(event.kind, event.engagedMs, event.scroll, event.record)
    }

    // MARK: - Parts of a line

    private mutating func begin(_ site: String) {
        guard site != self.site || siteCell.isEmpty else { return }
        self.site = site
        var cells = EventCells(format, at: "site")
        cells.text(site)
        siteCell = cells.bytes + Array((format == .csv ? "," : ",\"visitor\":\"").utf8)
    }

    private mutating func head(_ timeMs: Int64, _ kind: UsageEvent.Kind, _ visitor: UInt64) {
        time(timeMs)
        bytes.append(contentsOf: kinds[Int(kind.rawValue)])
        bytes.append(contentsOf: siteCell)
        hexadecimal(visitor)
        bytes.append(contentsOf: quote)
    }

    private mutating func tail(
        _ kind: UsageEvent.Kind,
        _ engagedMs: Int32,
        _ scroll: UInt8,
        _ record: UInt64
    ) {
        let isEngagement = kind == .engagement
        if isEngagement || format == .csv { bytes.append(contentsOf: engaged) }
        if isEngagement { decimal(UInt64(max(0, engagedMs))) }
        if isEngagement || format == .csv { bytes.append(contentsOf: self.scroll) }
        if isEngagement { decimal(UInt64(scroll)) }
        bytes.append(contentsOf: self.record)
        decimal(record)
        bytes.append(contentsOf: end)
    }

    /// As ``Instant/text(_:)``; the day is the same for most rows.
    private mutating func time(_ ms: Int64) {
        let day = Instant.utcDay(ms)
        if day != lastDay {
            lastDay = day
            dayText =
                Array((format == .csv ? "" : "{\"time\":\"").utf8)
                + Array(Instant.text(ms).utf8.prefix(11))
        }
        bytes.append(contentsOf: dayText)
        let rest = Int(ms - Int64(day) * Instant.millisecondsPerDay)
        twoDigits(rest / 3_600_000)
        bytes.append(UInt8(ascii: ":"))
        twoDigits(rest / 60_000 % 60)
        bytes.append(UInt8(ascii: ":"))
        twoDigits(rest / 1000 % 60)
        bytes.append(UInt8(ascii: "."))
        bytes.append(UInt8(ascii: "0") + UInt8(rest % 1000 / 100))
        twoDigits(rest % 100)
    }

    private mutating func twoDigits(_ number: Int) {
        bytes.append(UInt8(ascii: "0") + UInt8(number / 10 % 10))
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    private mutating func decimal(_ number: UInt64) {
        var (power, rest) = (UInt64(1), number / 10)
        while rest > 0 {
            power *= 10
            rest /= 10
        }
        while power > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / power % 10))
            power /= 10
        }
    }

    private mutating func hexadecimal(_ number: UInt64) {
        var digits = max(1, (67 - number.leadingZeroBitCount) / 4)
        while digits > 0 {
            digits -= 1
            let digit = UInt8(truncatingIfNeeded: number >> UInt64(4 * digits)) & 15
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}

extension StoredEvent {
    /// Its value of a dictionary's field.
    fileprivate func value(_ field: Field) -> FieldValue? {
        switch field {
        case .page: page.map { .page($0) }
        case .title: title.map { .text($0) }
        case .name: name.map { .text($0) }
        case .source: source.map { .source($0) }
        case .campaign: campaign.map { .campaign($0) }
        case .location: location.map { .location($0) }
        case .device: device.map { .device($0) }
        case .screen: screen.map { .text($0) }
        case .properties: .properties(properties)
        }
    }
}
