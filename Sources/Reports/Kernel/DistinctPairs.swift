/// The distinct values (visitors or visits) of each group, group by group.
///
/// Pairs are sorted by group by counting, then one bit for each value tells what was seen before.
final class DistinctPairs {
    /// One thread's pairs, and what its groups are called in common.
    struct Part {
        let pairs: GroupedRows.Pairs
        let names: [UInt32]
    }

    private let values: Lane<UInt32>
    private var starts: [Int]
    /// How many distinct values each group has.
    private(set) var counts: [Int]
    private let bound: Int

    /// All values are below `bound`.
    init(_ parts: [Part], groups: Int, bound: Int) {
        self.bound = bound
        values = Lane(uninitialized: parts.reduce(0) { $0 + $1.pairs.count })
        counts = [Int](repeating: 0, count: groups)
        let tallies = parts.map { Lane<UInt32>(repeating: 0, count: $0.names.count) }
        TwoThreads.run(Array(parts.indices)) { part in
            let (pairs, tally) = (parts[part].pairs, tallies[part])
            let ofPairs = pairs.groups
            for index in 0..<pairs.count { tally[Int(ofPairs[index])] &+= 1 }
        }
        starts = [Int](repeating: 0, count: groups + 1)
        for (part, tally) in zip(parts, tallies) {
            for (group, name) in part.names.enumerated() {
                starts[Int(name) + 1] += Int(tally[group])
            }
        }
        for group in 0..<groups { starts[group + 1] += starts[group] }
        var next = starts
        for (part, tally) in zip(parts, tallies) {
            for (group, name) in part.names.enumerated() {
                let count = Int(tally[group])
                tally[group] = UInt32(next[Int(name)])
                next[Int(name)] += count
            }
        }
        let values = values
        TwoThreads.run(Array(parts.indices)) { part in
            let (pairs, place) = (parts[part].pairs, tallies[part])
            let (ofPairs, from) = (pairs.groups, pairs.values)
            for index in 0..<pairs.count {
                let group = Int(ofPairs[index])
                let to = place[group]
                place[group] = to &+ 1
                values[Int(to)] = from[index]
            }
        }
        for tally in tallies { tally.free() }
        reduce()
    }

    deinit { values.free() }

    /// Keeps each value of a group once.
    private func reduce() {
        let groups = counts.count
        let (starts, values, bound) = (starts, values, bound)
        let total = starts[groups]
        // Two threads share the groups so that both have about as many pairs.
        var halves = [0..<groups]
        if total > 1 << 16, groups > 1 {
            let middle = starts.firstIndex { $0 >= total / 2 } ?? groups
            let cut = min(max(1, middle), groups - 1)
            halves = [0..<cut, cut..<groups]
        }
        let found = Lane<UInt32>(repeating: 0, count: groups)
        TwoThreads.run(halves) { half in
            let seen = VisitorSet(bound: bound)
            for group in half {
                let (start, end) = (starts[group], starts[group + 1])
                var kept = start
                for index in start..<end {
                    let value = values[index]
                    values[kept] = value
                    kept &+= seen.insert(value)
                }
                seen.clear(values, from: start, upTo: kept)
                found[group] = UInt32(kept - start)
            }
        }
        for group in 0..<groups { counts[group] = Int(found[group]) }
        found.free()
    }

    /// Gives the distinct values of a group to `visit`.
    @inline(__always)
    func forEach(_ group: Int, _ visit: (UInt32) -> Void) {
        let start = starts[group]
        for index in start..<start + counts[group] { visit(values[index]) }
    }

    /// How many distinct values some groups have together; each is given to `visit`.
    func count(
        of groups: ArraySlice<Int>,
        using seen: VisitorSet,
        _ visit: (UInt32) -> Void = { _ in }
    ) -> Int {
        var count = 0
        for group in groups {
            forEach(group) { value in
                if seen.insert(value) == 1 {
                    count += 1
                    visit(value)
                }
            }
        }
        for group in groups {
            seen.clear(values, from: starts[group], upTo: starts[group] + counts[group])
        }
        return count
    }

    func makeSet() -> VisitorSet { VisitorSet(bound: bound) }
}
