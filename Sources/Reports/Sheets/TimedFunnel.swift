/// Counts who takes steps in their order within some time of the first, over visits.
struct TimedFunnel {
    let scan: StepScan
    let windowMs: Int64

    private struct Event {
        let time: Int64
        let row: UInt32
        let visitor: UInt32
        let mask: UInt16
    }

    /// By step the visitors who came so far.
    func run() -> [VisitorSet] {
        let visitors = scan.columns.visitors.count
        let events = scan.columns.events
        let began = VisitorSet(bound: visitors)
        var found: [Event] = []
        for candidates in scan.selection.parts(.events, in: scan.selection.period) {
            let room = RowScratch()
            let times = OwnedLane<Int64>(Lane(uninitialized: TimeBlocks.size))
            scan.run(candidates) { chunk, masks in
                chunk.read(events.visitor, into: room.visitors)
                chunk.read(events.time, into: times.lane)
                for index in 0..<chunk.count {
                    let visitor = room.visitors[index]
                    if masks[index] & 1 == 1 { _ = began.insert(visitor) }
                    found.append(
                        Event(
                            time: times.lane[index],
                            row: chunk.rows[index],
                            visitor: visitor,
                            mask: masks[index]
                        )
                    )
                }
            }
        }
        // Who never took the first step takes none.
        let inOrder = found.filter { began.contains($0.visitor) }.sorted {
            ($0.visitor, $0.time, $0.row) < ($1.visitor, $1.time, $1.row)
        }
        return reached(inOrder, visitors)
    }

    private func reached(_ events: [Event], _ visitors: Int) -> [VisitorSet] {
        let steps = 0..<scan.count
        let reached = steps.map { _ in VisitorSet(bound: visitors) }
        // By step: when the latest chain began that came so far.
        var began = steps.map { _ in Int64?.none }
        var visitor = UInt32.max
        for event in events {
            if event.visitor != visitor {
                visitor = event.visitor
                for step in steps { began[step] = nil }
            }
            // From the last step, so that one event is not two steps at once.
            for step in steps.reversed() where event.mask >> UInt16(step) & 1 == 1 {
                if step == 0 {
                    began[0] = event.time
                } else {
                    guard let start = began[step - 1], event.time - start <= windowMs else {
                        continue
                    }
                    began[step] = start
                }
                _ = reached[step].insert(visitor)
            }
        }
        return reached
    }
}
