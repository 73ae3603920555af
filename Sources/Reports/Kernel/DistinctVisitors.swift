/// The distinct visitors of each group.
enum DistinctVisitors {
    case lists(DistinctValues)
    /// Each thread's sets, and by group what it is called there.
    case matrices([(matrix: VisitorMatrix, locals: [Int32])], groups: Int, bound: Int)

    /// What the threads found; `names` are what their groups are called in common.
    init(
        _ found: [GroupedRows],
        _ visitors: (GroupedRows) -> GroupVisitors,
        names: [[UInt32]],
        groups: Int,
        bound: Int
    ) {
        let parts = zip(found, names).map { rows, names in
            DistinctValues.Part(visitors(rows).lists, names: names, groups: groups)
        }
        let matrices = found.compactMap { visitors($0).matrix }
        if matrices.count == found.count {
            let locals = parts.map(\.locals)
            for (matrix, names) in zip(matrices, names) { matrix.reserve(names.count) }
            self = .matrices(
                zip(matrices, locals).map { (matrix: $0, locals: $1) },
                groups: groups,
                bound: bound
            )
        } else {
            self = .lists(DistinctValues(parts, of: found, groups: groups, bound: bound))
        }
    }

    /// How many visitors each group has.
    func counts() -> [Int] {
        switch self {
        case .lists(let lists): return lists.counts()
        case .matrices(let parts, let groups, _):
            return (0..<groups).map { group in
                let sets = parts.compactMap { part in
                    part.locals[group] < 0
                        ? nil : (matrix: part.matrix, group: Int(part.locals[group]))
                }
                guard let first = sets.first else { return 0 }
                return first.matrix.count(first.group, with: sets.dropFirst().first)
            }
        }
    }

    /// How many visitors each new group has; `counts` are those of the groups it is made of.
    func counts(_ members: GroupMembers, _ counts: [Int]) -> [Int] {
        var seen: VisitorSet?
        return (0..<members.count).map { new in
            let groups = members[new]
            if groups.count < 2 { return groups.first.map { counts[$0] } ?? 0 }
            switch self {
            case .lists(let lists):
                let set = seen ?? lists.makeSet()
                seen = set
                return lists.count(of: groups, using: set)
            case .matrices(let parts, _, let bound):
                let union = VisitorSet(bound: bound)
                for group in groups {
                    for part in parts where part.locals[group] >= 0 {
                        part.matrix.add(Int(part.locals[group]), to: union)
                    }
                }
                return union.count
            }
        }
    }
}

/// The visitors of groups while they are found.
struct GroupVisitors {
    private(set) var lists = ValueLists()
    private(set) var matrix: VisitorMatrix?

    /// Visitors are below `bound`; `rows` is about how many rows there will be.
    init(keys: GroupKeys, rows: Int, bound: Int) {
        if keys.keyBits < 20,
            VisitorMatrix.fits(groups: 1 << keys.keyBits, rows: rows, bound: bound)
        {
            matrix = VisitorMatrix(bound: bound)
        }
    }

    func free() { lists.free() }

    /// Makes room for so many rows.
    mutating func expect(_ count: Int) {
        if matrix == nil { lists.expect(count) }
    }

    /// `count` rows of groups, all below `known`.
    mutating func append(
        _ groups: Lane<UInt32>,
        _ visitors: Lane<UInt32>,
        count: Int,
        known: Int
    ) {
        if let matrix {
            matrix.reserve(known)
            matrix.insert(groups, visitors, count: count)
        } else {
            lists.append(groups, visitors, count: count, known: known)
        }
    }
}
