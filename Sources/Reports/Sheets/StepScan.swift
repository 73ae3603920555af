/// Finds the events of a period that are steps of a funnel.
struct StepScan {
    let columns: SiteColumns
    let selection: Selection
    /// What all events must pass.
    let filters: [RowTest]
    /// How many steps there are.
    let count: Int
    /// Steps that the code in one column of the events tells.
    private let ofColumns: [ColumnSteps]
    /// The other steps by their numbers.
    private let others: [(number: Int, test: RowTest)]

    /// Of one column by code a bit for each step that it is.
    private struct ColumnSteps {
        let column: Column
        let bits: OwnedLane<UInt16>
    }

    init(_ selection: Selection, filters: [Filter], steps: [Filter]) {
        columns = selection.columns
        self.selection = selection
        self.filters = selection.tests(filters, for: .events)
        count = steps.count
        assert(count <= UInt16.bitWidth)
        var ofColumns: [ColumnSteps] = []
        var others: [(number: Int, test: RowTest)] = []
        for (number, step) in steps.enumerated() {
            let tests = selection.tests([step], for: .events)
            guard tests.count == 1, case .codes(let column, let codes) = tests[0] else {
                others.append((number, tests.count == 1 ? tests[0] : .all(tests)))
                continue
            }
            let lane: Lane<UInt16>
            if let known = ofColumns.first(where: { $0.column === column }) {
                lane = known.bits.lane
            } else {
                lane = Lane(repeating: 0, count: codes.passes.count)
                ofColumns.append(ColumnSteps(column: column, bits: OwnedLane(lane)))
            }
            for code in 0..<lane.count where codes.passes[code] != 0 {
                lane[code] |= 1 << UInt16(number)
            }
        }
        (self.ofColumns, self.others) = (ofColumns, others)
    }

    /// Gives the events that are a step to `visit`, chunk by chunk, with a bit for each step they are.
    func run(
        _ candidates: ArraySlice<TimeBlocks.Candidate>,
        _ visit: (_ chunk: Chunk, _ masks: Lane<UInt16>) -> Void
    ) {
        let found = Found()
        selection.scan(.events, candidates, in: selection.period, passing: filters) { chunk in
            keepSteps(of: chunk, found)
            if chunk.count > 0 { visit(chunk, found.masks) }
        }
    }

    /// As above, of any rows.
    func run(
        _ rows: [UInt32],
        _ visit: (_ chunk: Chunk, _ masks: Lane<UInt16>) -> Void
    ) {
        let (found, chunk) = (Found(), Chunk(.events, of: columns))
        var start = 0
        while start < rows.count {
            let end = min(start + TimeBlocks.size, rows.count)
            chunk.begin(rows[start..<end], in: selection.period)
            for test in filters { chunk.keep(test) }
            keepSteps(of: chunk, found)
            if chunk.count > 0 { visit(chunk, found.masks) }
            start = end
        }
    }

    private final class Found {
        let codes = Lane<UInt32>(uninitialized: TimeBlocks.size)
        let passes = Lane<UInt8>(uninitialized: TimeBlocks.size)
        let masks = Lane<UInt16>(uninitialized: TimeBlocks.size)

        deinit {
            codes.free()
            passes.free()
            masks.free()
        }
    }

    private func keepSteps(of chunk: Chunk, _ found: Found) {
        let count = chunk.count
        let (codes, passes, masks) = (found.codes, found.passes, found.masks)
        if ofColumns.isEmpty { masks.fill(0, count: count) }
        for (place, steps) in ofColumns.enumerated() {
            chunk.read(steps.column, into: codes)
            let bits = steps.bits.lane
            if place == 0 {
                for index in 0..<count { masks[index] = bits[Int(codes[index])] }
            } else {
                for index in 0..<count { masks[index] |= bits[Int(codes[index])] }
            }
        }
        for (number, test) in others {
            chunk.test(test, into: passes)
            let shift = UInt16(truncatingIfNeeded: number)
            for index in 0..<count { masks[index] |= UInt16(passes[index]) &<< shift }
        }
        chunk.keepNonzero(moving: masks)
    }
}
