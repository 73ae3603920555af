import CollectorTesting
import Consent
import Enrichment
import Ingest
import JSON
import Testing

@testable import Endpoints

@Suite struct OutcomeTallyTests {
    @Test func `a tally counts a hundred of every reason at once`() {
        var tally = OutcomeTally()
        for _ in 0..<100 {
            tally.countStored()
            for reason in WithheldReason.allCases { tally.count(reason) }
            for reason in RefusedReason.allCases { tally.count(reason) }
        }
        #expect(tally.stored == 100)
        #expect(tally.withheldCounts == WithheldReason.allCases.map { _ in 100 })
        #expect(tally.refusedCounts == RefusedReason.allCases.map { _ in 100 })
        #expect(tally.header == "stored=100, withheld=600, refused=600")
        let json = JSONValue.decode(Array(tally.json.utf8)) ?? .null
        #expect(json["withheld"].number == 600 && json["refused"].number == 600)
        // The words of the contract, all of them.
        #expect(
            json["reasons"].keys == [
                "bad_token", "bot", "duplicate", "excluded", "expired", "gpc", "malformed",
                "no_consent", "outdated_notice", "over_limit", "too_old", "withdrawn",
            ]
        )
    }

    @Test func `only what occurred is told`() {
        var tally = OutcomeTally()
        #expect(tally.json == #"{"stored":0,"withheld":0,"refused":0,"reasons":{}}"#)
        tally.count(.gpc)
        tally.count(.bot)
        #expect(tally.json == #"{"stored":0,"withheld":1,"refused":1,"reasons":{"gpc":1,"bot":1}}"#)
    }
}

@Suite struct RequestRateTests {
    private func address(_ low: UInt64) -> ClientAddress { ClientAddress(high: 1, low: low) }

    @Test func `the limit holds for each address and minute`() {
        var rate = RequestRate(limit: 2)
        let times: [(UInt64, Int64, Bool)] = [
            (1, 0, true), (1, 59_999, true), (1, 59_999, false), (2, 59_999, true),
            (1, 60_000, true), (1, 60_001, true), (1, 60_002, false),
        ]
        for (low, ms, expected) in times {
            let isAllowed = rate.allows(address(low), nowMs: ms)
            #expect(isAllowed == expected)
        }
    }

    @Test func `zero is no limit`() {
        var rate = RequestRate(limit: 0)
        for _ in 0..<1000 {
            let isAllowed = rate.allows(address(1), nowMs: 0)
            #expect(isAllowed)
        }
    }

    @Test func `more addresses than there is room for are let through, the known stay limited`() {
        var rate = RequestRate(limit: 1)
        for low in UInt64(0)..<65_536 { _ = rate.allows(address(low), nowMs: 0) }
        let isKnownAllowed = rate.allows(address(7), nowMs: 0)
        #expect(!isKnownAllowed)
        for _ in 0..<3 {
            let isOtherAllowed = rate.allows(address(1 << 40), nowMs: 0)
            #expect(isOtherAllowed)
        }
    }
}

@Suite struct ChoiceRequestTests {
    private static let hash = String(repeating: "a", count: 64)

    private func read(_ more: String) throws(RequestError) -> ChoiceRequest {
        let body = #"{"site":"s","notice":"\#(Self.hash)","choices":{},"mechanism":"save"\#(more)}"#
        return try ChoiceRequest(Array(body.utf8))
    }

    @Test(arguments: [
        (#""2026-11-24T12:00:00Z""#, 1_795_521_600_000),
        (#""2026-11-24T13:00:00.5+01:00""#, 1_795_521_600_500),
        ("1795521600000", 1_795_521_600_000), ("0", 0), ("-1", -1),
    ])
    func `a time is ISO 8601 or milliseconds`(text: String, ms: Int64) throws {
        let request = try read(#","at":\#(text)"#)
        #expect(request.atMs == ms && request.claimsTrust)
    }

    @Test(arguments: [
        #""2026-11-24""#, #""yesterday""#, "1.5", "1e300", "true", "[]", #""2026-11-24T12:00:00""#,
    ])
    func `any other time is refused`(text: String) {
        #expect(throws: RequestError.self) { _ = try read(#","at":\#(text)"#) }
    }

    @Test func `null and absent are the same, and a long text is refused`() throws {
        #expect(try read(#","token":null,"page":null"#).token == nil)
        let long = String(repeating: "x", count: 4097)
        #expect(throws: RequestError.self) { _ = try read(#","token":"\#(long)""#) }
    }

    @Test func `a fault never repeats what was sent`() {
        do {
            _ = try read(#","language":["secret@example.org"]"#)
            Issue.record("it was taken")
        } catch {
            #expect(!error.json.contains("secret") && error.field == "language")
        }
    }
}

@Suite struct RequestErrorTests {
    @Test func `an error is JSON, whatever stands in it`() {
        var error = RequestError.malformed(field: "a\"<b", "say \"x\"\n")
        error.notice = "\u{2028}"
        let json = JSONValue.decode(Array(error.json.utf8)) ?? .null
        #expect(json["error"]["code"].string == "malformed")
        #expect(json["error"]["field"].string == "a\"<b")
        #expect(json["error"]["message"].string == "say \"x\"\n")
        #expect(!error.json.contains("<"))
    }

    @Test func `an empty field is none`() {
        #expect(RequestError.malformed(field: "", "x").field == nil)
    }
}
