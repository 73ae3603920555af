import CollectorTesting
import Consent
import JSON
import Observability
import PrivacyOffice
import Storage
import Testing
import Usage

@testable import Endpoints

/// Random lives of visitors through the real endpoints, stores and tokens, against a reading of the
/// law that knows only what was chosen, when, and under which notice.
@Suite struct ConsentPropertyTests {
    @Test(.tags(.privacy), arguments: 0..<6)
    func `what is stored is what was permitted, no row more and none less`(seed: Int) throws {
        var life = try Life(seed: UInt64(seed))
        for _ in 0..<300 { try life.step() }
        let rows = try life.house.rows()
        #expect(life.faults == [])
        #expect(rows.count == life.permitted.count)
        #expect(Set(rows.compactMap { $0.page?.path }) == life.permitted)
        #expect(!life.permitted.isEmpty && life.withheld > 20)
        let outcome = try life.house.enforcement
        #expect(outcome.rows == rows.count && outcome.faults == [])
        // Nothing in the open, stored or not: rows are sealed and the rest was never written.
        #expect(life.house.folder.files(holding: Array("/step-".utf8)) == [])
        #expect(try life.house.collector.ledger.verify().isSound)
    }
}

private struct Life {
    /// What one choice said, as the law needs it.
    private struct Choice {
        let atMs: Int64
        let categories: Set<String>
        let version: String
        let expiresMs: Int64
    }

    /// One consent id with the token of each of its choices; old ones stay in other tabs.
    private struct Identity {
        var choices: [Choice] = []
        var tokens: [String] = []
        var isOver = false
    }

    private struct Person {
        var identities: [Identity] = []
        /// Of refusals: they lead to nothing.
        var refusals: [String] = []
    }

    let house: House
    private let client: Client
    private let key: String
    private var random: SeededGenerator
    private var version = "1"
    private var people = Array(repeating: Person(), count: 4)
    private var number = 0
    /// The paths of the pages that must be stored.
    private(set) var permitted: Set<String> = []
    private(set) var withheld = 0
    private(set) var faults: [String] = []

    init(seed: UInt64) throws {
        house = try House("limits: { requests_per_minute_per_address: 0 }")
        client = house.connect()
        key = try house.key(.ingest)
        random = SeededGenerator(seed: seed)
    }

    mutating func step() throws {
        switch Int.random(in: 0..<40, using: &random) {
        case 0..<8: choose()
        case 8 where Int.random(in: 0..<3, using: &random) == 0:
            version = version == "1" ? "2" : "1"
            try house.install(
                "limits: { requests_per_minute_per_address: 0 }",
                version: version
            )
        case 9..<14:
            let steps: [Int64] = [
                1, 1000, 1000, 60_000, 3_600_000, 20 * 3_600_000, 40 * 86_400_000,
            ]
            house.nowMs += steps.randomElement(using: &random) ?? 1
        default: send()
        }
        // Two choices of one visitor in one millisecond have no order that a time could tell.
        house.nowMs += 2
    }

    private mutating func choose() {
        let index = people.indices.randomElement(using: &random) ?? 0
        let asked = ["functional", "analytics", "marketing"].filter { _ in
            Bool.random(using: &random)
        }
        let gpc = Int.random(in: 0..<4, using: &random) == 0
        let mechanism =
            ["save", "save", "accept_all", "reject_all", "withdraw"]
            .randomElement(using: &random) ?? "save"
        let identity = people[index].identities.indices.randomElement(using: &random)
        let token = identity.flatMap {
            people[index].identities[$0].tokens.randomElement(using: &random)
        }
        let nowMs = house.nowMs
        let answer = house.choose(
            client,
            mechanism,
            mechanism == "save"
                ? "{\(asked.map { "\"\($0)\":true" }.joined(separator: ","))}" : "{}",
            headers: gpc ? ["Sec-GPC: 1"] : [],
            more: token.map { #","token":"\#($0)""# } ?? ""
        )
        guard answer.status == 201, let given = answer.json["token"].string else {
            faults.append("a choice was answered with \(answer.status)")
            return
        }
        var granted: Set<String> =
            switch mechanism {
            case "save": Set(asked)
            case "accept_all": ["functional", "analytics", "marketing"]
            default: []
            }
        if gpc { granted.remove("marketing") }
        let choice = Choice(
            atMs: nowMs,
            categories: granted,
            version: version,
            expiresMs: ConsentTerm.expiry(fromMs: nowMs, months: 6)
        )
        // A token continues its id unless the latest choice under it took everything back.
        let known = identity.flatMap { people[index].identities[$0].isOver ? nil : $0 }
        if let known {
            people[index].identities[known].choices.append(choice)
            people[index].identities[known].isOver = granted.isEmpty
            if !granted.isEmpty { people[index].identities[known].tokens.append(given) }
        } else if !granted.isEmpty {
            people[index].identities.append(Identity(choices: [choice], tokens: [given]))
        }
        if granted.isEmpty { people[index].refusals.append(given) }
    }

    private mutating func send() {
        number += 1
        let person = people.randomElement(using: &random) ?? Person()
        var identity = person.identities.randomElement(using: &random)
        var token = identity?.tokens.randomElement(using: &random)
        switch Int.random(in: 0..<12, using: &random) {
        case 0: (token, identity) = (nil, nil)
        case 1: (token, identity) = (person.refusals.randomElement(using: &random), nil)
        case 2: (token, identity) = (token?.altered, nil)
        default: break
        }
        let gpc = Int.random(in: 0..<4, using: &random) == 0
        let category = ["analytics", "functional", "marketing"].randomElement(using: &random) ?? ""
        let isTrusted = Int.random(in: 0..<4, using: &random) == 0
        let agos: [Int64] = [0, 0, 0, 1, 1500, 3_600_000, 86_400_000, 86_400_001]
        let ago = (isTrusted ? agos + [40 * 86_400_000] : agos).randomElement(using: &random) ?? 0
        let atMs = house.nowMs - ago
        let path = "/step-\(number)"
        let time = isTrusted ? #""at":\#(atMs)"# : #""ago_ms":\#(ago)"#
        let event = Sent.event(
            number,
            #","url":"https://example.org\#(path)","category":"\#(category)",\#(time)"#
        )
        let answer = house.beacon(
            client,
            [event],
            token: token,
            headers: (gpc ? ["Sec-GPC: 1"] : []) + (isTrusted ? [key] : [])
        )
        let isPermitted =
            !(category == "marketing" && gpc) && (isTrusted || ago <= 86_400_000)
            && identity.map { permits($0, category, atMs: atMs, isTrusted: isTrusted) } ?? false
        let isStored = answer.json["stored"].number == 1
        if isStored != isPermitted {
            faults.append("\(path): \(answer.text), but permitted: \(isPermitted)")
        }
        if isPermitted { permitted.insert(path) } else { withheld += 1 }
    }

    /// Consent in force when it happened and, unless a trusted sender says when that was, now too.
    private func permits(
        _ identity: Identity,
        _ category: String,
        atMs: Int64,
        isTrusted: Bool
    ) -> Bool {
        let times = isTrusted ? [atMs] : [atMs, house.nowMs]
        return times.allSatisfy { time in
            guard let choice = identity.choices.last(where: { $0.atMs <= time }) else {
                return false
            }
            return choice.categories.contains(category) && choice.version == version
                && time < choice.expiresMs
        }
    }
}
