/// A filter made ready for one kind of rows: table lookups, joined.
indirect enum RowTest {
    /// The code in a column of the rows' own kind is one of some.
    case codes(Column, CodeSet)
    /// The code in a column of the rows' visits is one of some.
    case visitCodes(Column, CodeSet)
    /// The row's visit passes; of visits the row itself.
    case visits(OwnedLane<UInt8>)
    case time(TimeBuckets, CodeSet)
    /// The event is one of some goals, or, negated, none of them.
    case goals(GoalMatches, [Int], isNegated: Bool)
    case all([RowTest])
    case any([RowTest])
    case not(RowTest)

    /// The cheapest and those that leave least first.
    var cost: Int {
        switch self {
        case .codes(_, let codes): codes.few == nil ? 1 : 0
        case .time: 2
        case .visits: 3
        case .visitCodes(_, let codes): codes.few == nil ? 5 : 4
        case .goals: 6
        case .not(let part): part.cost
        case .all(let parts), .any(let parts): parts.reduce(3) { $0 + $1.cost }
        }
    }
}

extension Filter {
    /// Whether it tests the time, which of an event may be another one than that of its visit.
    var isOnTime: Bool {
        switch self {
        case .test(let test): test.dimension.isTime
        case .all(let parts), .any(let parts): parts.contains(where: \.isOnTime)
        case .not(let part): part.isOnTime
        case .hasDone: false
        }
    }

    /// Whether it gives all events of a visit the same answer.
    var isOnVisits: Bool { !isOnEvents && !isOnTime }
}
