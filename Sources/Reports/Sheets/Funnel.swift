internal import JSON

/// How many visitors take some steps one after another.
extension SheetView {
    /// A step counts when it happens after the one before it, within one visit or within `windowMs`
    /// of the first step.
    func funnel(_ steps: [Filter], _ labels: [String], windowMs: Int64?) -> Sheet {
        let scan = StepScan(selection(period), filters: base.filters, steps: steps)
        let reached =
            if let windowMs {
                TimedFunnel(scan: scan, windowMs: windowMs).run()
            } else {
                VisitFunnel(scan).run()
            }
        return sheet(reached.map { settled($0) }, labels)
    }

    /// Steps whose visitors, or whose loss since the last shown step, are few are kept back.
    private func sheet(_ reached: [Int], _ labels: [String]) -> Sheet {
        var shown: [Int?] = []
        var last: Int?
        for visitors in reached {
            let isShown = !isFew(visitors) && !isFew((last ?? visitors) - visitors)
            shown.append(isShown ? visitors : nil)
            if isShown { last = visitors }
        }
        var rows: [[Sheet.Cell]] = []
        var steps: [JSONValue] = []
        for (index, visitors) in shown.enumerated() {
            let before = index == 0 ? visitors : shown[index - 1]
            func rate(_ whole: Int?) -> Sheet.Cell {
                guard let visitors, let whole else { return .hidden }
                return .share(visitors, of: whole)
            }
            let count = visitors.map { Sheet.Cell.number(Double($0)) } ?? .hidden
            let (ofFirst, ofBefore) = (rate(shown[0]), rate(before))
            rows.append([
                .number(Double(index + 1)), .text(Self.words(labels[index])), count, ofFirst,
                ofBefore,
            ])
            steps.append(
                .object([
                    "visitors": count.json, "conversion_rate": ofFirst.json,
                    "step_rate": ofBefore.json,
                    "filter": JSONValue.decode(Array(labels[index].utf8)) ?? .null,
                ])
            )
        }
        var sheet = Sheet(
            columns: ["step", "filter", "visitors", "of_first", "of_previous"],
            rows: rows,
            json: ["steps": .array(steps)]
        )
        sheet.barColumn = 2
        note(&sheet, hidden: shown.count { $0 == nil })
        return sheet
    }

    /// `["is", "event:page", ["/", "/a"]]` as `event:page is /,/a`; what is joined of others stays JSON.
    private static func words(_ label: String) -> String {
        guard let parts = JSONValue.decode(Array(label.utf8))?.array, parts.count == 3,
            let name = parts[0].string, let dimension = parts[1].string,
            let values = parts[2].array?.compactMap(\.string), !values.isEmpty
        else { return label }
        return "\(dimension) \(name) \(values.joined(separator: ","))"
    }
}
