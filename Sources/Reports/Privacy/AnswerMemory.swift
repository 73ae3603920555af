internal import Synchronization

/// What was answered to those who may not see single people, so that no two answers differ by few
/// (decision 0010).
///
/// A figure is released for a set of events. A set that differs from an earlier one by what fewer
/// visitors than the limit did is answered with the earlier one's figures: two answers are about the
/// same set, or about sets that enough visitors tell apart. Nothing of it is written to disk.
final class AnswerMemory: Sendable {
    /// Figures of one kind: those of one kind are compared with each other.
    enum Family: Hashable, Sendable {
        /// Visitors, pageviews and events of a set of events.
        case events
        /// How the pages of a set of events were read.
        case reading
        /// Visits that began, and visits of a set of events.
        case visits(ofEvents: Bool)
        /// Visitors of a set of events.
        case visitors
        /// Sets of visitors and how often they did something.
        case deeds
        /// Choices, banners and withheld events.
        case things(CountedThings.Kind)
    }

    private struct Key: Hashable {
        let site: String
        let family: Family
        let visitors: Int
    }

    private struct Entry {
        let sketch: [UInt32]
        let figures: [Double]
    }

    private struct State {
        var entries: [Key: [Entry]] = [:]
        /// In the order in which they were released.
        var order: [Key] = []
        var dropped = 0
        var limit = 0
    }

    /// About 20 MB with the usual limit; the oldest is forgotten beyond.
    static let capacity = 50_000

    private let state = Mutex(State())

    /// The figures to release for a set with this sketch, whose own are `figures`.
    ///
    /// `visitors` is how many the set has, `limit` how many must tell two sets apart.
    func settled(
        _ figures: [Double],
        for sketch: [UInt32],
        visitors: Int,
        family: Family,
        site: String,
        limit: Int
    ) -> [Double] {
        state.withLock { state in
            // Another limit has other sketches.
            if state.limit != limit { state = State(limit: limit) }
            // Sets of so different sizes are told apart by enough visitors.
            for count in max(0, visitors - limit + 1)...(visitors + limit - 1) {
                let key = Key(site: site, family: family, visitors: count)
                for entry in state.entries[key] ?? []
                where VisitorSketches.areNear(entry.sketch, sketch, limit: limit) {
                    return entry.figures
                }
            }
            let key = Key(site: site, family: family, visitors: visitors)
            state.entries[key, default: []].append(Entry(sketch: sketch, figures: figures))
            state.order.append(key)
            if state.order.count - state.dropped > Self.capacity { Self.forget(&state) }
            return figures
        }
    }

    private static func forget(_ state: inout State) {
        let oldest = state.order[state.dropped]
        state.dropped += 1
        state.entries[oldest]?.removeFirst()
        if state.entries[oldest]?.isEmpty == true { state.entries[oldest] = nil }
        if state.dropped > capacity {
            state.order.removeFirst(state.dropped)
            state.dropped = 0
        }
    }
}
