import CollectorTesting
import Testing
import Usage

@testable import Storage

@Suite struct RecentIDsTests {
    private let fixture: UsageFixture
    private let days = (UsageFixture.today - 4)...(UsageFixture.today + 1)

    init() throws { fixture = try UsageFixture() }

    private func ids(room: Int, _ store: UsageStore) throws -> RecentIDs {
        var ids = RecentIDs(days: days, firstRecent: UsageFixture.today - 1, room: room)
        let reader = try #require(try store.openReader(MonthName(month: 202_611)))
        try ids.read(reader)
        return ids
    }

    @Test func `days before yesterday are told apart, and older ones left out`() throws {
        let store = try fixture.open()
        let all = (UsageFixture.today - 6)...UsageFixture.today
        try SealingFixture.store(
            SealingFixture.events(days: all.lowerBound..<(all.upperBound + 1)),
            in: store
        )
        let events = try SealingFixture.everything(in: store)
        for isSealed in [false, true] {
            if isSealed { #expect(store.seal().segments > 0) }
            let ids = try ids(room: 1_000_000, store)
            func hashes(_ days: ClosedRange<Int32>) -> Set<UInt64> {
                Set(events.filter { days.contains($0.day) }.map(\.eventHash))
            }
            #expect(Set(ids.recent) == hashes((UsageFixture.today - 1)...UsageFixture.today))
            #expect(Set(ids.old) == hashes((UsageFixture.today - 4)...(UsageFixture.today - 2)))
            #expect(ids.recent.count == 120 && ids.old.count == 180)
            #expect(ids.room == 1_000_000 - 300)
        }
    }

    @Test func `where there are too many, the newest rows are read`() throws {
        let store = try fixture.open()
        for id in 1...50 as ClosedRange<UInt64> { try store.store([.example(id: id)]) }
        let newest = try store.events().suffix(20).map(\.eventHash)
        let ids = try ids(room: 20, store)
        #expect(ids.recent == newest && ids.room == 0)
    }

    @Test func `a month without events of these days has none`() throws {
        let store = try fixture.open()
        try store.store([.example(timeMs: UsageFixture.noon - 10 * UsageFixture.dayMs)])
        let ids = try ids(room: 20, store)
        #expect(ids.recent.isEmpty && ids.old.isEmpty && ids.room == 20)
    }
}
