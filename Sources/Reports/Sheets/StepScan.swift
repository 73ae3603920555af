/// Finds the events of a period that are steps of a funnel.
struct StepScan {
    let columns: SiteColumns
    let selection: Selection
    /// What all events must pass.
    let filters: [RowTest]
    let steps: [RowTest]

    init(_ selection: Selection, filters: [Filter], steps: [Filter]) {
        columns = selection.columns
        self.selection = selection
        self.filters = selection.tests(filters, for: .events)
        self.steps = steps.map { step in
            let tests = selection.tests([step], for: .events)
            return tests.count == 1 ? tests[0] : .all(tests)
        }
    }

    /// Gives the events that are a step to `visit`, chunk by chunk, with a bit for each step they are.
    func run(
        _ candidates: ArraySlice<TimeBlocks.Candidate>,
        _ visit: (_ chunk: Chunk, _ masks: Lane<UInt32>) -> Void
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
        _ visit: (_ chunk: Chunk, _ masks: Lane<UInt32>) -> Void
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
        let passes = Lane<UInt8>(uninitialized: TimeBlocks.size)
        let masks = Lane<UInt32>(uninitialized: TimeBlocks.size)

        deinit {
            passes.free()
            masks.free()
        }
    }

    private func keepSteps(of chunk: Chunk, _ found: Found) {
        let count = chunk.count
        let (passes, masks) = (found.passes, found.masks)
        masks.fill(0, count: count)
        for (number, step) in steps.enumerated() {
            chunk.test(step, into: passes)
            for index in 0..<count {
                masks[index] |= UInt32(passes[index]) &<< UInt32(truncatingIfNeeded: number)
            }
        }
        chunk.keepNonzero(masks)
        var kept = 0
        for index in 0..<count where masks[index] != 0 {
            masks[kept] = masks[index]
            kept &+= 1
        }
    }
}
