/// Dense numbers of the groups that occur, by the codes of the query's dimensions.
struct Grouping {
    /// One row of codes for each group, in the order of the dimensions.
    private(set) var codes: [[UInt32]] = []
    private var groups: [UInt64: UInt32] = [:]
    private let sizes: [Int]

    /// `sizes` is how many codes each dimension has.
    init(sizes: [Int]) { self.sizes = sizes }

    var count: Int { codes.count }

    /// The group of each row; `columns` holds the rows' codes, dimension by dimension.
    mutating func groups(of columns: [[UInt32]], rows: Int) -> [UInt32] {
        guard let first = columns.first else {
            if codes.isEmpty { codes.append([]) }
            return [UInt32](repeating: 0, count: rows)
        }
        // The codes of all dimensions as one number; beyond 2^64 the first-come numbering below
        // would mix groups, so such a product is refused where the query is checked.
        var keys = first.map(UInt64.init)
        for (column, size) in zip(columns, sizes).dropFirst() {
            for row in keys.indices { keys[row] = keys[row] &* UInt64(size) &+ UInt64(column[row]) }
        }
        let span = sizes.reduce(1.0) { $0 * Double($1) }
        if span <= Double(1 << 22) { return denseGroups(keys, columns, span: Int(span)) }
        return keys.enumerated().map { row, key in
            if let group = groups[key] { return group }
            return newGroup(key, columns.map { $0[row] })
        }
    }

    private mutating func denseGroups(
        _ keys: [UInt64],
        _ columns: [[UInt32]],
        span: Int
    ) -> [UInt32] {
        var known = [UInt32](repeating: .max, count: span)
        for (key, group) in groups { known[Int(key)] = group }
        var result = [UInt32](repeating: 0, count: keys.count)
        for row in keys.indices {
            let key = Int(keys[row])
            if known[key] == .max { known[key] = newGroup(keys[row], columns.map { $0[row] }) }
            result[row] = known[key]
        }
        return result
    }

    private mutating func newGroup(_ key: UInt64, _ row: [UInt32]) -> UInt32 {
        let group = UInt32(codes.count)
        groups[key] = group
        codes.append(row)
        return group
    }
}
