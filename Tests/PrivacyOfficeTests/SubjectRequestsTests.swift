import CollectorTesting
import Consent
import JSON
import Storage
import Testing
import Usage

@testable import PrivacyOffice

@Suite struct SubjectRequestsTests {
    private func members(_ text: String?) throws -> [String: JSONValue] {
        guard case .object(let members) = JSONValue.decode(Array(try #require(text).utf8)) else {
            throw NotJSON()
        }
        return members
    }

    private struct NotJSON: Error {}

    @Test(.tags(.privacy))
    func `an export holds all records and events of one visitor and nobody else's`() throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let (me, other) = (ConsentID.random(), ConsentID.random())
        let granted = try office.record(me, atMs: time("2026-09-30T10:00:00Z"))
        let others = try office.record(other, atMs: time("2026-09-30T10:00:00Z"))
        let withdrawn = try office.record(
            me,
            choices: [],
            atMs: time("2026-11-01T10:00:00Z"),
            mechanism: .withdraw
        )
        try office.store(
            office.event(1, by: granted, atMs: time("2026-09-30T11:00:00Z"), path: "/mine/1"),
            office.event(2, by: others, atMs: time("2026-09-30T11:00:00Z"), path: "/other"),
            office.event(
                3,
                by: granted,
                atMs: time("2026-10-02T11:00:00Z"),
                path: "/mine/2",
                title: "He said \"<b>\"\u{2028}\\"
            )
        )
        let text = try office.requests.export(me, nowMs: nowMs)
        let export = try members(text)
        #expect(export.keys.sorted() == ["consent_id", "exported_at", "records", "usage"])
        #expect(export["consent_id"] == .string(me.text))
        #expect(export["exported_at"] == .string("2026-11-25T12:00:00.000Z"))
        let records = try #require(export["records"]?.array)
        #expect(
            records == [granted, withdrawn].map { JSONValue.decode(Array($0.canonicalText.utf8)) }
        )
        let usage = try #require(export["usage"]?.array).map { event -> [String: JSONValue] in
            if case .object(let members) = event { members } else { [:] }
        }
        #expect(usage.map { $0["page"]?.string } == ["example.org/mine/1", "example.org/mine/2"])
        #expect(usage.last?["title"]?.string == "He said \"<b>\"\u{2028}\\")
        #expect(usage.allSatisfy { $0["record"] == .number(Double(granted.sequence)) })
        #expect(text?.contains(other.text) == false)
    }

    @Test func `an export holds the usage of a site that is not configured any more`() throws {
        let nowMs = try time("2026-11-25T12:00:00Z")
        let office = try Office(nowMs: nowMs)
        let me = ConsentID.random()
        let record = try office.record(me, site: "gone.example", atMs: nowMs - 1)
        try office.store(office.event(1, by: record, atMs: nowMs))
        let export = try members(office.requests.export(me, nowMs: nowMs))
        #expect(export["usage"]?.array?.count == 1)
    }

    @Test func `where nothing is kept the export says so`() throws {
        let office = try Office(nowMs: 1_795_521_600_000)
        #expect(try office.requests.export(.random(), nowMs: 1_795_521_600_000) == nil)
    }
}
