package import Storage

/// Stored events as text: one JSON object, or one row of CSV.
package enum EventText {
    /// The first row of CSV.
    package static var header: String { EventLines.columns.joined(separator: ",") }

    /// A row of CSV, without its end (RFC 4180).
    package static func csv(_ event: StoredEvent) -> String { text(event, .csv) }

    /// One line of JSON; members without a value are left out.
    package static func object(_ event: StoredEvent) -> String { text(event, .jsonl) }

    private static func text(_ event: StoredEvent, _ format: EventLines.Format) -> String {
        var lines = EventLines(format)
        lines.append(event)
        return String(decoding: lines.take().dropLast(format == .csv ? 2 : 1), as: UTF8.self)
    }
}
