import CBeaconJSON
import Consent
import Enrichment
import Testing
import Usage

@testable import Ingest

/// Bytes with the padding that the parser asks for.
func withBody<Result, Failure: Error>(
    _ bytes: [UInt8],
    _ read: (UnsafeRawBufferPointer) throws(Failure) -> Result
) throws(Failure) -> Result {
    let padded = bytes + [UInt8](repeating: 0, count: BeaconParser.padding)
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: padded.count, alignment: 64)
    defer { unsafe memory.deallocate() }
    unsafe memory.copyBytes(from: padded)
    return try unsafe read(UnsafeRawBufferPointer(rebasing: memory[..<bytes.count]))
}

/// An event as a page sends it; a test names only what it is about.
enum Sent {
    static let agent =
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"

    /// 22 characters of base64url for a number.
    static func id(_ number: Int) -> String {
        let digits = String(number)
        return String(repeating: "A", count: 21 - digits.count) + digits + "A"
    }

    static func pageview(
        _ number: Int = 1,
        url: String = "https://example.org/a",
        _ more: String = ""
    ) -> String {
        #"{"type":"pageview","id":"\#(id(number))","url":"\#(url)"\#(more)}"#
    }

    static func event(_ number: Int = 1, name: String = "play", _ more: String = "") -> String {
        #"{"type":"event","id":"\#(id(number))","name":"\#(name)"\#(more)}"#
    }

    static func body(_ events: String..., token: String? = nil) -> String {
        body(events, token: token)
    }

    static func body(_ events: [String], token: String? = nil) -> String {
        let token = token.map { #""token":"\#($0)","# } ?? ""
        return #"{"site":"example.org",\#(token)"events":[\#(events.joined(separator: ","))]}"#
    }
}

/// A parser and an intake, and what they were asked.
final class Desk {
    static let site = "example.org"
    static let nowMs: Int64 = 1_795_521_600_000

    let parser: BeaconParser
    private(set) var located: [ClientAddress] = []
    private(set) var pseudonyms = 0
    private(set) lazy var intake = Intake(
        locate: { [unowned self] address in
            located.append(address)
            return Self.place
        },
        pseudonym: { [unowned self] _, id in
            pseudonyms += 1
            return VisitorID(id.low)
        }
    )

    static let place = Interned(
        Location(country: "XA", region: nil, city: nil, timeZone: nil)
    )

    init() throws { parser = try #require(BeaconParser()) }

    static func rules(
        scrubber: PageScrubber = PageScrubber(),
        excluded: [AddressBlock] = [],
        isForMinors: Bool = false,
        noticeMaterial: UInt64 = 1,
        months: Int = 24
    ) -> SiteRules {
        SiteRules(
            site: site,
            noticeMaterial: noticeMaterial,
            scrubber: scrubber,
            ownHosts: [site],
            excluded: excluded,
            isForMinors: isForMinors,
            usageMonths: months,
            day: Instant.utcDay
        )
    }

    /// A gate for somebody who made the given choice an hour ago, or none.
    static func gate(
        granting choices: Choices?,
        gpc: Bool = false,
        nowMs: Int64 = Desk.nowMs
    ) -> EventGate {
        let token = choices.map { choices in
            TokenState.valid(
                TokenFacts(
                    siteTag: ConsentToken.siteTag(site),
                    choices: choices,
                    noticeMaterial: 1,
                    issuedMs: nowMs - 3_600_000,
                    expiresMs: nowMs + 3_600_000,
                    grant: choices.isEmpty
                        ? nil
                        : TokenFacts.Grant(consentID: ConsentID(high: 7, low: 7), sequence: 5)
                )
            )
        }
        return EventGate(
            token: token ?? .absent,
            siteTag: ConsentToken.siteTag(site),
            noticeMaterial: 1,
            signals: Signals(gpc: gpc),
            nowMs: nowMs,
            lookup: ConsentLookup(newer: { _, _ in nil }, inForce: { _, _ in nil })
        )
    }

    /// What becomes of the events of a body.
    func outcomes(
        _ body: String,
        rules: SiteRules = Desk.rules(),
        gate: EventGate,
        nowMs: Int64 = Desk.nowMs,
        client: String = "192.0.2.1",
        agent: String = Sent.agent,
        isTrusted: Bool = false
    ) throws -> [Outcome] {
        let client = try #require(ClientAddress(client))
        return try unsafe withBody(Array(body.utf8)) { bytes in
            _ = try unsafe parser.read(bytes)
            let agent = Array(agent.utf8)
            return unsafe agent.withUnsafeBytes { agent in
                let context = unsafe BeaconContext(
                    rules: rules,
                    gate: gate,
                    nowMs: nowMs,
                    client: client,
                    userAgent: agent,
                    isTrusted: isTrusted
                )
                var outcomes: [Outcome] = []
                while let event = unsafe parser.nextEvent() {
                    outcomes.append(unsafe intake.outcome(of: event, in: context))
                }
                return outcomes
            }
        }
    }
}

extension Outcome {
    var stored: UsageEvent? { if case .store(let event) = self { event } else { nil } }

    /// `stored`, or the reason in the words of the answer.
    var word: String {
        switch self {
        case .store: "stored"
        case .withhold(let reason): reason.rawValue
        case .refuse(let reason): reason.rawValue
        }
    }
}
