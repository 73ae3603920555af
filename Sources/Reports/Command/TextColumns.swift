/// Aligned columns for a terminal: long labels are cut where it is too narrow, and what still does not
/// fit stands below, with the labels again.
struct TextColumns {
    /// The first line is the header.
    private let cells: [[String]]
    /// The first columns, which tell what a row is about.
    private let labels: Int
    /// Nil where nothing is cut, for no person looks at it.
    private let width: Int?
    private let isText: (_ row: Int, _ column: Int) -> Bool
    private(set) var widths: [Int]

    /// Shorter labels say too little.
    private static let leastLabel = 20

    /// `isText` tells what is aligned to the left.
    init(
        _ cells: [[String]],
        labels: Int,
        in width: Int?,
        isText: @escaping (_ row: Int, _ column: Int) -> Bool
    ) {
        self.cells = cells
        self.labels = labels
        self.width = width
        self.isText = isText
        widths = (cells.first ?? []).indices.map { column in
            cells.map { $0.count > column ? $0[column].count : 0 }.max() ?? 0
        }
        while let width, length > width, let widest = widths[..<labels].max(),
            widest > Self.leastLabel, let column = widths[..<labels].firstIndex(of: widest)
        {
            widths[column] -= 1
        }
    }

    /// Of a line.
    var length: Int { widths.reduce(-2) { $0 + $1 + 2 } }

    mutating func removeLastColumn() { widths.removeLast() }

    /// All lines, each row with its picture where all columns stand beside each other.
    func lines(pictures: [String] = []) -> [String] {
        let blocks = blocks
        var lines: [String] = []
        for block in blocks {
            if !lines.isEmpty { lines.append("") }
            for row in cells.indices {
                var line = block.map { cell(row, $0) }.joined(separator: "  ")
                if row > 0, blocks.count == 1, pictures.indices.contains(row - 1) {
                    line += "  " + pictures[row - 1]
                }
                lines.append(line)
                guard row == 0 else { continue }
                let rule = block.map { String(repeating: "-", count: widths[$0]) }
                lines.append(rule.joined(separator: "  "))
            }
        }
        return lines
    }

    /// The columns that stand beside each other.
    private var blocks: [[Int]] {
        let first = Array(0..<labels)
        var blocks = [first]
        for column in widths.indices.dropFirst(labels) {
            let block = (blocks.last ?? first) + [column]
            let length = block.reduce(-2) { $0 + widths[$1] + 2 }
            if block.count > labels + 1, length > width ?? .max {
                blocks.append(first + [column])
            } else {
                blocks[blocks.count - 1] = block
            }
        }
        return blocks
    }

    private func cell(_ row: Int, _ column: Int) -> String {
        let cells = cells[row]
        let text = column < cells.count ? cells[column] : ""
        guard text.count <= widths[column] else { return text.prefix(widths[column] - 1) + "…" }
        let gap = String(repeating: " ", count: widths[column] - text.count)
        return isText(row, column) ? text + gap : gap + text
    }
}
