import CollectorTesting
import Consent
import JSON
import Storage
import Testing
import Usage

@testable import PrivacyOffice

@Suite struct ConsentLogTextTests {
    private static let header =
        "sequence,record,time,site,consent_id,mechanism,granted,notice_version,language,country,"
        + "model,gpc,expires"

    private func records() throws -> [ConsentRecord] {
        let office = try Office(nowMs: 1_795_521_600_000)
        let id = ConsentID(high: 1, low: 2)
        let all: Choices = [.functional, .analytics, .marketing]
        return [
            try office.record(id, choices: all, atMs: 1_795_521_600_000, mechanism: .acceptAll),
            try office.record(
                nil,
                site: "a,\"b\"",
                choices: [],
                atMs: 1_795_521_600_001,
                mechanism: .rejectAll,
                language: "de",
                country: nil
            ),
        ]
    }

    @Test func `a list as csv has one line for each record and quotes what needs it`() throws {
        let records = try records()
        #expect(
            ConsentLogText.csv(records)
                == [
                    Self.header,
                    "1,\(records[0].id.text),2026-11-24T12:00:00.000Z,example.org,"
                        + "AAAAAAAAAAEAAAAAAAAAAg,accept_all,functional analytics marketing,1,en,DE,"
                        + "opt-in,,2027-05-24T12:00:00.000Z",
                    "2,\(records[1].id.text),2026-11-24T12:00:00.001Z,\"a,\"\"b\"\"\",,reject_all,"
                        + "none,1,de,,opt-in,,2027-05-24T12:00:00.001Z",
                ].joined(separator: "\r\n")
        )
        #expect(ConsentLogText.csv([]) == Self.header)
    }

    @Test func `lines are the canonical forms that the ledger hashes`() throws {
        let records = try records()
        let lines = ConsentLogText.lines(records).split(separator: "\n")
        #expect(try lines.map { try ConsentRecord.parse(Array($0.utf8)) } == records)
    }

    @Test func `columns of a table stand under each other`() throws {
        let lines = ConsentLogText.table(try records()).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(Set(lines.map(\.count)).count == 1)
        let column = try #require(
            (0..<lines[0].count).first { lines[0].dropFirst($0).hasPrefix("mechanism") }
        )
        #expect(lines[1].dropFirst(column).hasPrefix("accept_all"))
        #expect(lines[2].dropFirst(column).hasPrefix("reject_all"))
    }
}

@Suite struct EventTextTests {
    /// A row as the store gives it back.
    private func stored(_ event: UsageEvent) throws -> StoredEvent {
        let office = try Office(nowMs: 1_795_521_600_000)
        try office.store(event)
        var events: [StoredEvent] = []
        try office.usage.exportRows(site: ExampleSite.id, days: Int32.min...Int32.max) {
            events.append($0)
        }
        return try #require(events.first)
    }

    private func full(title: String) throws -> StoredEvent {
        try stored(
            .example(
                visitor: 255,
                record: 7,
                path: "/a",
                title: title,
                source: Source(name: "Google", referrer: "google.com/"),
                campaign: Campaign(source: "s", medium: "m", name: "n", term: "t", content: "c"),
                device: Device(
                    kind: "Mobile",
                    browser: "Firefox",
                    browserVersion: "140",
                    system: "Android",
                    systemVersion: "15"
                ),
                location: Location(
                    country: "DE",
                    region: "DE-BE",
                    city: "Berlin",
                    timeZone: "Europe/Berlin"
                ),
                screen: "400x800"
            )
        )
    }

