internal import Configuration
internal import Consent
internal import JSON
internal import Observability
package import Reports
internal import Storage
internal import TimeZones
internal import Usage

/// How choices went, beside the traffic that those who granted left.
package struct ConsentSheet {
    private let collector: Collector
    private let base: ReportQuery

    package init(_ collector: Collector, _ base: ReportQuery) {
        self.collector = collector
        self.base = base
    }

    fileprivate struct Tally {
        var choices = 0
        var granted: [Category: Int] = [:]
        var refused = 0
        var partial = 0
        var all = 0
        var withdrawn = 0
        /// Banners that came up by themselves, and those nobody decided in.
        var shown = 0
        var ignored = 0

        static func + (left: Tally, right: Tally) -> Tally {
            Tally(
                choices: left.choices + right.choices,
                granted: left.granted.merging(right.granted, uniquingKeysWith: +),
                refused: left.refused + right.refused,
                partial: left.partial + right.partial,
                all: left.all + right.all,
                withdrawn: left.withdrawn + right.withdrawn,
                shown: left.shown + right.shown,
                ignored: left.ignored + right.ignored
            )
        }
    }

    /// Rows of fewer choices than `minVisitors` are joined into "(other)".
    package func sheet(by key: String, minVisitors: Int) throws(QueryError) -> Sheet {
        guard let site = collector.snapshot.site(base.site) else {
            throw QueryError(.unknownSite, "site_id", "no such site")
        }
        let zone = site.site.timeZone
        let nowMs = collector.clock()
        let period = base.dateRange.period(
            now: nowMs,
            firstMs: (try? collector.ledger.oldest()).flatMap { $0 },
            in: zone
        )
        let counts: [ConsentCount]
        let banners: [ShownCount]
        do throws(StorageError) {
            counts = try collector.ledger.rates(
                site: base.site,
                fromMs: period.lowerBound,
                toMs: period.upperBound,
                day: { zone.day(ofMs: $0) }
            )
            let first = zone.day(ofMs: period.lowerBound)
            let last = zone.day(ofMs: max(period.lowerBound, period.upperBound - 1))
            banners = try collector.ledger.shown(site: base.site, days: first...last)
        } catch {
            collector.log.error(
                "cannot read",
                ["what": .string(error.what), "hint": .string(error.hint)]
            )
            throw QueryError(.unavailable, "", "consent cannot be read at the moment")
        }
        let offered = site.notice.categories.map(\.category).filter { $0 != .essential }
        var tallies: [String: Tally] = [:]
        for count in counts {
            tallies[label(of: count, by: key), default: Tally()].add(count, offered)
        }
        for banner in banners {
            guard let label = label(of: banner.group, by: key) else { continue }
            tallies[label, default: Tally()].shown += banner.shown
            tallies[label, default: Tally()].ignored += banner.ignored
        }
        let folded = fold(tallies, limit: minVisitors, isTime: key == "day")
        let traffic = try traffic(by: key, minVisitors: minVisitors, nowMs: nowMs)
        return sheet(folded.rows, folded.hidden, traffic, key, offered, minVisitors)
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
        case "language": nil
        case "notice_version": group.noticeVersion
        default: CivilDate(days: group.day).description
        }
    }

    /// Withdrawals do not make a row large: they are of people who chose before.
    private func fold(
        _ tallies: [String: Tally],
        limit: Int,
        isTime: Bool
    ) -> (rows: [(label: String, tally: Tally)], hidden: Int) {
        var rest = tallies.map { (label: $0.key, tally: $0.value) }
            .sorted { ($1.tally.choices, $0.label) < ($0.tally.choices, $1.label) }
        var other = Tally()
        var hidden = 0
        while let smallest = rest.last,
            smallest.tally.choices < limit || hidden > 0 && other.choices < limit
        {
            guard limit > 1 else { break }
            other = other + smallest.tally
            hidden += 1
            rest.removeLast()
        }
        if hidden > 0, other.choices >= limit { rest.append((Sheet.other, other)) }
        if isTime { rest.sort { $0.label < $1.label } }
        return (rest, hidden)
    }

    /// Visitors and pageviews by the label of a row, where usage knows it too.
    private func traffic(
        by key: String,
        minVisitors: Int,
        nowMs: Int64
    ) throws(QueryError) -> [String: [Double?]] {
        guard let dimension = ["day": Dimension.day, "country": .country][key] else { return [:] }
        var query = base
        query.metrics = [.visitors, .pageviews]
        query.dimensions = [dimension]
        let answer = try collector.reports.answer(query, minVisitors: minVisitors, nowMs: nowMs)
        return Dictionary(
            answer.rows.map { ($0.dimensions[0], $0.metrics) }
        ) { first, _ in first }
    }

    private func sheet(
        _ rows: [(label: String, tally: Tally)],
        _ hidden: Int,
        _ traffic: [String: [Double?]],
        _ key: String,
        _ offered: [Category],
        _ minVisitors: Int
    ) -> Sheet {
        var lines: [[Sheet.Cell]] = []
        var members: [JSONValue] = []
        for (label, tally) in rows {
            func figure(_ index: Int) -> Sheet.Cell {
                (traffic[label]?[index]).map { .number($0) } ?? .none
            }
            func banner(_ count: Int) -> Sheet.Cell {
                key == "language" ? .none : .number(Double(count))
            }
            let granted = offered.map { tally.granted[$0] ?? 0 }
            lines.append(
                [.text(label), .number(Double(tally.choices))]
                    + granted.map { share($0, tally.choices) }
                    + [
                        share(tally.all, tally.choices), share(tally.partial, tally.choices),
                        share(tally.refused, tally.choices), .number(Double(tally.withdrawn)),
                        banner(tally.shown), banner(tally.ignored), figure(0), figure(1),
                    ]
            )
            func number(_ value: Int) -> JSONValue { .number(Double(value)) }
            members.append(
                .object([
                    key: .string(label), "choices": number(tally.choices),
                    "granted": .object(
                        Dictionary(zip(offered.map(\.rawValue), granted.map(number))) { $1 }
                    ),
                    "all": number(tally.all), "partial": number(tally.partial),
                    "refused": number(tally.refused), "withdrawn": number(tally.withdrawn),
                    "shown": json(banner(tally.shown)), "ignored": json(banner(tally.ignored)),
                    "visitors": json(figure(0)), "pageviews": json(figure(1)),
                ])
            )
        }
        var sheet = Sheet(
            columns: [key, "choices"] + offered.map(\.rawValue)
                + [
                    "all", "partial", "refused", "withdrawn", "shown", "ignored", "visitors",
                    "pageviews",
                ],
            rows: lines,
            json: [
                "rows": .array(members),
                "meta": .object([
                    "min_visitors": .number(Double(minVisitors)),
                    "hidden_groups": .number(Double(hidden)),
                ]),
            ]
        )
        if hidden > 0 {
            sheet.notes.append(
                "Not shown by themselves: \(hidden), of fewer than \(minVisitors) choices."
            )
        }
        return sheet
    }

    private func share(_ part: Int, _ whole: Int) -> Sheet.Cell {
        whole == 0 ? .none : .share((Double(part) / Double(whole) * 1000).rounded() / 10)
    }

    private func json(_ cell: Sheet.Cell) -> JSONValue {
        if case .number(let number) = cell { .number(number) } else { .null }
    }
}

extension ConsentSheet.Tally {
    fileprivate mutating func add(_ count: ConsentCount, _ offered: [Category]) {
        guard !count.isWithdrawal else {
            withdrawn += count.count
            return
        }
        choices += count.count
        let granted = offered.filter { count.choices.grants($0) }
        for category in granted { self.granted[category, default: 0] += count.count }
        if granted.isEmpty {
            refused += count.count
        } else if granted.count == offered.count {
            all += count.count
        } else {
            partial += count.count
        }
    }
}
