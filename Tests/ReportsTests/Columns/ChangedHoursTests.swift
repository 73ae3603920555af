import Testing

@testable import Reports

@Suite struct ChangedHoursTests {
    private static let hour: Int64 = 3_600_000

    private func hours(_ from: Int64, _ to: Int64) -> Range<Int64> {
        from * Self.hour..<to * Self.hour
    }

    @Test func `what is read after a change holds until the next`() {
        let changes = ChangedHours()
        changes.note(500 * Self.hour)
        let clock = changes.tick()
        #expect(changes.isUnchanged(hours(490, 510), since: clock))
        changes.note(500 * Self.hour + 1)
        #expect(!changes.isUnchanged(hours(490, 510), since: clock))
        #expect(changes.isUnchanged(hours(501, 510), since: clock))
        #expect(changes.isUnchanged(hours(490, 500), since: clock))
        #expect(changes.isUnchanged(hours(490, 510), since: changes.tick()))
    }

    @Test func `a change within the same hour as before the tick is a change`() {
        let changes = ChangedHours()
        for _ in 0..<3 {
            let clock = changes.tick()
            changes.note(7 * Self.hour)
            #expect(!changes.isUnchanged(hours(7, 8), since: clock))
        }
    }

    @Test func `what lasts changes every hour that it touches`() {
        let changes = ChangedHours()
        let clock = changes.tick()
        changes.note(from: 10 * Self.hour + 5, through: 13 * Self.hour)
        for hour in 10...13 as ClosedRange<Int64> {
            #expect(!changes.isUnchanged(hours(hour, hour + 1), since: clock))
        }
        #expect(changes.isUnchanged(hours(0, 10), since: clock))
        #expect(changes.isUnchanged(hours(14, 20), since: clock))
    }

    @Test func `changes long before and after all others are known, also beyond all clocks`() {
        let changes = ChangedHours()
        changes.note(1000 * Self.hour)
        let clock = changes.tick()
        changes.note(3 * Self.hour)
        changes.note(.max)
        changes.note(.min)
        #expect(!changes.isUnchanged(hours(0, 1), since: clock))
        #expect(!changes.isUnchanged(hours(3, 4), since: clock))
        #expect(changes.isUnchanged(hours(4, 2000), since: clock))
        #expect(!changes.isUnchanged(0..<Int64.max, since: clock))
        #expect(changes.byteCount < 8 << 20)
    }
}
