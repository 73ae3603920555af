import Testing

@testable import HTTPServer

@Suite struct TurnTests {
    @Test func `the window grows with the busy connections`() {
        let rule = GatherRule()
        #expect(rule.windowNs(for: 0) == 400_000)
        #expect(rule.windowNs(for: 64) == 400_000)
        #expect(rule.windowNs(for: 288) == 700_000)
        #expect(rule.windowNs(for: 512) == 1_000_000)
        #expect(rule.windowNs(for: 5000) == 1_000_000)
    }

    @Test func `nine of ten busy connections are enough`() {
        let rule = GatherRule()
        #expect(rule.isEnough(1, of: 1))
        #expect(!rule.isEnough(8, of: 10))
        #expect(rule.isEnough(9, of: 10))
        #expect(rule.isEnough(3, of: 0))
    }

    @Test func `a connection is busy in the period of its request and the next`() {
        var activity = Activity()
        #expect(activity.busy == 0)
        let first = activity.note(0)
        #expect(activity.note(first) == first)
        _ = activity.note(0)
        #expect(activity.busy == 2)
        activity.advance()
        #expect(activity.busy == 2)
        let again = activity.note(first)
        #expect(activity.busy == 2)
        activity.advance()
        #expect(activity.busy == 1)
        activity.forget(again)
        #expect(activity.busy == 0)
    }
}
