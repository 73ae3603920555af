/// Row numbers sorted by group, so that exact distinct counts need one mark for each value.
struct Partition {
    /// Positions into the rows, group by group.
    private let positions: [UInt32]
    /// Where each group starts; one more than there are groups.
    private let starts: [Int]

    init(_ groups: [UInt32], count: Int) {
        var starts = [Int](repeating: 0, count: count + 1)
        for group in groups { starts[Int(group) + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var next = starts
        var positions = [UInt32](repeating: 0, count: groups.count)
        for position in groups.indices {
            let group = Int(groups[position])
            positions[next[group]] = UInt32(position)
            next[group] += 1
        }
        self.positions = positions
        self.starts = starts
    }

    /// Calls `visit` once for each group and distinct value; `values` are below `bound`.
    func forEachDistinct(
        _ values: [UInt32],
        bound: Int,
        _ visit: (_ group: Int, _ position: Int) -> Void
    ) {
        // A value's mark is the group it was last seen in; groups come one after another.
        var marks = [UInt32](repeating: .max, count: bound)
        for group in 0..<(starts.count - 1) {
            for index in starts[group]..<starts[group + 1] {
                let position = Int(positions[index])
                let value = Int(values[position])
                if marks[value] != UInt32(group) {
                    marks[value] = UInt32(group)
                    visit(group, position)
                }
            }
        }
    }
}
