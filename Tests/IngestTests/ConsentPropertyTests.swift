import CollectorTesting
import Consent
import Enrichment
import Testing
import Usage

@testable import Ingest

/// Random lives of visitors: what the intake stores is what an independent reading of the law of the
/// house permits, no row more and none less.
@Suite struct ConsentPropertyTests {
    @Test(.tags(.privacy), arguments: 0..<60)
    func `no row without a record in force that permits it, and none missing that was permitted`(
        seed: Int
    ) throws {
        var life = try Life(seed: UInt64(seed))
        for _ in 0..<400 { try life.step() }
        #expect(life.faults.isEmpty, "\(life.faults.prefix(3))")
        #expect(life.stored > 0 && life.withheld > 0)
        #expect(life.desk.located.count == life.stored)
    }
}

private struct Life {
    struct Entry {
        let id: ConsentID
        let facts: RecordFacts
    }

    struct Person {
        var id: ConsentID?
        /// One for each tab: old ones stay in use.
        var tokens: [String] = []
    }

    let desk: Desk
    private(set) var faults: [String] = []
    private(set) var stored = 0
    private(set) var withheld = 0
    private var random: SeededGenerator
    private var nowMs = Desk.nowMs
    private var notice: UInt64 = 1
    private var ledger: [Entry] = []
    private var people = Array(repeating: Person(), count: 4)
    private let keys: TokenKeys
    private let otherKeys: TokenKeys
    private let tag = ConsentToken.siteTag(Desk.site)

    init(seed: UInt64) throws {
        desk = try Desk()
        random = SeededGenerator(seed: seed)
        keys = try TokenKeys([.random(number: 1)])
        otherKeys = try TokenKeys([.random(number: 1)])
    }

