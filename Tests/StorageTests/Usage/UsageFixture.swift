import CollectorTesting
import Foundation
import Synchronization
import Usage

@testable import Storage

/// A data directory with a usage log for one test.
final class UsageFixture: Sendable {
    /// 2026-11-24 at noon UTC, as examples of events are.
    static let noon: Int64 = 1_795_521_600_000
    static let dayMs: Int64 = 86_400_000
    static let today = Instant.utcDay(noon)

    let folder: TemporaryFolder
    private let nowMs = Mutex(noon)

    init() throws { folder = try TemporaryFolder() }

    func setClock(_ ms: Int64) { nowMs.withLock { $0 = ms } }

    func open(
        in directory: String? = nil,
        atStep: @escaping @Sendable (MaintenanceStep) throws(StorageError) -> Void = {
            (_) throws(StorageError) in
        }
    ) throws -> UsageStore {
        let directory = directory ?? folder.path
        return try UsageStore(
            directory: directory,
            keys: try KeyRing(dataDirectory: directory),
            clock: { self.nowMs.withLock { $0 } },
            atStep: atStep
        )
    }

    /// The log and the keys as a crash at this moment would leave them.
    func copy(_ name: String) throws -> String {
        let copy = folder.file("copies/" + name)
        try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
        for file in folder.names where file != "copies" {
            try FileManager.default.copyItem(
                atPath: folder.file(file),
                toPath: copy + "/" + file
            )
        }
        return copy
    }

    /// Files of the log whose bytes hold `text`, copies and keys included.
    func files(holding text: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: folder.path)
        return (all?.compactMap { $0 as? String } ?? []).filter { folder.holds(text, in: $0) }
    }
}

extension UsageStore {
    /// Appends and commits, and says what became of each.
    @discardableResult
    func store(_ events: [UsageEvent]) throws -> [AppendOutcome] {
        let writer = makeWriter()
        let outcomes = events.map { writer.append($0) }
        try writer.commit()
        return outcomes
    }

    /// All events of a site in the order of day and commit.
    func events(of site: String = ExampleSite.id) throws -> [StoredEvent] {
        var events: [StoredEvent] = []
        try exportRows(site: site, days: 0...100_000) { (event) throws(StorageError) in
            events.append(event)
        }
        return events
    }

    func paths(of site: String = ExampleSite.id) throws -> [String] {
        try events(of: site).map { $0.page?.path ?? "" }
    }

    /// What is expected to be read back of an event.
    func stored(_ event: UsageEvent) -> StoredEvent {
        StoredEvent(
            kind: event.kind,
            site: event.site.value,
            visitor: event.visitor,
            timeMs: event.timeMs,
            day: event.day,
            record: event.record,
            page: event.page?.value,
            title: event.title?.value,
            source: event.source?.value,
            campaign: event.campaign?.value,
            device: event.device?.value,
            location: event.location?.value,
            screen: event.screen?.value,
            name: event.name?.value,
            properties: event.properties,
            eventHash: hash(of: event.id, event.visitor),
            pageviewHash: event.pageview.map { hash(of: $0, event.visitor) } ?? 0,
            engagedMs: event.engagedMs,
            scroll: event.scroll
        )
    }
}

extension SeededGenerator {
    /// An event with any of all fields, of few and many distinct values.
    mutating func usageEvent(
        site: Interned<String> = ExampleSite.interned,
        id: UInt64,
        visitor: UInt64? = nil,
        day: Int32 = UsageFixture.today,
        pageview: UInt64? = nil
    ) -> UsageEvent {
        let kinds: [UsageEvent.Kind] = [.pageview, .event, .engagement]
        let properties = (0..<Int.random(in: 0...3, using: &self)).map { number in
            Property(
                name: "p\(number)",
                value: Bool.random(using: &self)
                    ? .string(text("value", of: 50) ?? "")
                    : .number(Double(Int.random(in: -5...5, using: &self)) / 4)
            )
        }
        return .example(
            kind: kinds[Int.random(in: 0..<3, using: &self)],
            site: site,
            id: id,
            visitor: visitor ?? UInt64.random(in: .min ... .max, using: &self),
            timeMs: Int64(day) * UsageFixture.dayMs
                + Int64.random(in: 0..<86_400_000, using: &self),
            day: day,
            record: UInt64.random(in: 1...1_000_000, using: &self),
            path: text("/page", of: 200),
            title: text("Title é", of: 200),
            source: Source(name: text("source", of: 5), referrer: text("example.net/", of: 30)),
            campaign: Bool.random(using: &self)
                ? Campaign(
                    source: text("s", of: 3),
                    medium: text("m", of: 3),
                    name: text("n", of: 3),
                    term: nil,
                    content: ""
                ) : nil,
            device: Device(
                kind: text("Desktop", of: 2),
                browser: text("Browser", of: 4),
                browserVersion: "12",
                system: nil,
                systemVersion: text("", of: 3)
            ),
            location: Location(
                country: "DE",
                region: nil,
                city: text("City", of: 40),
                timeZone: nil
            ),
            screen: text("1440x", of: 10),
            name: text("name", of: 10),
            properties: properties,
            pageview: Bool.random(using: &self)
                ? pageview ?? UInt64.random(in: 0...100, using: &self) : nil,
            engagedMs: Int32.random(in: 0...1000, using: &self),
            scroll: UInt8.random(in: 0...100, using: &self)
        )
    }

    /// One of some texts, or none.
    private mutating func text(_ start: String, of count: Int) -> String? {
        let number = Int.random(in: 0...count, using: &self)
        return number == 0 ? nil : "\(start)\(number)"
    }
}
