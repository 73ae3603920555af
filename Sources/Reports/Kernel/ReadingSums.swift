/// What one thread adds up by group, visitor after visitor.
final class ReadingSums {
    private struct Group: BitwiseCopyable {
        /// The latest ones with a pageview in the group.
        var visitor = UInt32.max
        var visit = UInt32.max
        var event = UInt32.max
        /// The latest one that told a depth.
        var scrolledVisitor = UInt32.max
        /// The furthest of the latest visit, as ``EventColumns/depth``.
        var depth: UInt32 = 0
        var visits: UInt32 = 0
        var visitors: UInt32 = 0
        var scrolledVisits: UInt32 = 0
        var scrolledVisitors: UInt32 = 0
        /// As the sums of ``Reading``.
        var engagedMs: Int64 = 0
        var scroll: Int64 = 0
    }

    static let bytesOfGroup = MemoryLayout<Group>.stride

    private let groups: Lane<Group>
    /// Whether a pageview can be there twice, as one that is two goals; joined it counts once.
    private let noticesEvents: Bool
    /// The pageviews of some visitors in the order of these, and how many each has.
    private var order = Lane<UInt32>(uninitialized: 1)
    private var places = Lane<UInt32>(uninitialized: 1)

    init(groups count: Int, noticesEvents: Bool) {
        groups = Lane(repeating: Group(), count: count)
        self.noticesEvents = noticesEvents
    }

    deinit {
        groups.free()
        order.free()
        places.free()
    }

    subscript(group: Int) -> Reading {
        let group = groups[group]
        return Reading(
            engagedMs: group.engagedMs,
            visits: Int(group.visits),
            visitors: Int(group.visitors),
            scroll: Int(group.scroll),
            scrolledVisits: Int(group.scrolledVisits),
            scrolledVisitors: Int(group.scrolledVisitors)
        )
    }

    /// Adds some pageviews, which are all that their visitors have.
    func add(_ pageviews: Lane<ReadingScan.Pageview>, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let count = range.count
        let (low, high) = range.reduce((UInt32.max, UInt32.min)) {
            (min($0.0, pageviews[$1].visitor), max($0.1, pageviews[$1].visitor))
        }
        let visitors = Int(high - low) + 1
        order = order.grown(to: count, keeping: 0)
        places = places.grown(to: visitors + 1, keeping: 0)
        let (order, places) = (order, places)
        places.fill(0, count: visitors + 1)
        for index in range { places[Int(pageviews[index].visitor &- low) &+ 1] &+= 1 }
        for visitor in 0..<visitors { places[visitor &+ 1] &+= places[visitor] }
        for index in range {
            let visitor = Int(pageviews[index].visitor &- low)
            order[Int(places[visitor])] = UInt32(truncatingIfNeeded: index &- range.lowerBound)
            places[visitor] &+= 1
        }
        // Each visitor's place is now where the next one's begin.
        var start = 0
        for visitor in 0..<visitors {
            let end = Int(places[visitor])
            if end > start {
                sort(pageviews, from: range.lowerBound, start..<end)
                for place in start..<end {
                    add(pageviews[range.lowerBound &+ Int(order[place])])
                }
            }
            start = end
        }
    }

    /// Puts one visitor's pageviews in the order of visits and events, which mostly they are in.
    private func sort(
        _ pageviews: Lane<ReadingScan.Pageview>,
        from first: Int,
        _ range: Range<Int>
    ) {
        func key(_ number: UInt32) -> UInt64 {
            let pageview = pageviews[first &+ Int(number)]
            return UInt64(pageview.visit) &<< 32 | UInt64(pageview.event)
        }
        let order = order
        var before: UInt64 = 0
        for place in range {
            let next = key(order[place])
            if next < before {
                let sorted = range.map { order[$0] }.sorted { key($0) < key($1) }
                for (place, number) in zip(range, sorted) { order[place] = number }
                return
            }
            before = next
        }
    }

    @inline(__always)
    private func add(_ pageview: ReadingScan.Pageview) {
        var group = groups[Int(pageview.group)]
        if noticesEvents, group.event == pageview.event { return }
        group.event = pageview.event
        group.engagedMs &+= Int64(pageview.engaged)
        if group.visit != pageview.visit {
            group.visit = pageview.visit
            group.depth = 0
            group.visits &+= 1
            group.visitors &+= group.visitor == pageview.visitor ? 0 : 1
            group.visitor = pageview.visitor
        }
        if pageview.depth > 0 {
            if group.depth == 0 {
                group.scrolledVisits &+= 1
                group.scrolledVisitors &+= group.scrolledVisitor == pageview.visitor ? 0 : 1
                group.scrolledVisitor = pageview.visitor
            }
            if pageview.depth > group.depth {
                // A depth is one more than percent.
                group.scroll &+= Int64(pageview.depth &- max(group.depth, 1))
                group.depth = pageview.depth
            }
        }
        groups[Int(pageview.group)] = group
    }
}
