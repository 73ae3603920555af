internal import Consent
internal import JSON
internal import Reports

/// One row of the report on consent as it is shown: figures of few are not.
struct ConsentRow {
    /// Of a table, after the label.
    let cells: [Sheet.Cell]
    /// The same as members.
    let json: [String: JSONValue]

    /// `traffic` is visitors and pageviews, where usage knows the row too.
    init(
        _ tally: ConsentTally,
        _ traffic: [Double?]?,
        by key: String,
        _ offered: [Category],
        limit: Int
    ) {
        func figure(_ count: Int, hiddenIf isHidden: Bool = false) -> Sheet.Cell {
            isHidden || count > 0 && count < limit ? .hidden : .number(Double(count))
        }
        let parts = [tally.all, tally.partial, tally.refused]
        let hidden = SmallCounts.hidden(parts, limit: limit)
        let outcomes = parts.indices.map { figure(parts[$0], hiddenIf: hidden.contains($0)) }
        let granted = offered.map { category in
            let count = tally.granted[category] ?? 0
            return figure(
                count,
                hiddenIf: SmallCounts.isFew(count, of: tally.choices, limit: limit)
            )
        }
        let withdrawn = key == "device" ? [] : [figure(tally.withdrawn)]
        let banners: [Sheet.Cell] =
            key == "language"
            ? []
            : [
                figure(tally.shown),
                figure(
                    tally.ignored,
                    hiddenIf: SmallCounts.isFew(tally.ignored, of: tally.shown, limit: limit)
                ),
            ]
        let withheld: [Sheet.Cell] =
            key == "day"
            ? [
                figure(tally.withheld),
                figure(
                    tally.withheldPageviews,
                    hiddenIf: tally.withheld > 0 && tally.withheld < limit
                ),
            ] : []
        let visitors: [Sheet.Cell] =
            Self.hasTraffic(key)
            ? (0...1).map { index in traffic?[index].map { Sheet.Cell.number($0) } ?? .none } : []
        func share(_ cell: Sheet.Cell) -> Sheet.Cell {
            guard case .number(let count) = cell else { return cell }
            return .share(Int(count), of: tally.choices)
        }
        cells =
            [.number(Double(tally.choices))] + granted.map(share) + outcomes.map(share)
            + withdrawn + banners + visitors + withheld
        let names = Self.columns(by: key, offered).dropFirst(1 + offered.count)
        let figures = outcomes + withdrawn + banners + visitors + withheld
        var json = Dictionary(zip(names, figures.map(\.json))) { $1 }
        json["choices"] = .number(Double(tally.choices))
        json["granted"] = .object(
            Dictionary(zip(offered.map(\.rawValue), granted.map(\.json))) { $1 }
        )
        self.json = json
    }

    /// Whether usage knows the key too.
    static func hasTraffic(_ key: String) -> Bool { ["day", "country", "device"].contains(key) }

    /// Only those of which there can be figures.
    static func columns(by key: String, _ offered: [Category]) -> [String] {
        ["choices"] + offered.map(\.rawValue) + ["all", "partial", "refused"]
            + (key == "device" ? [] : ["withdrawn"])
            + (key == "language" ? [] : ["shown", "ignored"])
            + (hasTraffic(key) ? ["visitors", "pageviews"] : [])
            + (key == "day" ? ["withheld", "withheld_pageviews"] : [])
    }
}
