/// Counts who takes steps in their order within one visit, with one look at each event.
///
/// Events come in the order they were stored, which within a visit is nearly always that of their
/// times: the next step of a visit is then the one after the furthest it came to. Visits of which an
/// event that is a step was stored after a later one are gone through by themselves.
struct VisitFunnel {
    /// The latest of a visit's events that was a step: 28 bits of its time, which are more than a
    /// visit is long, and above them one more than the steps it took; 0 before the first.
    private static let timeBits: UInt32 = 28
    private static let timeMask: UInt32 = 1 << timeBits - 1

    let scan: StepScan
    private let parts: [ArraySlice<TimeBlocks.Candidate>]
    private let states: OwnedLane<UInt32>
    /// Visits below were begun in the first half of the blocks.
    private let middle: UInt32

    /// What one thread found.
    private final class Half {
        /// By step the visitors who took it.
        let reached: [VisitorSet]
        /// Visits that are gone through by themselves.
        var unordered: Set<UInt32> = []
        /// Events of visits that the other thread looks after.
        var others: [(visit: UInt32, visitor: UInt32, time: UInt32, mask: UInt16)] = []

        init(steps: Int, visitors: Int) {
            reached = (0..<steps).map { _ in VisitorSet(bound: visitors) }
        }
    }

    init(_ scan: StepScan) {
        self.scan = scan
        states = OwnedLane(Lane(repeating: 0, count: scan.columns.visits.count))
        parts = scan.selection.parts(.events, in: scan.selection.period)
        if parts.count == 2, let row = parts[1].first?.rows.lowerBound {
            middle = UInt32(scan.columns.events.visit[row])
        } else {
            middle = 0
        }
    }

    /// By step the visitors who came so far.
    func run() -> [VisitorSet] {
        let columns = scan.columns
        let halves = parts.map { _ in
            Half(steps: scan.count, visitors: columns.visitors.count)
        }
        TwoThreads.run(Array(parts.indices)) { part in
            let half = halves[part]
            let isFirst = parts.count == 2 && part == 0
            let isSecond = part == 1
            let room = RowScratch()
            let times = OwnedLane<Int64>(Lane(uninitialized: TimeBlocks.size))
            scan.run(parts[part]) { chunk, masks in
                let visits = chunk.visits
                chunk.read(columns.events.visitor, into: room.visitors)
                chunk.read(columns.events.time, into: times.lane)
                for index in 0..<chunk.count {
                    let visit = visits[index]
                    let time = UInt32(truncatingIfNeeded: times.lane[index]) & Self.timeMask
                    if isFirst && visit >= middle || isSecond && visit < middle {
                        half.others.append((visit, room.visitors[index], time, masks[index]))
                    } else {
                        take(visit, room.visitors[index], time, masks[index], half)
                    }
                }
            }
        }
        let all = halves[0]
        for half in halves.dropFirst() {
            all.unordered.formUnion(half.unordered)
            for (one, other) in zip(all.reached, half.reached) { one.formUnion(other) }
            for event in half.others {
                take(event.visit, event.visitor, event.time, event.mask, all)
            }
        }
        if halves.count == 2 { all.unordered.formUnion(halves[0].others.map(\.visit)) }
        takeUnordered(all)
        return all.reached
    }

    @inline(__always)
    private func take(
        _ visit: UInt32,
        _ visitor: UInt32,
        _ time: UInt32,
        _ mask: UInt16,
        _ half: Half
    ) {
        let states = states.lane
        let state = states[Int(visit)]
        var taken = state >> Self.timeBits
        if taken == 0 {
            taken = 1
        } else if (time &- state) & Self.timeMask > Self.timeMask / 2 {
            half.unordered.insert(visit)
            return
        }
        if mask &>> UInt16(truncatingIfNeeded: taken &- 1) & 1 == 1 {
            _ = half.reached[Int(taken &- 1)].insert(visitor)
            taken &+= 1
        }
        states[Int(visit)] = taken << Self.timeBits | time
    }

    /// Goes through the events of some visits in the order of their times.
    ///
    /// What was noted of them before is no more than what is found here: steps that follow each other
    /// among some of a visit's events do so among all.
    private func takeUnordered(_ half: Half) {
        let events = scan.columns.events
        var rows: [UInt32] = []
        for visit in half.unordered.sorted() {
            let start = rows.count
            scan.columns.forEachEvent(ofVisit: Int(visit)) { rows.append(UInt32($0)) }
            rows[start...].reverse()
        }
        var (current, taken) = (UInt32.max, UInt32(0))
        scan.run(rows) { chunk, masks in
            for index in 0..<chunk.count {
                let row = Int(chunk.rows[index])
                let visit = events.visit.code(row)
                if visit != current { (current, taken) = (visit, 0) }
                guard masks[index] >> UInt16(taken) & 1 == 1 else { continue }
                _ = half.reached[Int(taken)].insert(events.visitor.code(row))
                taken += 1
            }
        }
    }
}
