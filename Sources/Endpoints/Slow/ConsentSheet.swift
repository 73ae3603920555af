internal import Configuration
internal import Consent
internal import JSON
internal import Observability
package import Reports
internal import Storage
internal import TimeZones
internal import Usage

/// How choices went, beside the traffic that those who granted left and the events nobody had agreed to.
package struct ConsentSheet {
    private let collector: Collector
    private let base: ReportQuery
    /// Whether who asks may not tell answers apart that differ by few.
    private let isGuarded: Bool

    package init(_ collector: Collector, _ base: ReportQuery, isGuarded: Bool = false) {
        self.collector = collector
        self.base = base
        self.isGuarded = isGuarded
    }

    /// Rows of fewer choices than `minVisitors` are joined into "(other)".
    package func sheet(by key: String, minVisitors: Int) throws(QueryError) -> Sheet {
        guard let site = collector.snapshot.site(base.site) else {
            throw QueryError(.unknownSite, "site_id", "no such site")
        }
        let offered = site.notice.optional
        let tallies = try tallies(by: key, offered, site.site.timeZone)
        let labels = tallies.keys.sorted()
        let all = labels.compactMap { tallies[$0] }
        let folded = SmallCounts.folded(all.map(\.choices), limit: minVisitors)
        var rows = folded.kept.map { (label: labels[$0], tally: all[$0]) }
        if key != "day" {
            rows.sort { ($0.tally.choices, $1.label) > ($1.tally.choices, $0.label) }
        }
        if folded.isJoinedShown {
            var other = ConsentTally()
            for index in folded.joined { other.formSum(all[index]) }
            rows.append((Sheet.other, other))
        }
        if isGuarded {
            let answer = collector.reports.beginGuardedAnswer()
            for index in rows.indices {
                rows[index].tally = rows[index].tally
                    .settled(in: answer, site: base.site, limit: minVisitors, offered)
            }
        }
        return sheet(
            rows,
            hidden: folded.joined.count,
            traffic: try traffic(by: key, minVisitors: minVisitors),
            key: key,
            offered: offered,
            limit: minVisitors
        )
    }

    /// What was counted, by the label of a row.
    private func tallies(
        by key: String,
        _ offered: [Category],
        _ zone: TimeZone
    ) throws(QueryError) -> [String: ConsentTally] {
        let period = base.dateRange.period(
            now: collector.clock(),
            firstMs: (try? collector.ledger.oldest()).flatMap { $0 },
            in: zone
        )
        let first = zone.day(ofMs: period.lowerBound)
        let last = zone.day(ofMs: max(period.lowerBound, period.upperBound - 1))
        let days = first...last
        var tallies: [String: ConsentTally] = [:]
        do throws(StorageError) {
            for banners in try collector.ledger.shown(site: base.site, days: days) {
                guard let label = label(of: banners.group, by: key) else { continue }
                tallies[label, default: ConsentTally()].add(banners)
                // The ledger knows nothing of devices: there the answers to banners are the choices.
                guard key == "device" else { continue }
                tallies[label, default: ConsentTally()].addAnswers(banners, offered: offered)
            }
            guard key != "device" else { return tallies }
            // Counters know days and no hours, so that choices are counted by whole days as well.
            let counts = try collector.ledger.rates(
                site: base.site,
                fromMs: zone.startOfDay(day: first),
                toMs: zone.startOfDay(day: last + 1),
                day: { zone.day(ofMs: $0) }
            )
            for count in counts {
                tallies[label(of: count, by: key), default: ConsentTally()]
                    .add(count, offered: offered)
            }
            guard key == "day" else { return tallies }
            let withheld = try collector.withheld.counts(
                site: base.site,
                days: days,
                in: collector.ledger
            )
            for count in withheld {
                tallies[CivilDate(days: count.day).description, default: ConsentTally()].add(count)
            }
            return tallies
        } catch {
            collector.log.error(
                "cannot read",
                ["what": .string(error.what), "hint": .string(error.hint)]
            )
            throw QueryError(.unavailable, "", "consent cannot be read at the moment")
        }
    }

    private func label(of count: ConsentCount, by key: String) -> String {
        switch key {
        case "country": count.country ?? "(not set)"
        case "language": count.language
        case "notice_version": count.noticeVersion
        default: CivilDate(days: count.day).description
        }
    }

    /// Nil for what is not counted of banners.
    private func label(of group: ShownGroup, by key: String) -> String? {
        switch key {
        case "country": group.country ?? "(not set)"
        case "device": group.device ?? "(not set)"
        case "language": nil
        case "notice_version": group.noticeVersion
        default: CivilDate(days: group.day).description
        }
    }

    /// Visitors and pageviews by the label of a row, where usage knows it too.
    private func traffic(
        by key: String,
        minVisitors: Int
    ) throws(QueryError) -> [String: [Double?]] {
        let dimensions = ["day": Dimension.day, "country": .country, "device": .device]
        guard let dimension = dimensions[key] else { return [:] }
        var query = base
        query.metrics = [.visitors, .pageviews]
        query.dimensions = [dimension]
        let answer = try collector.reports.answer(
            query,
            minVisitors: minVisitors,
            nowMs: collector.clock(),
            isGuarded: isGuarded
        )
        return Dictionary(
            answer.rows.map { ($0.dimensions[0], $0.metrics) }
        ) { first, _ in first }
    }

    private func sheet(
        _ rows: [(label: String, tally: ConsentTally)],
        hidden: Int,
        traffic: [String: [Double?]],
        key: String,
        offered: [Category],
        limit: Int
    ) -> Sheet {
        var lines: [[Sheet.Cell]] = []
        var members: [JSONValue] = []
        for (label, tally) in rows {
            let row = ConsentRow(tally, traffic[label], by: key, offered, limit: limit)
            lines.append([.text(label)] + row.cells)
            members.append(.object(row.json.merging([key: .string(label)]) { $1 }))
        }
        var sheet = Sheet(
            columns: [key] + ConsentRow.columns(by: key, offered),
            rows: lines,
            json: [
                "rows": .array(members),
                "meta": .object(
                    Sheet.meta(limit, hidden: hidden, isGuarded: isGuarded && limit > 1)
                ),
            ]
        )
        sheet.barColumn = 1
        if hidden > 0 {
            sheet.notes.append(
                "Not shown by themselves: \(hidden), of fewer than \(limit) choices."
            )
        }
        return sheet
    }
}
