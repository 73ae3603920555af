internal import Configuration
internal import Endpoints
internal import JSON
internal import PrivacyOffice
internal import Reports
internal import Storage
internal import TimeZones
internal import Usage

/// Reports and exports for the command line.
enum ReportOperations {
    static func report(_ arguments: [String: String], on collector: Collector) throws -> String {
        let site = arguments["site"] ?? ""
        guard collector.snapshot.site(site) != nil else {
            throw CommandError(noSite(site, collector))
        }
        if let name = arguments["kind"] { return try sheet(name, arguments, on: collector) }
        for name in ["page", "step", "window"] where arguments[name] ?? "" != "" {
            throw CommandError("--\(name) is for other reports; see assent report --help")
        }
        let query = try ReportArguments.query(
            arguments,
            grammars: collector.snapshot.grammars
        )
        let answer = try collector.reports.answer(
            query,
            minVisitors: query.isExact
                ? 1 : collector.snapshot.configuration.reports.minVisitors,
            nowMs: collector.clock()
        )
        switch arguments["format"] ?? "table" {
        case "table": return ReportTable.text(answer, width: arguments["width"].flatMap { Int($0) })
        case "csv": return ReportCSV.text(answer)
        case "json": return answer.json
        default: throw CommandError("--format is table, csv or json")
        }
    }

    /// One of the reports under `/v1/reports/`.
    private static func sheet(
        _ name: String,
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        guard let kind = SheetRequest.Kind(rawValue: name) else {
            let known = SheetRequest.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("there is no report \"\(name)\"; there is \(known)")
        }
        let request = try ReportArguments.sheet(
            kind,
            arguments,
            grammars: collector.snapshot.grammars
        )
        let minVisitors =
            request.base.isExact ? 1 : collector.snapshot.configuration.reports.minVisitors
        let sheet: Sheet
        if case .consent(let by) = request.question {
            sheet = try ConsentSheet(collector, request.base)
                .sheet(by: by, minVisitors: minVisitors)
        } else {
            guard
                let found = try collector.reports.sheet(
                    request,
                    minVisitors: minVisitors,
                    nowMs: collector.clock()
                )
            else { throw CommandError("there is no report \"\(name)\"") }
            sheet = found
        }
        switch arguments["format"] ?? "table" {
        case "table": return sheet.table(width: arguments["width"].flatMap { Int($0) })
        case "csv": return sheet.csv
        case "json": return JSONValue.object(sheet.json).text
        default: throw CommandError("--format is table, csv or json")
        }
    }

    /// Gives all rows of a period to `output`, piece by piece; the result says how many.
    static func export(
        _ arguments: [String: String],
        on collector: Collector,
        progress: @escaping @Sendable (String) -> Void,
        output: @escaping @Sendable ([UInt8]) -> Bool
    ) throws -> String {
        let id = try Operations.required(arguments, "site")
        guard let zone = collector.snapshot.timeZones[id] else {
            throw CommandError(noSite(id, collector))
        }
        guard let format = EventLines.Format(rawValue: arguments["format"] ?? "csv") else {
            throw CommandError("--format is csv or jsonl")
        }
        let query = try ReportArguments.query(["site": id, "range": arguments["range"] ?? "30d"])
        let period = query.dateRange.period(
            now: collector.clock(),
            firstMs: try collector.usage.oldestDay(of: id).map { zone.startOfDay(day: $0 - 1) },
            in: zone
        )
        var lines = EventLines(format)
        lines.appendHeader()
        var rows = 0
        // A day more at both ends: where the site's time zone was another once, rows lie by its days.
        let days = zone.day(ofMs: period.lowerBound) - 1...zone.day(ofMs: period.upperBound - 1) + 1
        try collector.usage.exportBatches(site: id, days: days) { (batch) throws(StorageError) in
            rows += lines.append(batch, site: id, in: period)
            guard lines.count >= pieceBytes else { return }
            guard output(lines.take()) else { throw Self.noReader }
            progress("\(rows) rows, \(CivilDate(days: batch.day))")
        }
        guard lines.count == 0 || output(lines.take()) else { throw Self.noReader }
        return "\(rows) rows"
    }

    private static func noSite(_ id: String, _ collector: Collector) -> String {
        let known = collector.snapshot.sites.map(\.id).joined(separator: ", ")
        return "--site: there is no site \"\(id)\"; there is \(known)"
    }

    private static let noReader = StorageError.impossible(
        what: "who read the export went away",
        hint: "Nothing was changed."
    )

    /// What is sent at once: 1 MiB takes a few milliseconds.
    private static let pieceBytes = 1 << 20
}