    @Test func `a row of csv has a cell for each column of the header`() throws {
        #expect(
            EventText.header
                == "time,type,site,visitor,page,title,name,source,referrer,utm_source,utm_medium,"
                + "utm_campaign,utm_term,utm_content,country,region,city,device,browser,"
                + "browser_version,os,os_version,screen,props,engaged_ms,scroll,record"
        )
        #expect(
            EventText.csv(try full(title: "T"))
                == "2026-11-24T12:00:00.000Z,pageview,example.org,ff,example.org/a,T,,Google,"
                + "google.com/,s,m,n,t,c,DE,DE-BE,Berlin,Mobile,Firefox,140,Android,15,400x800,,,,7"
        )
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-1", "'-1"), ("@a", "'@a"), ("\ta", "'\ta"),
        ("\ra", "\"'\ra\""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
        ("a=1", "a=1"), ("=\"x\"", "\"'=\"\"x\"\"\""),
    ])
    func `no cell is taken for a formula, and each stays one cell`(
        title: String,
        cell: String
    ) throws {
        let event = try stored(.example(path: nil, title: title))
        #expect(EventText.csv(event).contains(",\(cell),,,"))
    }

    @Test func `a line of json has the members that the event has, and its properties`() throws {
        let event = try stored(
            .example(
                kind: .event,
                visitor: 16,
                record: 3,
                path: nil,
                name: "play \"x\"",
                properties: [
                    Property(name: "plan", value: .string("a\"b")),
                    Property(name: "price", value: .number(2.5)),
                ]
            )
        )
        #expect(
            JSONValue.decode(Array(EventText.object(event).utf8))
                == .object([
                    "time": .string("2026-11-24T12:00:00.000Z"), "type": .string("event"),
                    "site": .string("example.org"), "visitor": .string("10"),
                    "name": .string("play \"x\""), "record": .number(3),
                    "props": .object(["plan": .string("a\"b"), "price": .number(2.5)]),
                ])
        )
    }

    @Test func `properties are one cell of csv, as JSON`() throws {
        let event = try stored(
            .example(
                kind: .event,
                path: nil,
                name: "play",
                properties: [
                    Property(name: "plan", value: .string("a,b")),
                    Property(name: "n", value: .number(2)),
                ]
            )
        )
        #expect(EventText.csv(event).hasSuffix(#",,"{""plan"":""a,b"",""n"":2}",,,1"#))
    }

    @Test func `lines are written as they come, each with its end`() throws {
        let event = try stored(.example(title: "<\u{2028}\\ \u{1}é"))
        var lines = EventLines(.jsonl)
        lines.appendHeader()
        lines.append(event)
        lines.append(event)
        let text = String(decoding: lines.take(), as: UTF8.self)
        #expect(text == EventText.object(event) + "\n" + EventText.object(event) + "\n")
        #expect(text.contains(#""title":"\u003c\u2028\\ \u0001é""#), "\(text)")
        #expect(lines.count == 0)
        var csv = EventLines(.csv)
        csv.appendHeader()
        csv.append(event)
        #expect(
            String(decoding: csv.take(), as: UTF8.self)
                == EventText.header + "\r\n" + EventText.csv(event) + "\r\n"
        )
    }

    @Test(arguments: EventLines.Format.allCases)
    func `batches are written as their events are`(format: EventLines.Format) throws {
        let office = try Office(nowMs: 1_795_521_600_000)
        for (number, title) in ["a", "b,\"c\"", "a", "=1"].enumerated() {
            try office.store(
                .example(
                    kind: number == 3 ? .event : .pageview,
                    id: UInt64(number + 1),
                    visitor: UInt64(number) << 60 | 10,
                    timeMs: 1_795_521_600_000 - Int64(number) * 40_000_000,
                    record: [1, 10, 99, 18_446_744_073_709_551_615][number],
                    path: number == 2 ? nil : "/\(title)",
                    title: title,
                    source: number == 1 ? .direct : nil,
                    name: number == 3 ? "x" : nil,
                    properties: number == 3 ? [Property(name: "p", value: .number(1.5))] : []
                )
            )
        }
        try office.store(
            .example(
                kind: .engagement,
                id: 9,
                visitor: 10,
                timeMs: 1_795_521_600_000,
                pageview: 1,
                engagedMs: 20,
                scroll: 100
            )
        )
        var (one, all) = (EventLines(format), EventLines(format))
        try office.usage.exportRows(site: ExampleSite.id, days: 0...100_000) { one.append($0) }
        var rows = 0
        try office.usage.exportBatches(site: ExampleSite.id, days: 0...100_000) {
            rows += all.append($0, site: ExampleSite.id, in: 0..<Int64.max)
        }
        #expect(rows == 5 && all.count > 0)
        #expect(
            String(decoding: all.take(), as: UTF8.self)
                == String(decoding: one.take(), as: UTF8.self)
        )
        // Only what lies in the period.
        try office.usage.exportBatches(site: ExampleSite.id, days: 0...100_000) {
            rows += all.append($0, site: ExampleSite.id, in: 0..<1_795_521_600_000)
        }
        #expect(rows == 8)
    }

    @Test func `an engagement tells how long and how far`() throws {
        let event = try stored(
            .example(kind: .engagement, path: nil, pageview: 1, engagedMs: 1500, scroll: 80)
        )
        let object = EventText.object(event)
        #expect(object.contains("\"engaged_ms\":1500") && object.contains("\"scroll\":80"))
        #expect(EventText.csv(event).hasSuffix(",1500,80,1"))
    }
}
