internal import JSON
internal import TimeZones

extension UsageReports {
    /// The answer to a question under `/v1/reports/` with everything that is durable now.
    ///
    /// Groups of fewer than `minVisitors` visitors are hidden; 1 hides none. Nil for what is about
    /// consent, which usage knows nothing of.
    package func sheet(
        _ request: SheetRequest,
        minVisitors: Int,
        nowMs: Int64
    ) throws(QueryError) -> Sheet? {
        let sheet = try evaluate(request.base.site) { columns, zone -> Sheet? in
            let view = SheetView(
                columns: columns,
                zone: zone,
                base: request.base,
                nowMs: nowMs,
                minVisitors: minVisitors
            )
            switch request.question {
            case .funnel(let steps, let labels, let windowMs):
                return view.funnel(steps, labels, windowMs: windowMs)
            case .retention: return view.retention()
            case .journeys(let page, let limit): return view.journeys(page, limit: limit)
            case .realtime: return view.realtime()
            case .consent: return nil
            }
        }
        return sheet
    }
}

/// A site's columns and the common part of a question.
struct SheetView {
    let columns: SiteColumns
    let zone: TimeZone
    let base: ReportQuery
    let nowMs: Int64
    let minVisitors: Int

    var period: Range<Int64> {
        base.dateRange.period(now: nowMs, firstMs: columns.firstMs, in: zone)
    }

    func selection(_ period: Range<Int64>) -> Selection {
        Selection(columns: columns, period: period, zone: zone)
    }

    /// Whether figures of so many visitors are kept back.
    func isFew(_ visitors: Int) -> Bool { visitors > 0 && visitors < minVisitors }

    /// What every sheet's `meta` tells.
    func note(_ sheet: inout Sheet, hidden: Int) {
        sheet.json["meta"] = .object([
            "min_visitors": .number(Double(minVisitors)), "hidden_groups": .number(Double(hidden)),
        ])
        if hidden > 0 {
            sheet.notes.append(
                "Not shown by themselves: \(hidden), of fewer than \(minVisitors) visitors."
            )
        } else if minVisitors <= 1 {
            sheet.notes.append(
                "Small groups are shown: these figures can be about single people."
            )
        }
    }
}
