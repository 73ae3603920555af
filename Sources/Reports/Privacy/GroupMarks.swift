/// The sketches of an answer's groups.
final class GroupMarks {
    /// What is to be told apart.
    struct Kinds {
        /// How many visitors must tell two sets apart.
        let limit: Int
        /// How pages were read.
        let reading: Bool
        /// Visits that began.
        let visits: Bool
        /// Visits of the events.
        let visitsOfEvents: Bool
    }

    /// A sketch for each of more groups takes too much.
    private static let mostGroups = 1 << 12

    /// Whether each group that dimensions of some sizes can have gets its sketch.
    static func fit(_ sizes: [Int]) -> Bool {
        var groups = 1
        for size in sizes {
            groups *= max(1, size)
            if groups > mostGroups { return false }
        }
        return true
    }

    let kinds: Kinds
    let events: VisitorSketches
    let reading: VisitorSketches
    let visits: VisitorSketches
    /// The marks of the events of each visit of a chunk together, while it is counted.
    let ofVisits = Lane<UInt32>(uninitialized: TimeBlocks.size)
    private let scratch = RowScratch()

    init(_ kinds: Kinds, groups: Int) {
        self.kinds = kinds
        let hasVisits = kinds.visits || kinds.visitsOfEvents
        events = VisitorSketches(count: groups, limit: kinds.limit)
        reading = VisitorSketches(count: kinds.reading ? groups : 0, limit: kinds.limit)
        visits = VisitorSketches(count: hasVisits ? groups : 0, limit: kinds.limit)
    }

    deinit { ofVisits.free() }

    /// Makes room for the groups below `count`.
    func reserve(_ count: Int) {
        events.reserve(count)
        if kinds.reading { reading.reserve(count) }
        if kinds.visits || kinds.visitsOfEvents { visits.reserve(count) }
    }

    /// Adds one group of what another thread found.
    func add(_ group: Int, of other: GroupMarks, to own: Int) {
        events.add(group, of: other.events, to: own)
        if kinds.reading { reading.add(group, of: other.reading, to: own) }
        if kinds.visits || kinds.visitsOfEvents { visits.add(group, of: other.visits, to: own) }
    }

    /// Adds everything that another thread found for the same groups.
    func formSum(_ other: GroupMarks) {
        events.formSum(other.events)
        reading.formSum(other.reading)
        visits.formSum(other.visits)
    }

    /// Adds events of some visitors; `visits` are theirs, where visits of events are told apart.
    func add(
        events rows: Lane<UInt32>,
        count: Int,
        of visitors: Lane<UInt32>,
        _ visits: Lane<UInt32>?,
        in columns: SiteColumns,
        to groups: Lane<UInt32>
    ) {
        let places = columns.visitors.places
        let marks = scratch.marks
        columns.events.mark.gather(rows, count: count, into: marks)
        for index in 0..<count {
            events.add(marks[index], at: places[Int(visitors[index])], to: Int(groups[index]))
        }
        if kinds.reading {
            let (engaged, depth) = (scratch.first, scratch.second)
            columns.events.engaged.gather(rows, count: count, into: engaged)
            columns.events.depth.gather(rows, count: count, into: depth)
            for index in 0..<count {
                reading.add(
                    VisitorSketches.mark(
                        UInt64(marks[index]),
                        did: UInt64(engaged[index]) << 8 | UInt64(depth[index])
                    ),
                    at: places[Int(visitors[index])],
                    to: Int(groups[index])
                )
            }
        }
        if kinds.visitsOfEvents, let visits {
            let ofVisits = scratch.readMarks(ofVisits: visits, count: count, in: columns.visits)
            for index in 0..<count {
                self.visits.add(
                    VisitorSketches.mark(UInt64(marks[index]), did: ofVisits[index]),
                    at: places[Int(visitors[index])],
                    to: Int(groups[index])
                )
            }
        }
    }

    /// Adds visits of some visitors, of which ``ofVisits`` then has the events' marks.
    func add(
        visits rows: Lane<UInt32>,
        count: Int,
        of visitors: Lane<UInt32>,
        in columns: SiteColumns,
        to groups: Lane<UInt32>
    ) {
        columns.visits.marks.gather(rows, count: count, into: ofVisits)
        guard kinds.visits else { return }
        let places = columns.visitors.places
        let marks = scratch.readMarks(ofVisits: rows, count: count, in: columns.visits)
        for index in 0..<count {
            visits.add(
                VisitorSketches.mark(UInt64(visitors[index]), did: marks[index]),
                at: places[Int(visitors[index])],
                to: Int(groups[index])
            )
        }
    }

    /// Adds the events of the first `count` visits of ``ofVisits``.
    func addEvents(
        ofVisits count: Int,
        of visitors: Lane<UInt32>,
        in columns: SiteColumns,
        to groups: Lane<UInt32>
    ) {
        let places = columns.visitors.places
        for index in 0..<count {
            events.add(ofVisits[index], at: places[Int(visitors[index])], to: Int(groups[index]))
        }
    }
}
