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

    /// The sets that are held against each other: no others are near.
    struct Key: Hashable {
        let site: String
        let family: Family
        let visitors: Int
    }

    /// A remembered set.
    private struct Entry {
        let number: Int
        let sketch: [UInt32]
        let figures: [Double]
    }

    private struct State {
        var entries: [Key: [Entry]] = [:]
        var answers = RememberedAnswers()
        /// How many sets and answers there were.
        var numbers = 0
        var limit = 0
    }

    /// About 25 MB with the usual limit; beyond it some sets are forgotten.
    static let capacity = 50_000
    /// So many are left then.
    private static let goal = capacity - capacity / 8

    private let state = Mutex(State())

    /// Begins an answer, which is over when nobody holds it any more.
    func begin() -> GuardedAnswer {
        state.withLock { state in
            state.numbers += 1
            return GuardedAnswer(state.numbers, in: self)
        }
    }

    /// How many sets are remembered.
    var count: Int { state.withLock { $0.answers.count } }

    /// The figures to release for a set with this sketch, whose own are `figures`, in `answer`.
    ///
    /// `key` says how many visitors the set has, `limit` how many must tell two sets apart.
    func settled(
        _ figures: [Double],
        for sketch: [UInt32],
        _ key: Key,
        limit: Int,
        in answer: Int
    ) -> [Double] {
        state.withLock { state in
            // Another limit has other sketches.
            if state.limit != limit {
                state.entries = [:]
                state.answers = RememberedAnswers()
                state.limit = limit
            }
            // Sets of so different sizes are told apart by enough visitors.
            for count in max(0, key.visitors - limit + 1)...(key.visitors + limit - 1) {
                let near = Key(site: key.site, family: key.family, visitors: count)
                for entry in state.entries[near] ?? []
                where VisitorSketches.areNear(entry.sketch, sketch, limit: limit) {
                    state.answers.repeated(entry.number, near, in: answer)
                    return entry.figures
                }
            }
            state.numbers += 1
            let entry = Entry(number: state.numbers, sketch: sketch, figures: figures)
            state.entries[key, default: []].append(entry)
            state.answers.told(entry.number, key, in: answer)
            if state.answers.count > Self.capacity { Self.forget(&state) }
            return figures
        }
    }

    fileprivate func end(_ answer: Int) { state.withLock { $0.answers.end(answer) } }

    private static func forget(_ state: inout State) {
        for (key, numbers) in state.answers.forget(downTo: goal) {
            state.entries[key]?.removeAll { numbers.contains($0.number) }
            if state.entries[key]?.isEmpty == true { state.entries[key] = nil }
        }
    }
}

/// One answer to somebody who may not see single people, while it is told.
package final class GuardedAnswer: Sendable {
    private let number: Int
    private let memory: AnswerMemory

    fileprivate init(_ number: Int, in memory: AnswerMemory) {
        (self.number, self.memory) = (number, memory)
    }

    deinit { memory.end(number) }

    /// The figures to release for a set with this sketch, whose own are `figures`.
    ///
    /// `visitors` is how many the set has, `limit` how many must tell two sets apart.
    func settled(
        _ figures: [Double],
        for sketch: [UInt32],
        visitors: Int,
        family: AnswerMemory.Family,
        site: String,
        limit: Int
    ) -> [Double] {
        memory.settled(
            figures,
            for: sketch,
            AnswerMemory.Key(site: site, family: family, visitors: visitors),
            limit: limit,
            in: number
        )
    }
}