    mutating func step() throws {
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3: choose()
        case 3 where Int.random(in: 0..<4, using: &random) == 0: notice += 1
        case 4..<8:
            nowMs +=
                [0, 1, 1000, 60_000, 3_600_000, 86_400_000, 40 * 86_400_000].randomElement(
                    using: &random
                ) ?? 0
        default: try send()
        }
    }

    /// Somebody grants, refuses or withdraws.
    private mutating func choose() {
        let index = people.indices.randomElement(using: &random) ?? 0
        let choices = Choices(rawValue: UInt8.random(in: 0...7, using: &random))
        let lasts: Int64 = [1000, 3_600_000, 180 * 86_400_000].randomElement(using: &random) ?? 0
        let material = Int.random(in: 0..<8, using: &random) == 0 ? notice + 100 : notice
        var grant: TokenFacts.Grant?
        if !choices.isEmpty || people[index].id != nil {
            let id =
                people[index].id
                ?? ConsentID(high: random.next(), low: random.next())
            let sequence = UInt64(ledger.count + 1)
            let facts = RecordFacts(
                sequence: sequence,
                siteTag: tag,
                choices: choices,
                noticeMaterial: material,
                atMs: nowMs,
                expiresMs: nowMs + lasts,
                isWithdrawal: choices.isEmpty
            )
            ledger.append(Entry(id: id, facts: facts))
            people[index].id = id
            if !choices.isEmpty { grant = TokenFacts.Grant(consentID: id, sequence: sequence) }
        }
        let isElsewhere = Int.random(in: 0..<10, using: &random) == 0
        let facts = TokenFacts(
            siteTag: isElsewhere ? ConsentToken.siteTag("example.net") : tag,
            choices: choices,
            noticeMaterial: material,
            issuedMs: nowMs,
            expiresMs: nowMs + lasts,
            grant: grant
        )
        people[index].tokens.append(keys.sign(facts))
        // After a withdrawal the browser forgets its id; other tabs still have their tokens.
        if choices.isEmpty { people[index].id = nil }
    }

    /// A page or a trusted sender sends one event.
    private mutating func send() throws {
        let person = people.randomElement(using: &random) ?? Person()
        var text = person.tokens.randomElement(using: &random)
        switch Int.random(in: 0..<20, using: &random) {
        case 0: text = nil
        case 1: text = text?.altered
        case 2: text = otherKeys.sign(verified(text) ?? refusal())
        default: break
        }
        let facts = verified(text)
        let token: TokenState = text == nil ? .absent : facts.map { .valid($0) } ?? .bad
        let gpc = Int.random(in: 0..<4, using: &random) == 0
        let category = Category.allCases.randomElement(using: &random) ?? .analytics
        let isCustom = Bool.random(using: &random)
        let isHistory = Int.random(in: 0..<4, using: &random) == 0
        let ago: Int64 =
            [0, 0, 1, 999, 1000, 60_000, 3_600_000, 86_400_000, 86_400_001, 30 * 86_400_000]
            .randomElement(
                using: &random
            ) ?? 0
        var more = isHistory ? #","at":\#(nowMs - ago),"ip":"192.0.2.3""# : #","ago_ms":\#(ago)"#
        let url = "https://example.org/?utm_source=news"
        if isCustom { more += #","url":"\#(url)","category":"\#(category.rawValue)""# }
        let event = isCustom ? Sent.event(1, name: "a", more) : Sent.pageview(1, url: url, more)

        let ledger = ledger
        let gate = EventGate(
            token: token,
            siteTag: tag,
            noticeMaterial: notice,
            signals: Signals(gpc: gpc),
            nowMs: nowMs,
            lookup: ConsentLookup(
                newer: { sequence, id in
                    ledger.last { $0.id == id && $0.facts.sequence > sequence }?.facts
                },
                inForce: { id, time in
                    ledger.last { $0.id == id && $0.facts.atMs <= time }?.facts
                }
            )
        )
        let located = desk.located.count
        let outcome = try desk.outcomes(
            Sent.body(event, token: text),
            rules: Desk.rules(noticeMaterial: notice),
            gate: gate,
            nowMs: nowMs,
            isTrusted: isHistory
        )
        let asked = isCustom ? category : .analytics
        let id = facts?.siteTag == tag ? facts?.grant?.consentID : nil
        let law = Law(ledger: ledger, notice: notice, nowMs: nowMs, gpc: gpc)
        let isTooOld = !isHistory && ago > 86_400_000
        let permit =
            asked == .essential || isTooOld
            ? nil : law.permit(id, asked, at: nowMs - ago, isHistory: isHistory)
        let campaign = law.permit(id, .marketing, at: nowMs - ago, isHistory: isHistory) != nil
        check(outcome, permit: permit, campaign: campaign, located: desk.located.count - located)
    }

    private mutating func check(
        _ outcomes: [Outcome],
        permit: UInt64?,
        campaign: Bool,
        located: Int
    ) {
        let row = outcomes.first?.stored
        if row == nil { withheld += 1 } else { stored += 1 }
        if outcomes.count != 1 { faults.append("\(outcomes.count) outcomes") }
        if row?.record != permit {
            faults.append("row by \(row?.record ?? 0), law says \(permit ?? 0)")
        }
        if located != (permit == nil ? 0 : 1) { faults.append("looked up \(located) times") }
        guard let row else { return }
        if (row.campaign != nil) != campaign {
            faults.append("campaign stored: \(row.campaign != nil)")
        }
        if (row.source?.value.name == "news") != campaign {
            faults.append("source tells the campaign")
        }
        if row.visitor.value != ledger.first(where: { $0.facts.sequence == row.record })?.id.low {
            faults.append("row of somebody else")
        }
    }

    private func verified(_ text: String?) -> TokenFacts? { text.flatMap { keys.verify($0) } }

    private func refusal() -> TokenFacts {
        TokenFacts(
            siteTag: tag,
            choices: [],
            noticeMaterial: notice,
            issuedMs: nowMs,
            expiresMs: nowMs + 1000,
            grant: nil
        )
    }
}

/// What may be stored, read from the ledger alone: the token only says whose it is.
private struct Law {
    let ledger: [Life.Entry]
    let notice: UInt64
    let nowMs: Int64
    let gpc: Bool

    /// The sequence of the record that permits an event, if any.
    func permit(_ id: ConsentID?, _ category: Category, at time: Int64, isHistory: Bool) -> UInt64?
    {
        let mine = ledger.filter { $0.id == id }.map(\.facts)
        let then = mine.filter { $0.atMs <= time }.max { $0.sequence < $1.sequence }
        guard let then, covers(then, category, at: time) else { return nil }
        if isHistory { return gpc && category == .marketing ? nil : then.sequence }
        let latest = mine.max { $0.sequence < $1.sequence }
        guard let latest, covers(latest, category, at: nowMs) else { return nil }
        return gpc && category == .marketing ? nil : then.sequence
    }

    private func covers(_ record: RecordFacts, _ category: Category, at time: Int64) -> Bool {
        let isGranted =
            switch category {
            case .analytics: record.choices.contains(.analytics)
            case .functional: record.choices.contains(.functional)
            case .marketing: record.choices.contains(.marketing)
            case .essential: false
            }
        return isGranted && !record.isWithdrawal && time < record.expiresMs
            && record.noticeMaterial == notice
    }
}
