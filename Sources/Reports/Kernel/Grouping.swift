/// Dense numbers of the groups that occur, by the codes of the query's dimensions.
///
/// One dimension after the other: the number of a row's group so far and its next code make the
/// number of the next level, so that no product of sizes can grow out of a machine word.
struct Grouping {
    private var levels: [Level]

    /// `sizes` is how many codes each dimension has.
    init(sizes: [Int]) { levels = sizes.map { Level(size: $0) } }

    /// One row of codes for each group, in the order of the dimensions.
    var codes: [[UInt32]] {
        guard let last = levels.last else { return [[]] }
        return last.codes.indices.map { group in
            var codes: [UInt32] = []
            var number = group
            for level in levels.reversed() {
                codes.append(level.codes[number])
                number = Int(level.parents[number])
            }
            return codes.reversed()
        }
    }

    /// The group of each row; `columns` holds the rows' codes, dimension by dimension.
    mutating func groups(of columns: [[UInt32]], rows: Int) -> [UInt32] {
        var groups = [UInt32](repeating: 0, count: rows)
        var parents = 1
        for (index, column) in columns.enumerated() {
            levels[index].number(&groups, column, parents: parents)
            parents = levels[index].codes.count
        }
        return groups
    }

    /// The groups by the dimensions up to one.
    private struct Level {
        let size: Int
        /// By group: its group by the dimensions before, and its code.
        var parents: [UInt32] = []
        var codes: [UInt32] = []

        /// From the groups by the dimensions before to those with this one.
        mutating func number(_ groups: inout [UInt32], _ column: [UInt32], parents: Int) {
            // A table costs its size, a dictionary some 50 times as much a row.
            let span = parents.multipliedReportingOverflow(by: size)
            if !span.overflow, span.partialValue <= max(1 << 16, groups.count * 16) {
                numberByTable(&groups, column, span: span.partialValue)
            } else {
                numberByDictionary(&groups, column)
            }
        }

        private mutating func numberByTable(
            _ groups: inout [UInt32],
            _ column: [UInt32],
            span: Int
        ) {
            var known = [UInt32](repeating: .max, count: span)
            for number in codes.indices {
                known[Int(parents[number]) * size + Int(codes[number])] = UInt32(number)
            }
            for row in groups.indices {
                let place = Int(groups[row]) &* size &+ Int(column[row])
                if known[place] == .max { known[place] = append(groups[row], column[row]) }
                groups[row] = known[place]
            }
        }

        private mutating func numberByDictionary(_ groups: inout [UInt32], _ column: [UInt32]) {
            var known: [UInt64: UInt32] = [:]
            for number in codes.indices {
                known[UInt64(parents[number]) << 32 | UInt64(codes[number])] = UInt32(number)
            }
            for row in groups.indices {
                let key = UInt64(groups[row]) << 32 | UInt64(column[row])
                if let number = known[key] {
                    groups[row] = number
                } else {
                    let number = append(groups[row], column[row])
                    known[key] = number
                    groups[row] = number
                }
            }
        }

        private mutating func append(_ parent: UInt32, _ code: UInt32) -> UInt32 {
            parents.append(parent)
            codes.append(code)
            return UInt32(codes.count - 1)
        }
    }
}
