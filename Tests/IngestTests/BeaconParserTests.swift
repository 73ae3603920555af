import CBeaconJSON
import CollectorTesting
import Testing

@testable import Ingest

@Suite struct BeaconParserTests {
    private let parser: BeaconParser

    init() throws { parser = try #require(BeaconParser()) }

    /// The faults of the events of a body.
    private func faults(_ body: [UInt8]) throws(BeaconError) -> [BeaconFault] {
        try unsafe withBody(body) { (bytes) throws(BeaconError) in
            let head = try unsafe parser.read(bytes)
            var faults: [BeaconFault] = []
            while let event = unsafe parser.nextEvent() {
                unsafe faults.append(event.pointee.fault)
            }
            #expect(faults.count == head.eventCount)
            return faults
        }
    }

    private func fault(ofBody text: String) -> BeaconError? {
        do {
            _ = try faults(Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    private func fault(ofEvent text: String) throws -> BeaconFault? {
        try faults(Array(Sent.body(text).utf8)).first
    }

    @Test func `every member is read`() throws {
        let page = Sent.pageview(
            1,
            url: "https://example.org/\\u00fc?a=1",
            #","referrer":"https://example.net/","title":"A \"b\"","screen":[1440,900],"ago_ms":12.7"#
        )
        let props =
            #","props":{"a":"b","n":-1.5,"big":12345678901234567890},"category":"marketing""#
        let engagement =
            #"{"type":"engagement","id":"\#(Sent.id(3))","pageview":"\#(Sent.id(1))","#
            + #""engaged_ms":5000,"scroll":100,"at":"2026-11-24T12:00:00Z","ip":"192.0.2.9","user_agent":"x"}"#
        let body = Sent.body(page, Sent.event(2, name: "play", props), engagement, token: "abc")
        try unsafe withBody(Array(body.utf8)) { bytes in
            let head = try unsafe parser.read(bytes)
            unsafe #expect(String(decoding: head.site, as: UTF8.self) == "example.org")
            let token = try unsafe #require(head.token)
            unsafe #expect(String(decoding: token, as: UTF8.self) == "abc")
            #expect(head.eventCount == 3)
            let first = try unsafe #require(parser.nextEvent()).pointee
            unsafe #expect(first.fault == BEACON_OK)
            unsafe #expect(Int(first.kind) == BEACON_PAGEVIEW)
            unsafe #expect(first.url.string == "https://example.org/\u{FC}?a=1")
            unsafe #expect(first.referrer.string == "https://example.net/")
            unsafe #expect(first.title.string == #"A "b""#)
            unsafe #expect(first.screen_width == 1440 && first.screen_height == 900)
            unsafe #expect(first.ago_ms == 12)
            unsafe #expect(!first.name.isPresent)
            let second = try unsafe #require(parser.nextEvent())
            unsafe #expect(second.pointee.property_count == 3)
            let properties = try unsafe #require(beacon_properties(second))
            unsafe #expect(properties[0].name.string == "a" && properties[0].text.string == "b")
            unsafe #expect(!properties[1].text.isPresent && properties[1].number == -1.5)
            unsafe #expect(properties[2].number > 1e19)
            unsafe #expect(second.pointee.category.string == "marketing")
            unsafe #expect(!second.pointee.url.isPresent)
            let third = try unsafe #require(parser.nextEvent()).pointee
            unsafe #expect(third.engaged_ms == 5000 && third.scroll == 100)
            unsafe #expect(third.has_at == 1 && third.at_text.string == "2026-11-24T12:00:00Z")
            unsafe #expect(third.ip.string == "192.0.2.9" && third.user_agent.string == "x")
            let isDone = unsafe parser.nextEvent() == nil
            #expect(isDone)
        }
    }

    @Test(arguments: [
        ("", ""), (" ", ""), ("x", ""), ("null", ""), ("[]", ""), ("1", ""), (#""a""#, ""),
        ("{", ""),
        ("{}", "site"), (#"{"site":"a"}"#, "events"), (#"{"events":[{}]}"#, "site"),
        (#"{"site":1,"events":[{}]}"#, "site"), (#"{"site":"a","events":{}}"#, "events"),
        (#"{"site":"a","events":[]}"#, "events"),
        (#"{"site":"a","token":1,"events":[{}]}"#, "token"),
        (#"{"site":"a","events":[{}],"x":1}"#, ""), (#"{"site":"a","site":"a","events":[{}]}"#, ""),
        (#"{"site":"a","events":[{}],"events":[{}]}"#, ""), (#"{"site":"a","events":[{}]} x"#, ""),
        (#"{"site":"a","token":"a","token":null,"events":[{}]}"#, ""),
        (#"{"site":"a","events":[{}],}"#, ""),
        (#"{"site":"a","events":[{}]}{}"#, ""), (#"{'site':'a','events':[{}]}"#, ""),
        (#"{"Site":"a","events":[{}]}"#, ""), (#"{"site":"a\#u{0}","events":[{}]}"#, ""),
    ])
    func `what is no beacon is refused with the member at fault`(
        body: String,
        member: String
    ) throws {
        let error = try #require(fault(ofBody: body))
        #expect(error.field == member)
        #expect(!error.message.isEmpty)
    }

    @Test func `1 to 100 events are a beacon, null stands for no token`() throws {
        #expect(fault(ofBody: Sent.body((1...100).map { Sent.pageview($0) })) == nil)
        #expect(fault(ofBody: Sent.body((1...101).map { Sent.pageview($0) }))?.field == "events")
        #expect(fault(ofBody: #"{"site":"a","token":null,"events":[{}]}"#) == nil)
        let long = String(repeating: "a", count: 256)
        #expect(fault(ofBody: Sent.body(Sent.event(), token: long)) == nil)
        #expect(fault(ofBody: Sent.body(Sent.event(), token: long + "a"))?.field == "token")
    }

    private static let page = #""type":"pageview","id":"AAAAAAAAAAAAAAAAAAAAAA","url":"/""#
    private static let custom = #""type":"event","id":"AAAAAAAAAAAAAAAAAAAAAA","name":"a""#
    private static let read =
        #""type":"engagement","id":"AAAAAAAAAAAAAAAAAAAAAA","pageview":"AAAAAAAAAAAAAAAAAAAAAA","engaged_ms":1"#

    @Test(arguments: [
        ("{\(page)}", BEACON_OK), ("{\(custom)}", BEACON_OK), ("{\(read)}", BEACON_OK),
        ("1", BEACON_EVENTS),
        ("[]", BEACON_EVENTS), ("null", BEACON_EVENTS), ("{}", BEACON_TYPE),
        (#"{"type":"visit"}"#, BEACON_TYPE), (#"{"type":1}"#, BEACON_TYPE),
        (#"{"type":"pageview"}"#, BEACON_ID),
        (#"{"type":"pageview","id":"a"}"#, BEACON_URL),
        (#"{"type":"event","id":"a"}"#, BEACON_NAME),
        (#"{"type":"engagement","id":"a","engaged_ms":1}"#, BEACON_PAGEVIEW_ID),
        (#"{"type":"engagement","id":"a","pageview":"a"}"#, BEACON_ENGAGED),
        ("{\(page),\"id\":\"a\"}", BEACON_REPEATED_MEMBER),
        ("{\(page),\"x\":1}", BEACON_UNKNOWN_MEMBER),
        ("{\(page),\"ID\":\"a\"}", BEACON_UNKNOWN_MEMBER),
        ("{\(page),\"name\":\"a\"}", BEACON_MISPLACED_MEMBER),
        ("{\(page),\"category\":\"marketing\"}", BEACON_MISPLACED_MEMBER),
        ("{\(custom),\"scroll\":1}", BEACON_MISPLACED_MEMBER),
        ("{\(read),\"url\":\"/\"}", BEACON_MISPLACED_MEMBER),
        ("{\(page),\"title\":1}", BEACON_TITLE), ("{\(page),\"referrer\":null}", BEACON_REFERRER),
        ("{\(page),\"screen\":[1]}", BEACON_SCREEN),
        ("{\(page),\"screen\":[1,2,3]}", BEACON_SCREEN),
        ("{\(page),\"screen\":[1,65536]}", BEACON_SCREEN),
        ("{\(page),\"screen\":\"1x1\"}", BEACON_SCREEN),
        ("{\(page),\"ago_ms\":-1}", BEACON_AGO), ("{\(page),\"ago_ms\":\"1\"}", BEACON_AGO),
        ("{\(page),\"ago_ms\":1e300}", BEACON_AGO), ("{\(page),\"ago_ms\":true}", BEACON_AGO),
        ("{\(read),\"scroll\":101}", BEACON_SCROLL), ("{\(read),\"scroll\":-1}", BEACON_SCROLL),
        ("{\(custom),\"props\":[]}", BEACON_PROPS),
        ("{\(custom),\"props\":{\"a\":null}}", BEACON_PROPS),
        ("{\(custom),\"props\":{\"a\":{}}}", BEACON_PROPS),
        ("{\(custom),\"props\":{\"a\":true}}", BEACON_PROPS),
        ("{\(custom),\"props\":{\"\":1}}", BEACON_PROPS),
        ("{\(custom),\"category\":1}", BEACON_CATEGORY),
        ("{\(custom),\"at\":true}", BEACON_AT), ("{\(custom),\"at\":-1}", BEACON_AT),
        ("{\(custom),\"ip\":1}", BEACON_IP), ("{\(custom),\"user_agent\":1}", BEACON_USER_AGENT),
        (#"{"type":"event","id":"a","name":""}"#, BEACON_NAME),
        (#"{"type":"pageview","id":"a","url":""}"#, BEACON_URL),
        (#"{"type":"pageview","id":"\#(String(repeating: "A", count: 23))","url":"/"}"#, BEACON_ID),
    ])
    func `an event is checked member by member`(event: String, expected: BeaconFault) throws {
        #expect(try fault(ofEvent: event) == expected)
    }

    @Test func `30 properties are an event, 31 are none`() throws {
        func event(_ count: Int) -> String {
            let list = (0..<count).map { #""p\#($0)":\#($0)"# }.joined(separator: ",")
            return Sent.event(1, name: "a", #","props":{\#(list)}"#)
        }
        #expect(try fault(ofEvent: event(30)) == BEACON_OK)
        #expect(try fault(ofEvent: event(31)) == BEACON_PROPS)
    }

    @Test func `one bad event does not spoil its neighbours`() throws {
        let body = Sent.body(Sent.pageview(1), "{}", Sent.event(2))
        #expect(try faults(Array(body.utf8)) == [BEACON_OK, BEACON_TYPE, BEACON_OK])
    }

    @Test func `endless nesting and broken UTF-8 are refused`() {
        for depth in [100, 1000, 2000, 20_000] {
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let body = #"{"site":"a","events":[{"props":\#(nested)}]}"#
            let answer = Result { try faults(Array(body.utf8)) }
            if case .success(let faults) = answer { #expect(faults == [BEACON_PROPS]) }
        }
        for bad: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80],
        ] {
            let body = Array(#"{"site":""#.utf8) + bad + Array(#"","events":[{}]}"#.utf8)
            #expect(throws: BeaconError.self) { try faults(body) }
        }
        #expect(fault(ofBody: #"{"site":"\ud800","events":[{}]}"#) != nil)
    }

    @Test func `a beacon cut at any byte is none`() {
        let body = Array(Sent.body(Sent.pageview(1), Sent.event(2), token: "abc").utf8)
        for length in 0..<body.count {
            #expect(throws: BeaconError.self) { try faults(Array(body[..<length])) }
        }
    }

    @Test func `changed bytes never do harm, and the parser stays usable`() throws {
        let props = #","props":{"a":"b","n":1e5},"category":"analytics","screen":[1,2],"at":5"#
        let body = Array(
            Sent.body(Sent.pageview(1), Sent.event(2, name: "x", props), token: "t").utf8
        )
        var random = SeededGenerator(seed: 3)
        var accepted = 0
        for _ in 0..<20_000 {
            var changed = body
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let at = Int.random(in: 0..<changed.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: changed[at] = UInt8.random(in: 0...255, using: &random)
                case 1: changed.remove(at: at)
                case 2:
                    changed.insert(
                        changed[Int.random(in: 0..<changed.count, using: &random)],
                        at: at
                    )
                default:
                    changed[at] = Array("{}[]\",:\\0-e".utf8).randomElement(using: &random) ?? 0
                }
            }
            if (try? faults(changed)) != nil { accepted += 1 }
        }
        #expect(accepted > 0)
        #expect(try faults(body) == [BEACON_OK, BEACON_OK])
    }
}
