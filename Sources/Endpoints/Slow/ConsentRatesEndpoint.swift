internal import Configuration
internal import Consent
internal import HTTPServer
internal import JSON
internal import PrivacyOffice
internal import Reports
internal import Storage
internal import TimeZones
internal import Usage

/// `GET /v1/consent-rates`: how choices went, by day, country, language, notice and mechanism, how
/// often the banner was shown and ignored, and how much was withheld.
///
/// For the role marketing small counts are joined within their day, and no two answers differ by few
/// (decision 0010).
struct ConsentRatesEndpoint {
    private let request: SlowRequest
    private let site: SiteSnapshot
    /// Nil for who may see single records.
    private let guarded: GuardedAnswer?
    /// 1 where everything is shown.
    private let limit: Int

    static func answer(_ request: SlowRequest) throws(RequestError) -> Response {
        let asked = try ReportAccess(request)
        let site = try asked.site()
        let zone = site.site.timeZone
        let today = zone.day(ofMs: request.collector.clock())
        let from = try ConsentLogEndpoint.day(request.exchange, "from") ?? today - 29
        let to = try ConsentLogEndpoint.day(request.exchange, "to") ?? today
        guard from <= to else { throw .malformed(field: "to", "it is before from") }
        asked.note("consent-rates", site: site.id, days: Int(to - from) + 1)
        let rates = ConsentRatesEndpoint(
            request: request,
            site: site,
            guarded: asked.isMarketing ? request.collector.reports.beginGuardedAnswer() : nil,
            limit: asked.isMarketing ? request.snapshot.configuration.reports.minVisitors : 1
        )
        return try rates.answer(days: from...to, in: zone)
    }

    private func answer(
        days: ClosedRange<Int32>,
        in zone: TimeZone
    ) throws(RequestError) -> Response {
        let counts: [ConsentCount]
        let shown: [ShownCount]
        let withheld: [WithheldCount]
        do throws(StorageError) {
            let ledger = request.collector.ledger
            shown = try ledger.shown(site: site.id, days: days)
            withheld = try request.collector.withheld
                .counts(site: site.id, days: days, in: ledger)
            counts = try ledger.rates(
                site: site.id,
                fromMs: zone.startOfDay(day: days.lowerBound),
                toMs: zone.startOfDay(day: days.upperBound + 1),
                day: { zone.day(ofMs: $0) }
            )
        } catch {
            throw request.failed(error)
        }
        let rates = rows(counts)
        let banners = rows(shown)
        let hidden = rates.hidden + banners.hidden
        let meta = Sheet.meta(limit, hidden: hidden, isGuarded: limit > 1)
        let members: [String: JSONValue] = [
            "site": .string(site.id), "rates": .array(rates.rows), "banners": .array(banners.rows),
            "withheld": .array(rows(withheld)), "meta": .object(meta),
        ]
        return Answers.ok(JSONValue.object(members).text)
    }

    /// Gives each row that may be shown to `make`, nil as its first for what was joined on a day.
    private func folded<Count>(
        _ counts: [Count],
        day: (Count) -> Int32,
        size: (Count) -> Int,
        make: (_ first: Count?, _ all: [Count]) -> JSONValue
    ) -> (rows: [JSONValue], hidden: Int) {
        var rows: [(day: Int32, size: Int, value: JSONValue)] = []
        var (hidden, leftOut) = (0, 0)
        let byDay = Dictionary(grouping: counts, by: day).sorted { $0.key < $1.key }
        for (day, counts) in byDay {
            let folded = SmallCounts.folded(counts.map(size), limit: limit)
            for index in folded.kept {
                rows.append((day, size(counts[index]), make(counts[index], [counts[index]])))
            }
            hidden += folded.joined.count
            let joined = folded.joined.map { counts[$0] }
            let sum = joined.reduce(0) { $0 + size($1) }
            if folded.isJoinedShown {
                rows.append((day, sum, make(nil, joined)))
            } else {
                leftOut += sum
            }
        }
        // What is left out must not be what a total leaves.
        if leftOut > 0, leftOut < limit,
            let smallest = rows.indices.min(by: { rows[$0].size < rows[$1].size })
        {
            rows.remove(at: smallest)
            hidden += 1
        }
        return (rows.map(\.value), hidden)
    }

    private var offered: [Category] { site.notice.optional }

    private func told(_ tally: ConsentTally) -> ConsentTally {
        guarded.map { tally.settled(in: $0, site: site.id, limit: limit, offered) } ?? tally
    }

    private func rows(_ counts: [ConsentCount]) -> (rows: [JSONValue], hidden: Int) {
        folded(counts, day: \.day, size: \.count) { first, all in
            var tally = ConsentTally()
            for count in all { tally.add(count, offered: offered) }
            let told = told(tally)
            var members = labels(
                day: all.first?.day,
                first.map { count in
                    [
                        "country": count.country.map(JSONValue.string) ?? .null,
                        "language": .string(count.language),
                        "notice_version": .string(count.noticeVersion),
                        "mechanism": .string(count.mechanism.rawValue),
                        "outcome": .string(
                            ConsentRates.outcome(of: count, offered: site.notice.offered).rawValue
                        ),
                    ]
                },
                of: ["country", "language", "notice_version", "mechanism", "outcome"]
            )
            members["granted"] =
                first.map { count in
                    .array(
                        offered.filter { count.choices.grants($0) }.map { .string($0.rawValue) }
                    )
                } ?? .null
            members["count"] = .number(Double(told.choices + told.withdrawn))
            return .object(members)
        }
    }

    private func rows(_ counts: [ShownCount]) -> (rows: [JSONValue], hidden: Int) {
        folded(counts, day: \.group.day, size: \.shown) { first, all in
            var tally = ConsentTally()
            for count in all {
                tally.add(count)
                tally.addAnswers(count, offered: offered)
            }
            let told = told(tally)
            let answered = max(0, told.shown - told.ignored)
            var members = labels(
                day: all.first?.group.day,
                first.map { count in
                    [
                        "country": count.group.country.map(JSONValue.string) ?? .null,
                        "device": count.group.device.map(JSONValue.string) ?? .null,
                        "notice_version": .string(count.group.noticeVersion),
                    ]
                },
                of: ["country", "device", "notice_version"]
            )
            let parts = [told.all, told.partial, told.refused, told.ignored]
            let hidden = SmallCounts.hidden(parts, limit: limit)
            let names = ["granted", "partial", "refused", "ignored"]
            for (index, name) in names.enumerated() {
                members[name] = hidden.contains(index) ? .null : .number(Double(parts[index]))
            }
            members["shown"] = .number(Double(told.shown))
            members["answered"] =
                SmallCounts.isFew(answered, of: told.shown, limit: limit)
                ? .null : .number(Double(answered))
            return .object(members)
        }
    }

    /// Counts of few events are left out.
    private func rows(_ counts: [WithheldCount]) -> [JSONValue] {
        counts.filter { $0.events >= limit }.map { count in
            var tally = ConsentTally()
            tally.add(count)
            let told = told(tally)
            return .object([
                "day": .string(CivilDate(days: count.day).description),
                "reason": .string(count.reason.rawValue),
                "events": .number(Double(told.withheld)),
                "pageviews": .number(Double(told.withheldPageviews)),
            ])
        }
    }

    private func labels(
        day: Int32?,
        _ labels: [String: JSONValue]?,
        of names: [String]
    ) -> [String: JSONValue] {
        var members =
            labels ?? Dictionary(names.map { ($0, JSONValue.string(Sheet.other)) }) { $1 }
        members["day"] = day.map { .string(CivilDate(days: $0).description) } ?? .null
        return members
    }
}
