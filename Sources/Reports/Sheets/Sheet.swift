package import JSON

/// A report that is no answer to the query grammar: rows for people and CSV, and its JSON.
package struct Sheet: Sendable {
    package enum Cell: Hashable, Sendable {
        case text(String)
        case number(Double)
        /// In percent.
        case share(Double)
        /// Not shown, for it is about few visitors.
        case hidden
        /// There is none.
        case none
    }

    /// The label of what is too small to be shown by itself.
    package static let other = TextTable.other

    /// What every answer tells of what it does not show; `isGuarded` where no two answers differ by few.
    package static func meta(
        _ minVisitors: Int,
        hidden: Int,
        isGuarded: Bool
    ) -> [String: JSONValue] {
        var meta: [String: JSONValue] = [
            "min_visitors": .number(Double(minVisitors)), "hidden_groups": .number(Double(hidden)),
        ]
        if isGuarded { meta["guarded"] = .bool(true) }
        return meta
    }

    package let columns: [String]
    package var rows: [[Cell]]
    /// The column that bars are drawn for, where there is one.
    package var barColumn: Int?
    /// Whether the rows' numbers after the second column are a series in time.
    package var isSeries = false
    package var notes: [String] = []
    package var json: [String: JSONValue]

    package init(columns: [String], rows: [[Cell]], json: [String: JSONValue]) {
        self.columns = columns
        self.rows = rows
        self.json = json
    }

    /// As CSV (RFC 4180).
    package var csv: String {
        let lines = rows.map { $0.map { CSVText.cell(Self.plain($0)) } }
        return ([columns.map(CSVText.cell)] + lines).map { $0.joined(separator: ",") }
            .joined(separator: "\r\n")
    }

    /// As a table for people; on a terminal of some `width` with bars and sparklines where there is
    /// room, and of a series only as many columns as there is.
    package func table(width: Int?) -> String {
        guard !rows.isEmpty else {
            return (["Nothing was counted in this period."] + notes).joined(separator: "\n")
        }
        let cells = [columns] + rows.map { $0.map(Self.shown) }
        var widths = columns.indices.map { column in
            cells.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        var notes = notes
        func length() -> Int { widths.reduce(0, +) + 2 * (widths.count - 1) }
        if let width, isSeries, length() > width {
            while widths.count > 3, length() > width { widths.removeLast() }
            notes.append(
                "Columns up to \(columns[widths.count - 1]) of \(columns[columns.count - 1]); "
                    + "--format csv has all."
            )
        }
        var lines = cells.enumerated().map { number, cells in
            zip(cells, widths).enumerated().map { column, cell in
                let gap = String(repeating: " ", count: max(0, cell.1 - cell.0.count))
                let isText =
                    number == 0
                    ? Self.isText(rows[0], column) : Self.isText(rows[number - 1], column)
                return isText ? cell.0 + gap : gap + cell.0
            }.joined(separator: "  ")
        }
        if let width, isSeries {
            let longest = rows.map { $0.count - 2 }.max() ?? 0
            if length() + 2 + longest <= width {
                for (number, row) in rows.enumerated() {
                    lines[number + 1] += "  " + Sparkline.text(row.dropFirst(2).map(Self.number))
                }
            }
        } else if let barColumn, let bar = Sparkline.barLength(beside: length(), of: width) {
            let numbers = rows.map { Self.number($0[barColumn]) }
            let most = numbers.compactMap(\.self).max() ?? 0
            for (number, value) in numbers.enumerated() where most > 0 {
                lines[number + 1] += "  " + Sparkline.bar((value ?? 0) / most, length: bar)
            }
        }
        lines.insert(
            widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "),
            at: 1
        )
        return (lines + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
    }

    private static func isText(_ row: [Cell], _ column: Int) -> Bool {
        if column < row.count, case .text = row[column] { true } else { false }
    }

    private static func number(_ cell: Cell) -> Double? {
        switch cell {
        case .number(let number), .share(let number): number
        case .text, .hidden, .none: nil
        }
    }

    static func plain(_ number: Double) -> String {
        number == number.rounded() ? "\(Int(number))" : "\(number)"
    }

    private static func plain(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): text
        case .number(let number), .share(let number): plain(number)
        case .hidden, .none: ""
        }
    }

    private static func shown(_ cell: Cell) -> String {
        switch cell {
        case .text(let text): TerminalText.printable(text)
        case .number(let number): plain(number)
        case .share(let number): plain(number) + " %"
        case .hidden: "hidden"
        case .none: ""
        }
    }
}

extension Sheet.Cell {
    /// The figure in JSON; null where there is none to show.
    package var json: JSONValue {
        switch self {
        case .text(let text): .string(text)
        case .number(let number), .share(let number): .number(number)
        case .hidden, .none: .null
        }
    }

    package static func share(_ part: Int, of whole: Int) -> Sheet.Cell {
        whole == 0 ? .none : .share((Double(part) / Double(whole) * 1000).rounded() / 10)
    }
}
