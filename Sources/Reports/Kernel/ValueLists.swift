/// Values (visitors or visits) by group, in one pass: each group's lie in pieces that grow.
///
/// Rows come in the order of time, so that the pieces in use at one time stay in the caches however
/// many groups there are in all.
struct ValueLists {
    /// The first two places of a piece tell where the one before it is and how long.
    private static let header = 2
    private static let smallest = 8
    private static let largest = 1024

    private var arena = Lane<UInt32>(uninitialized: 1)
    private var used = 0
    /// How many groups have a place.
    private var groups = 0
    /// By group: where the next value goes, where its piece ends and begins, how many are in earlier
    /// pieces.
    private var next = Lane<UInt32>(uninitialized: 1)
    private var end = Lane<UInt32>(uninitialized: 1)
    private var start = Lane<UInt32>(uninitialized: 1)
    private var before = Lane<UInt32>(uninitialized: 1)

    func free() {
        arena.free()
        next.free()
        end.free()
        start.free()
        before.free()
    }

    /// Makes room for about so many values; memory that is not used costs nothing.
    mutating func expect(_ count: Int) {
        arena = arena.grown(to: count + count / 2, keeping: used)
    }

    /// Appends `count` values to their groups, all below `known`.
    mutating func append(
        _ groupLane: Lane<UInt32>,
        _ values: Lane<UInt32>,
        count: Int,
        known: Int
    ) {
        addGroups(known)
        let (next, end) = (next, end)
        var arena = arena
        for index in 0..<count {
            let group = Int(groupLane[index])
            var place = next[group]
            if place == end[group] {
                grow(group)
                arena = self.arena
                place = next[group]
            }
            arena[Int(place)] = values[index]
            next[group] = place &+ 1
        }
    }

    mutating func append(_ value: UInt32, to group: Int, known: Int) {
        addGroups(known)
        if next[group] == end[group] { grow(group) }
        arena[Int(next[group])] = value
        next[group] += 1
    }

    private mutating func addGroups(_ known: Int) {
        guard known > groups else { return }
        next = next.grown(to: known, keeping: groups)
        end = end.grown(to: known, keeping: groups)
        start = start.grown(to: known, keeping: groups)
        before = before.grown(to: known, keeping: groups)
        for lane in [next, end, start, before] {
            for group in groups..<known { lane[group] = 0 }
        }
        groups = known
    }

    private mutating func grow(_ group: Int) {
        let length = Int(end[group] - start[group])
        let size = length == 0 ? Self.smallest : min(Self.largest, length * 2)
        if used + size > arena.count { arena = arena.grown(to: used + size, keeping: used) }
        arena[used] = start[group]
        arena[used + 1] = UInt32(length)
        before[group] += UInt32(max(0, length - Self.header))
        start[group] = UInt32(used)
        next[group] = UInt32(used + Self.header)
        used += size
        end[group] = UInt32(used)
    }

    /// How many values a group has, each as often as it came.
    func count(_ group: Int) -> Int {
        guard group < groups, end[group] != 0 else { return 0 }
        return Int(before[group] + next[group] - start[group]) - Self.header
    }

    /// Gives each value of a group to `visit`, as often as it came.
    @inline(__always)
    func forEach(_ group: Int, _ visit: (UInt32) -> Void) {
        guard group < groups, end[group] != 0 else { return }
        var piece = Int(start[group])
        var end = Int(next[group])
        while true {
            for index in piece &+ Self.header..<end { visit(arena[index]) }
            let length = Int(arena[piece &+ 1])
            guard length > 0 else { return }
            piece = Int(arena[piece])
            end = piece &+ length
        }
    }
}
