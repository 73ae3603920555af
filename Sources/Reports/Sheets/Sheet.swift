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
        let labels = (rows[0].lastIndex { if case .text = $0 { true } else { false } } ?? -1) + 1
        var table = TextColumns(cells, labels: labels, in: width) { row, column in
            let cells = rows[max(0, row - 1)]
            return if column < cells.count, case .text = cells[column] { true } else { false }
        }
        var notes = notes
        var pictures: [String] = []
        if let width, isSeries {
            // Where it is too long for the terminal the sparklines show all of it, columns the first.
            let lines = rows.map { row in
                let told = row[...(row.lastIndex { $0 != .none } ?? 0)].dropFirst(2)
                return Sparkline.text(told.map(Self.number))
            }
            let longest = lines.map(\.count).max() ?? 0
            let hasRoom = table.widths.prefix(3).reduce(4, +) + 2 + longest <= width
            let room = hasRoom ? width - 2 - longest : width
            if hasRoom { pictures = lines }
            if table.length > room {
                while table.widths.count > 3, table.length > room { table.removeLastColumn() }
                notes.append(
                    "Columns up to \(columns[table.widths.count - 1]) of \(columns[columns.count - 1]); "
                        + "--format csv has all."
                )
            }
        } else if let barColumn, let bar = Sparkline.barLength(beside: table.length, of: width) {
            let numbers = rows.map { Self.number($0[barColumn]) }
            let most = numbers.compactMap(\.self).max() ?? 0
            if most > 0 {
                pictures = numbers.map { Sparkline.bar(($0 ?? 0) / most, length: bar) }
            }
        }
        let lines = table.lines(pictures: pictures)
        return (lines + (notes.isEmpty ? [] : [""] + notes)).joined(separator: "\n")
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
        case .share(let number): plain(number) + (number == number.rounded() ? ".0 %" : " %")
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
