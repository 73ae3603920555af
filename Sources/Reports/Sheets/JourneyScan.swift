/// The pageviews of one page, and what was seen before and after them within their visits.
struct JourneyScan {
    /// Each time, by the path's code; 0 where the visit began or ended.
    private(set) var previous = ValuesByCode()
    private(set) var next = ValuesByCode()
    /// Visitors, one for each pageview.
    private(set) var visitors: [UInt32] = []

    /// Visitors by a code, one for each time.
    struct ValuesByCode {
        private(set) var codes: [UInt32] = []
        private(set) var values: [UInt32] = []

        mutating func append(_ code: UInt32, _ value: UInt32) {
            codes.append(code)
            values.append(value)
        }

        /// The values of each code that occurs; all codes are below `bound`.
        func groups(bound: Int) -> [(code: UInt32, values: ArraySlice<UInt32>)] {
            var ends = [Int](repeating: 0, count: bound + 1)
            for code in codes { ends[Int(code) + 1] += 1 }
            for code in 0..<bound { ends[code + 1] += ends[code] }
            var places = ends
            var sorted = [UInt32](repeating: 0, count: values.count)
            for (index, code) in codes.enumerated() {
                sorted[places[Int(code)]] = values[index]
                places[Int(code)] += 1
            }
            return (0..<bound).compactMap { code in
                let range = ends[code]..<ends[code + 1]
                return range.isEmpty ? nil : (UInt32(code), sorted[range])
            }
        }
    }

    /// `rows` are the events that count, of which those that are pageviews are taken.
    ///
    /// Neighbours may lie beyond the period: a visit is gone through from its end.
    init(_ rows: [UInt32], in columns: SiteColumns) {
        let events = columns.events
        let isAsked = VisitorSet(bound: events.count)
        let wasVisited = VisitorSet(bound: columns.visits.count)
        for row in rows { _ = isAsked.insert(row) }
        func path(_ row: Int) -> UInt32 { columns.pages.parts[1][Int(events.page[row])] }
        for row in rows {
            let visit = events.visit.code(Int(row))
            guard wasVisited.insert(visit) == 1 else { continue }
            let visitor = events.visitor.code(Int(row))
            // The pageview after the one that is looked at, and whether that one waits for what was
            // before it.
            var (after, waits): (UInt32, Bool) = (0, false)
            columns.forEachEvent(ofVisit: Int(visit)) { event in
                guard events.isPageview(event) else { return }
                let page = path(event)
                if waits { previous.append(page, visitor) }
                waits = isAsked.contains(UInt32(event))
                if waits {
                    visitors.append(visitor)
                    next.append(after, visitor)
                }
                after = page
            }
            if waits { previous.append(0, visitor) }
        }
    }
}
