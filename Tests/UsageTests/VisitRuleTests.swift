import CollectorTesting
import Testing

@testable import Usage

@Suite struct VisitRuleTests {
    private typealias Step = (minutes: Double, kind: UsageEvent.Kind, engagedSeconds: Int32)

    private func visits(_ steps: [Step]) -> [Visit] {
        VisitRule.visits(
            of: (0..<Int32(steps.count)),
            times: steps.map { Int64($0.minutes * 60_000) },
            kinds: steps.map(\.kind),
            engaged: steps.map { $0.engagedSeconds * 1000 }
        )
    }

    @Test func `events less than 30 minutes apart are one visit`() {
        let one = visits([(0, .pageview, 0), (29.999, .pageview, 0)])
        #expect(one.count == 1)
        #expect(one.first?.pageviews == 2)
        let two = visits([(0, .pageview, 0), (30, .pageview, 0)])
        #expect(two.map(\.pageviews) == [1, 1])
    }

    @Test func `a single pageview bounces, however long it is read`() {
        let visit = visits([(0, .pageview, 90), (1.5, .engagement, 90)])
        #expect(visit.map(\.isBounce) == [true])
        #expect(visit.map(\.durationMs) == [90_000])
    }

    @Test func `a custom event or a second page makes it no bounce`() {
        #expect(visits([(0, .pageview, 0), (1, .event, 0)]).map(\.isBounce) == [false])
        #expect(visits([(0, .pageview, 0), (1, .pageview, 0)]).map(\.isBounce) == [false])
        #expect(visits([(0, .event, 0)]).map(\.isBounce) == [false])
    }

    @Test func `duration is last minus first event plus the last page's engaged time`() {
        let visit = visits([
            (0, .pageview, 60), (2, .pageview, 30), (2.25, .event, 0), (3, .engagement, 30),
        ])
        #expect(visit.map(\.durationMs) == [135_000 + 30_000])
        #expect(visit.map(\.entry) == [0])
        #expect(visit.map(\.exit) == [1])
        #expect(visit.map(\.events) == [1])
    }

    @Test func `engagement keeps a visit open and begins none`() {
        let long = visits([(0, .pageview, 1500), (25, .engagement, 0), (50, .pageview, 0)])
        #expect(long.map(\.pageviews) == [2])
        let late = visits([(0, .pageview, 2400), (40, .engagement, 0)])
        #expect(late.map(\.durationMs) == [2_400_000])
        // The report after the gap belongs to the old page, and the old visit is over.
        let after = visits([(0, .pageview, 0), (40, .engagement, 0), (45, .pageview, 0)])
        #expect(after.map(\.first) == [0, 2])
        #expect(visits([(0, .engagement, 0)]).isEmpty)
    }

    @Test func `a visit that begins with an event enters at its first page`() {
        let visit = visits([(0, .event, 0), (1, .pageview, 0)])
        #expect(visit.map(\.first) == [0])
        #expect(visit.map(\.entry) == [1])
    }

    @Test func `a page that reports for ever is a visit a day`() {
        let steps = (0..<(24 * 6 * 2 + 1)).map { Step(Double($0) * 10, .pageview, 0) }
        #expect(visits(steps).map(\.pageviews) == [144, 144, 1])
    }

    @Test func `a builder says when an event is out of order`() {
        var builder = VisitBuilder()
        #expect(builder.accepts(timeMs: 0))
        #expect(builder.add(0, timeMs: 1000, kind: .pageview) == nil)
        #expect(builder.accepts(timeMs: 1000))
        #expect(!builder.accepts(timeMs: 999))
        #expect(builder.current?.pageviews == 1)
        #expect(builder.finish()?.startMs == 1000)
        #expect(builder.finish() == nil)
        #expect(builder.accepts(timeMs: 999))
    }

    @Test(arguments: 0..<50)
    func `any order of arrival gives the visits of a plain reading of the rule`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let count = Int.random(in: 1...200, using: &random)
        var clock: Int64 = 0
        var events: [PlainVisits.Event] = []
        for _ in 0..<count {
            clock +=
                [0, 1, 60_000, 1_799_999, 1_800_000, 1_800_001, 7_200_000].randomElement(
                    using: &random
                )! + Int64.random(in: 0...1, using: &random)
            let kind: UsageEvent.Kind = [.pageview, .pageview, .event, .engagement].randomElement(
                using: &random
            )!
            let engaged = kind == .pageview ? Int32.random(in: 0...90_000, using: &random) : 0
            events.append(.init(timeMs: clock, kind: kind, engagedMs: engaged))
        }
        let indexes = Array(0..<Int32(count)).shuffled(using: &random)
        let found = VisitRule.visits(
            of: indexes,
            times: events.map(\.timeMs),
            kinds: events.map(\.kind),
            engaged: events.map(\.engagedMs)
        )
        let plain = found.map {
            PlainVisits.Answer(
                startMs: $0.startMs,
                pageviews: Int($0.pageviews),
                events: Int($0.events),
                durationMs: $0.durationMs,
                isBounce: $0.isBounce,
                exitMs: $0.exit < 0 ? nil : events[Int($0.exit)].timeMs
            )
        }
        #expect(plain == PlainVisits.read(events))
    }
}

/// The rule read sentence by sentence, with lists instead of a state.
private enum PlainVisits {
    struct Event {
        let timeMs: Int64
        let kind: UsageEvent.Kind
        let engagedMs: Int32
    }

    struct Answer: Equatable {
        let startMs: Int64
        let pageviews: Int
        let events: Int
        let durationMs: Int64
        let isBounce: Bool
        let exitMs: Int64?
    }

    static func read(_ sorted: [Event]) -> [Answer] {
        // Gaps of 30 minutes between events of any kind.
        var stretches: [[Event]] = []
        for event in sorted {
            if let last = stretches.last?.last, event.timeMs - last.timeMs < 30 * 60 * 1000 {
                stretches[stretches.count - 1].append(event)
            } else {
                stretches.append([event])
            }
        }
        // A day at most, counted from the first page or custom event.
        var visits: [[Event]] = []
        for stretch in stretches {
            var current: [Event] = []
            for event in stretch where event.kind != .engagement {
                if let first = current.first, event.timeMs - first.timeMs >= 24 * 60 * 60 * 1000 {
                    visits.append(current)
                    current = []
                }
                current.append(event)
            }
            if !current.isEmpty { visits.append(current) }
        }
        return visits.map { visit in
            let pages = visit.filter { $0.kind == .pageview }
            let custom = visit.filter { $0.kind == .event }
            let times = visit.map(\.timeMs)
            let span = (times.max() ?? 0) - (times.min() ?? 0)
            return Answer(
                startMs: times.min() ?? 0,
                pageviews: pages.count,
                events: custom.count,
                durationMs: span + Int64(pages.last?.engagedMs ?? 0),
                isBounce: pages.count == 1 && custom.isEmpty,
                exitMs: pages.last?.timeMs
            )
        }
    }
}
