internal import Usage

/// Which visitors came in which week, a bit each, and how many of each week's new ones came again.
struct WeekMatrix {
    let columns: SiteColumns
    let selection: Selection
    /// Weeks in their order, as times.
    let weeks: [Range<Int64>]
    let filters: [Filter]
    /// Where the sets of visitors are wanted as well.
    let marks: VisitorSketches?

    /// More than this many bytes of bits are taken one stripe of visitors after the other.
    private static let mostBytes = 256 << 20

    /// By week of the first event and then by week: how many visitors.
    func count() -> [Int] {
        let visitors = columns.visitors.count
        var counts = [Int](repeating: 0, count: weeks.count * weeks.count)
        let most = Self.mostBytes / 8 / max(1, weeks.count) * 64
        var start = 0
        while start < visitors {
            let end = min(visitors, start + most)
            Stripe(self, visitors: start..<end).add(to: &counts)
            start = end
        }
        return counts
    }

    /// Some visitors.
    private final class Stripe {
        private let matrix: WeekMatrix
        private let visitors: Range<Int>
        /// How many words a week has: an odd number of the cache's lines, so that weeks do not fall on
        /// each other.
        private let stride: Int
        private let words: Lane<UInt64>
        private let kind: Chunk.Kind
        private let tests: [RowTest]

        init(_ matrix: WeekMatrix, visitors: Range<Int>) {
            self.matrix = matrix
            self.visitors = visitors
            stride = (visitors.count / 64 / 8 | 1) * 8 + 16
            words = Lane(repeating: 0, count: stride * matrix.weeks.count)
            kind =
                matrix.filters.contains { $0.isOnEvents || $0.isOnTime } ? .events : .visits
            tests = matrix.selection.tests(matrix.filters, for: kind)
        }

        deinit { words.free() }

        func add(to counts: inout [Int]) {
            scan()
            // Each half counts other words.
            let half = (visitors.count / 64 + 1) / 2
            let parts =
                matrix.columns.isInMemory
                ? [0..<half, half..<visitors.count / 64 + 1]
                : [0..<visitors.count / 64 + 1]
            let found = parts.map { _ in Lane<Int>(repeating: 0, count: counts.count) }
            let marks = parts.map { _ in matrix.marks.map { $0.makeEmpty() } }
            TwoThreads.run(Array(parts.indices)) { part in
                count(parts[part], in: found[part], marks[part])
            }
            for (part, lane) in found.enumerated() {
                for index in counts.indices { counts[index] += lane[index] }
                lane.free()
                if let mark = marks[part] { matrix.marks?.formSum(mark) }
            }
        }

        /// Sets the bits of all weeks.
        private func scan() {
            let weeks = matrix.weeks
            let halves = weeks.count > 1 && matrix.columns.isInMemory
            let parts =
                halves
                ? [0..<weeks.count / 2, weeks.count / 2..<weeks.count] : [0..<weeks.count]
            let notes = parts.map { _ in Notes() }
            TwoThreads.run(Array(parts.indices)) { part in
                for week in parts[part] { scan(week, notes[part]) }
            }
            for (week, visitor) in notes.flatMap(\.late) where week < weeks.count {
                insert(visitor, week)
            }
        }

        private final class Notes {
            /// Visitors whose visit went on into a week.
            var late: [(week: Int, visitor: UInt32)] = []
            let visitors = Lane<UInt32>(uninitialized: TimeBlocks.size)
            let ends = Lane<UInt32>(uninitialized: TimeBlocks.size)

            deinit {
                visitors.free()
                ends.free()
            }
        }

        private func scan(_ week: Int, _ notes: Notes) {
            let columns = matrix.columns
            let period = matrix.weeks[week]
            let (visits, events) = (columns.visits, columns.events)
            let seen = notes.visitors
            let isByVisits = kind == .visits
            for candidates in matrix.selection.parts(kind, in: period) {
                matrix.selection.scan(kind, candidates, in: period, passing: tests) { chunk in
                    chunk.read(isByVisits ? visits.visitor : events.visitor, into: seen)
                    let (words, lower, width) = (
                        words, UInt32(visitors.lowerBound), UInt32(visitors.count)
                    )
                    let first = week * stride
                    for index in 0..<chunk.count {
                        let visitor = seen[index] &- lower
                        guard visitor < width else { continue }
                        words[first &+ Int(visitor >> 6)] |= 1 &<< UInt64(visitor & 63)
                    }
                    // A visit that began in one week can go on in the next.
                    guard isByVisits, chunk.latest + VisitRule.longestMs >= period.upperBound
                    else { return }
                    chunk.read(visits.lastEvent, into: notes.ends)
                    for index in 0..<chunk.count
                    where events.time[Int(notes.ends[index])] >= period.upperBound {
                        notes.late.append((week + 1, seen[index]))
                    }
                }
            }
        }

        private func insert(_ visitor: UInt32, _ week: Int) {
            guard visitors.contains(Int(visitor)) else { return }
            let visitor = Int(visitor) - visitors.lowerBound
            words[week * stride + visitor >> 6] |= 1 << UInt64(visitor & 63)
        }

        private func count(_ places: Range<Int>, in counts: Lane<Int>, _ marks: VisitorSketches?) {
            let weeks = matrix.weeks.count
            let (words, stride) = (words, stride)
            let first = Lane<Int>(uninitialized: 64)
            defer { first.free() }
            for place in places {
                var known: UInt64 = 0
                for week in 0..<weeks {
                    var bits = words[week &* stride &+ place]
                    guard bits != 0 else { continue }
                    var fresh = bits & ~known
                    known |= fresh
                    while fresh != 0 {
                        first[fresh.trailingZeroBitCount] = week &* weeks
                        fresh &= fresh &- 1
                    }
                    while bits != 0 {
                        let bit = bits.trailingZeroBitCount
                        let cell = first[bit] &+ week
                        counts[cell] &+= 1
                        if let marks {
                            let visitor = UInt32(visitors.lowerBound + place << 6 + bit)
                            marks.add(
                                matrix.columns.visitors.pseudonym(of: visitor),
                                did: 1,
                                to: cell
                            )
                        }
                        bits &= bits &- 1
                    }
                }
            }
        }
    }
}
