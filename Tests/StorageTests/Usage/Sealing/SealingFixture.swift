import CollectorTesting
import Foundation
import SQLite
import Synchronization
import Testing
import Usage

@testable import Storage

/// A log with closed days, written as a server writes it: a few events a commit, days interleaved.
struct SealingFixture {
    static let otherSite = "other.example"
    private static let other = Interned(otherSite)
    /// The first day of the month before the clock's.
    static let first = CivilDate(monthNumber: 202_610)?.days ?? 0

    let usage: UsageFixture

    init() throws { usage = try UsageFixture() }

    /// Events of some days, of two sites and few visitors; the same for the same arguments.
    static func events(
        days: Range<Int32>,
        aDay: Int = 60,
        seed: UInt64 = 1
    ) -> [UsageEvent] {
        var random = SeededGenerator(seed: seed)
        var events: [UsageEvent] = []
        for day in days {
            for number in 0..<aDay {
                let ofDay = UInt64(UInt32(bitPattern: day)) << 16
                let event = random.usageEvent(
                    site: number % 5 == 4 ? other : ExampleSite.interned,
                    id: seed << 40 | ofDay | UInt64(number),
                    visitor: UInt64(number % 7),
                    day: day,
                    pageview: UInt64(number / 2)
                )
                events.append(event)
            }
        }
        return events
    }

    /// Stores events by one writer, some at a time.
    static func store(_ events: [UsageEvent], in store: UsageStore, at once: Int = 3) throws {
        let writer = store.makeWriter()
        for (number, event) in events.enumerated() {
            _ = writer.append(event)
            if number % once == once - 1 { try writer.commit() }
        }
        try writer.commit()
    }

    /// All events of both sites, in the order of day and log.
    static func everything(in store: UsageStore) throws -> [StoredEvent] {
        try store.events() + store.events(of: otherSite)
    }

    /// Rows and segments of a month.
    static func shape(
        _ month: Int,
        of store: UsageStore
    ) throws -> (rows: Int, segments: Int, free: Int64) {
        let name = try #require(store.files.withLock { $0.name(of: month) })
        let reader = try #require(try store.openReader(name))
        let count = try reader.connection.prepare("SELECT count(*) FROM log").first { $0.int64(0) }
        let free = try reader.connection.prepare("PRAGMA freelist_count").first { $0.int64(0) }
        return (Int(count ?? 0), try reader.segments().count, free ?? 0)
    }
}
