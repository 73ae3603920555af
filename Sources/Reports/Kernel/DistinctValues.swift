/// The distinct values (visitors or visits) of groups, which threads found in lists of their own.
final class DistinctValues {
    /// What one thread found.
    struct Part {
        let lists: ValueLists
        /// By group what it is called in the lists, -1 where the thread did not meet it.
        let locals: [Int32]

        init(_ lists: ValueLists, names: [UInt32], groups: Int) {
            self.lists = lists
            var locals = [Int32](repeating: -1, count: groups)
            for (local, name) in names.enumerated() { locals[Int(name)] = Int32(local) }
            self.locals = locals
        }
    }

    private let parts: [Part]
    private let groups: Int
    private let bound: Int
    /// Keeps what the threads found alive.
    private let owners: [AnyObject]

    /// All values are below `bound`.
    init(_ parts: [Part], of owners: [AnyObject], groups: Int, bound: Int) {
        self.parts = parts
        self.owners = owners
        self.groups = groups
        self.bound = bound
    }

    /// Pairs of values and their groups, below `count`.
    convenience init(_ values: [UInt32], groups: [UInt32], count: Int, bound: Int) {
        let lists = OwnedLists()
        for (value, group) in zip(values, groups) {
            lists.lists.append(value, to: Int(group), known: count)
        }
        let names = Array(0..<UInt32(count))
        let part = Part(lists.lists, names: names, groups: count)
        self.init([part], of: [lists], groups: count, bound: bound)
    }

    private final class OwnedLists {
        var lists = ValueLists()

        deinit { lists.free() }
    }

    func makeSet() -> VisitorSet { VisitorSet(bound: bound) }

    /// How many distinct values each group has.
    func counts() -> [Int] {
        let sizes = (0..<groups).map(size)
        let total = sizes.reduce(0, +)
        // Two threads share the groups so that both have about as many values.
        var halves = [0..<groups]
        if total > 1 << 16, groups > 1 {
            var (middle, sum) = (0, 0)
            while middle < groups - 1, sum < total / 2 {
                sum += sizes[middle]
                middle += 1
            }
            halves = [0..<middle, middle..<groups]
        }
        let counts = OwnedLane(Lane<Int>(uninitialized: groups))
        TwoThreads.run(halves) { half in
            let seen = makeSet()
            for group in half {
                let size = sizes[group]
                counts.lane[group] = size < 2 ? size : count(of: group, size, using: seen)
            }
        }
        return (0..<groups).map { counts.lane[$0] }
    }

    /// How many distinct values some groups have together; each is given to `visit`.
    func count(
        of members: ArraySlice<Int>,
        using seen: VisitorSet,
        _ visit: (UInt32) -> Void = { _ in }
    ) -> Int {
        var count = 0
        for group in members {
            forEach(group) { value in
                if seen.insert(value) == 1 {
                    count &+= 1
                    visit(value)
                }
            }
        }
        if members.reduce(0, { $0 + size($1) }) > seen.size {
            seen.clear()
        } else {
            for group in members { forEach(group) { seen.remove(near: $0) } }
        }
        return count
    }

    /// How many distinct values one group has, of `size` in all.
    private func count(of group: Int, _ size: Int, using seen: VisitorSet) -> Int {
        // A set's own words are looked up once and not with each value.
        let words = seen.words
        var count = 0
        forEach(group) { value in
            let place = Int(value >> 6)
            let bit: UInt64 = 1 &<< UInt64(value & 63)
            let word = words[place]
            words[place] = word | bit
            count &+= word & bit == 0 ? 1 : 0
        }
        if size > seen.size {
            seen.clear()
        } else {
            forEach(group) { words[Int($0 >> 6)] = 0 }
        }
        return count
    }

    private func size(_ group: Int) -> Int {
        parts.reduce(0) { $1.locals[group] < 0 ? $0 : $0 + $1.lists.count(Int($1.locals[group])) }
    }

    @inline(__always)
    private func forEach(_ group: Int, _ visit: (UInt32) -> Void) {
        for part in parts where part.locals[group] >= 0 {
            part.lists.forEach(Int(part.locals[group]), visit)
        }
    }
}
