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
        let withdrawn = key == "device" ? .none : figure(tally.withdrawn)
        let banners: [Sheet.Cell] =
            key == "language"
            ? [.none, .none]
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
        let visitors = (0...1).map { index in
            (traffic?[index]).map { Sheet.Cell.number($0) } ?? .none
        }
        func share(_ cell: Sheet.Cell) -> Sheet.Cell {
            guard case .number(let count) = cell else { return cell }
            return .share(Int(count), of: tally.choices)
        }
        cells =
            [.number(Double(tally.choices))] + granted.map(share) + outcomes.map(share)
            + [withdrawn] + banners + visitors + withheld
        let names = ["all", "partial", "refused", "withdrawn", "shown", "ignored"]
        let figures = outcomes + [withdrawn] + banners
        var json = Dictionary(zip(names, figures.map(\.json))) { $1 }
        json["choices"] = .number(Double(tally.choices))
        json["granted"] = .object(
            Dictionary(zip(offered.map(\.rawValue), granted.map(\.json))) { $1 }
        )
        (json["visitors"], json["pageviews"]) = (visitors[0].json, visitors[1].json)
        if key == "day" {
            (json["withheld"], json["withheld_pageviews"]) = (withheld[0].json, withheld[1].json)
        }
        self.json = json
    }

    static func columns(by key: String, _ offered: [Category]) -> [String] {
        ["choices"] + offered.map(\.rawValue)
            + [
                "all", "partial", "refused", "withdrawn", "shown", "ignored", "visitors",
                "pageviews",
            ]
            + (key == "day" ? ["withheld", "withheld_pageviews"] : [])
    }
}
