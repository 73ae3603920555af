internal import JSON

/// How many visitors take some steps one after another.
extension SheetView {
    /// A step counts when it happens after the one before it, within one visit or within `windowMs`
    /// of the first step.
    func funnel(_ steps: [Filter], _ labels: [String], windowMs: Int64?) -> Sheet {
        let selection = selection(period)
        // Only events that are a step are put in order.
        var stepsOf: [UInt32: UInt16] = [:]
        for (index, step) in steps.enumerated() {
            for row in selection.events(passing: base.filters + [step]) {
                stepsOf[row, default: 0] |= 1 << UInt16(index)
            }
        }
        let events = columns.events
        let inOrder = stepsOf.sorted { left, right in
            let (first, second) = (Int(left.key), Int(right.key))
            if events.visitor[first] != events.visitor[second] {
                return events.visitor[first] < events.visitor[second]
            }
            return (events.time[first], first) < (events.time[second], second)
        }
        var reached = [Set<UInt32>](repeating: [], count: steps.count)
        // By step: when the latest chain began that came so far.
        var began = [Int64?](repeating: nil, count: steps.count)
        var (visitor, visit, furthest): (UInt32, Int64, Int) = (.max, -1, 0)
        func close() {
            for step in 0..<furthest { reached[step].insert(visitor) }
        }
        for (row, mask) in inOrder {
            let event = Int(row)
            if events.visitor.code(event) != visitor {
                close()
                (visitor, visit, furthest) = (events.visitor.code(event), events.visit[event], 0)
                began = [Int64?](repeating: nil, count: steps.count)
            } else if windowMs == nil, events.visit[event] != visit {
                visit = events.visit[event]
                began = [Int64?](repeating: nil, count: steps.count)
            }
            let time = events.time[event]
            // From the last step, so that one event is not two steps at once.
            for step in steps.indices.reversed() where mask & (1 << UInt16(step)) != 0 {
                if step == 0 {
                    began[0] = time
                } else {
                    guard let start = began[step - 1],
                        windowMs.map({ time - start <= $0 }) ?? true
                    else { continue }
                    began[step] = start
                }
                furthest = max(furthest, step + 1)
            }
        }
        close()
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
                .number(Double(index + 1)), .text(labels[index]), count, ofFirst, ofBefore,
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
}
