/// The totals of many groups, figure by figure: groups can be hundred thousands, and most answers need
/// one figure or two.
struct GroupTotals {
    private(set) var count: Int
    /// Empty where all are zero.
    private var visitors: [Int64] = []
    private var visitVisitors: [Int64] = []
    private var sums: [[Int64]] = Figure.allCases.map { _ in [] }

    /// Without any figure yet.
    init(count: Int) { self.count = count }

    var indices: Range<Int> { 0..<count }

    /// About how many bytes they take.
    var byteCount: Int {
        sums.reduce((visitors.count + visitVisitors.count) * 8) { $0 + $1.count * 8 }
    }

    func visitors(of group: Int) -> Int { visitors.isEmpty ? 0 : Int(visitors[group]) }

    subscript(group: Int) -> Totals {
        get {
            func figure(_ figure: Figure) -> Int {
                let column = sums[figure.rawValue]
                return column.isEmpty ? 0 : Int(column[group])
            }
            return Totals(
                visitors: visitors(of: group),
                pageviews: figure(.pageviews),
                events: figure(.events),
                visits: figure(.visits),
                visitVisitors: visitVisitors.isEmpty ? 0 : Int(visitVisitors[group]),
                bounces: figure(.bounces),
                durationMs: Int64(figure(.durations)),
                visitPageviews: figure(.visitPageviews)
            )
        }
        set {
            let count = count
            func set(_ column: inout [Int64], _ value: Int) {
                if column.isEmpty {
                    guard value != 0 else { return }
                    column = [Int64](repeating: 0, count: count)
                }
                column[group] = Int64(value)
            }
            set(&visitors, newValue.visitors)
            set(&visitVisitors, newValue.visitVisitors)
            set(&sums[Figure.pageviews.rawValue], newValue.pageviews)
            set(&sums[Figure.events.rawValue], newValue.events)
            set(&sums[Figure.visits.rawValue], newValue.visits)
            set(&sums[Figure.bounces.rawValue], newValue.bounces)
            set(&sums[Figure.durations.rawValue], Int(newValue.durationMs))
            set(&sums[Figure.visitPageviews.rawValue], newValue.visitPageviews)
        }
    }

    /// Sets a figure of all groups; nothing of it is nil or empty.
    mutating func set(_ figure: Figure, _ values: [Int64]) { sums[figure.rawValue] = values }

    mutating func setVisitors(_ counts: [Int]) { visitors = counts.map { Int64($0) } }

    mutating func setVisitVisitors(_ counts: [Int]) { visitVisitors = counts.map { Int64($0) } }

    /// Those of some groups.
    func picking(_ groups: [Int]) -> GroupTotals {
        func pick(_ column: [Int64]) -> [Int64] { column.isEmpty ? [] : groups.map { column[$0] } }
        var picked = GroupTotals(count: groups.count)
        picked.visitors = pick(visitors)
        picked.visitVisitors = pick(visitVisitors)
        picked.sums = sums.map(pick)
        return picked
    }

    /// Appends some groups of others.
    mutating func append(_ groups: Range<Int>, of other: GroupTotals) {
        let count = count
        func append(_ column: inout [Int64], _ more: [Int64]) {
            if more.isEmpty {
                if !column.isEmpty {
                    column.append(contentsOf: repeatElement(0, count: groups.count))
                }
                return
            }
            if column.isEmpty { column = [Int64](repeating: 0, count: count) }
            column.append(contentsOf: more[groups])
        }
        append(&visitors, other.visitors)
        append(&visitVisitors, other.visitVisitors)
        for index in sums.indices { append(&sums[index], other.sums[index]) }
        self.count += groups.count
    }
}
