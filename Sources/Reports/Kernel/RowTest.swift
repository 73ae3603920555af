/// A filter made ready for one kind of rows: table lookups, joined.
indirect enum RowTest {
    /// The code in a column of the rows' own kind passes.
    case table(Column, OwnedLane<UInt8>)
    /// The row's visit passes; of visits the row itself.
    case ofVisit(OwnedLane<UInt8>)
    case time(TimeBuckets, OwnedLane<UInt8>)
    /// The event is one of some goals, or, negated, none of them.
    case goals(GoalMatches, [Int], isNegated: Bool)
    case all([RowTest])
    case any([RowTest])
    case not(RowTest)

    /// The cheapest first.
    var cost: Int {
        switch self {
        case .table: 0
        case .time: 1
        case .goals: 4
        case .ofVisit: 3
        case .not(let part): part.cost
        case .all(let parts), .any(let parts): parts.reduce(2) { $0 + $1.cost }
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
