internal import Configuration
internal import Consent
internal import Endpoints
internal import PrivacyOffice
internal import Storage
internal import TimeZones
internal import Usage

/// The consent log for the command line.
enum ConsentOperations {
    static func perform(
        _ operation: String,
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        if operation == "consent-list" { return try list(arguments, on: collector) }
        if operation == "consent-rates" { return try rates(arguments, on: collector) }
        let text = try Operations.required(arguments, "record")
        guard let id = RecordID(text: text) else {
            throw CommandError(
                "a record id has 22 characters, as the answer to the choice named it"
            )
        }
        guard let record = try collector.ledger.record(id) else {
            throw CommandError("there is no such record, or its content was erased or has expired")
        }
        guard operation == "consent-verify" else { return record.canonicalText }
        let checked = try collector.ledger.verify()
        if let fault = checked.fault {
            throw CommandError("the ledger does not hold at entry \(fault.sequence): \(fault.what)")
        }
        return """
            record \(record.id.text) is entry \(record.sequence) of ledger \(collector.keys.ledgerName); \
            its content has the hash that the ledger's signed checkpoint covers
            """
    }

    private static func list(
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        var filter = ConsentLogFilter(limit: 50)
        filter.site = arguments["site"]
        let zone = filter.site.flatMap { collector.snapshot.timeZones[$0] } ?? .utc
        if let from = arguments["from"] { filter.fromMs = zone.startOfDay(day: try day(from)) }
        if let to = arguments["to"] { filter.toMs = zone.startOfDay(day: try day(to) + 1) }
        if let id = arguments["id"] { filter.consentID = try Operations.consentID(id) }
        if let text = arguments["mechanism"] {
            guard let mechanism = Mechanism(rawValue: text) else {
                let known = Mechanism.allCases.map(\.rawValue).joined(separator: ", ")
                throw CommandError("the mechanisms are \(known)")
            }
            filter.mechanism = mechanism
        }
        if let text = arguments["category"] {
            guard let category = Category(rawValue: text) else {
                throw CommandError("the categories are functional, analytics and marketing")
            }
            filter.category = category
        }
        if let text = arguments["limit"] {
            guard let limit = Int(text), (1...ConsentLogFilter.largestLimit).contains(limit) else {
                throw CommandError("--limit is 1 to \(ConsentLogFilter.largestLimit)")
            }
            filter.limit = limit
        }
        let page = try collector.ledger.list(filter)
        switch arguments["format"] ?? "table" {
        case "table":
            guard !page.records.isEmpty else { return "no records" }
            let more = page.next == nil ? "" : "\n\nThere are more; see --limit, --from and --to."
            return ConsentLogText.table(page.records) + more
        case "csv": return ConsentLogText.csv(page.records)
        case "jsonl": return ConsentLogText.lines(page.records)
        default: throw CommandError("--format is table, csv or jsonl")
        }
    }

    private static func rates(
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        let id = try Operations.required(arguments, "site")
        guard let site = collector.snapshot.configuration.sites.first(where: { $0.id == id }) else {
            throw CommandError("there is no site \"\(id)\" in the configuration")
        }
        let zone = site.timeZone
        let to = try arguments["to"].map(day) ?? zone.day(ofMs: collector.clock())
        let from = try arguments["from"].map(day) ?? to - 29
        guard from <= to else { throw CommandError("--to is before --from") }
        let rates = ConsentRates(
            records: try collector.ledger.rates(
                site: id,
                fromMs: zone.startOfDay(day: from),
                toMs: zone.startOfDay(day: to + 1),
                day: { zone.day(ofMs: $0) }
            ),
            shown: try collector.ledger.shown(site: id, days: from...to),
            offered: collector.snapshot.configuration.notice(for: site).offered
        )
        switch arguments["format"] ?? "table" {
        case "table": return rates.rows.isEmpty ? "nothing yet" : TextTable.aligned(rates.cells)
        case "csv": return rates.csv
        default: throw CommandError("--format is table or csv")
        }
    }

    private static func day(_ text: String) throws -> Int32 {
        guard let date = CivilDate(text) else {
            throw CommandError("\"\(text)\" is no day; write it as 2026-11-25")
        }
        return date.days
    }
}
