import CollectorTesting
import Consent
import Testing

@Suite struct ConsentGateTests {
    static let tag = ConsentToken.siteTag("example.org")
    static let material: UInt64 = 77
    static let times: [Int64] = [0, 99, 100, 101, 150, 199, 200, 201, 249, 250, 300]
    static let allChoices = (0...7).map { Choices(rawValue: UInt8($0)) }

    /// The gate said again in other words: who speaks for the visitor, and the obstacles in their
    /// order of precedence.
    static func expected(
        _ category: Category,
        _ token: TokenState,
        _ newer: RecordFacts?,
        gpc: Bool,
        eventMs: Int64,
        nowMs: Int64
    ) -> Verdict {
        var speaker: RecordFacts?
        var hasGrant = false
        if case .valid(let facts) = token {
            hasGrant = facts.grant != nil
            speaker = RecordFacts(
                sequence: facts.grant?.sequence ?? 0,
                siteTag: facts.siteTag,
                choices: facts.choices,
                noticeMaterial: facts.noticeMaterial,
                atMs: facts.issuedMs,
                expiresMs: facts.expiresMs,
                isWithdrawal: false
            )
            if hasGrant, let newer { speaker = newer }
        }
        if category == .essential { return .permitted(recordSequence: speaker?.sequence ?? 0) }
        guard let speaker else {
            return .withheld(token == .absent ? .noConsent : .badToken)
        }
        let obstacles: [(Bool, WithheldReason)] = [
            (speaker.siteTag != tag, .noConsent),
            (speaker.isWithdrawal, .withdrawn),
            (speaker.expiresMs <= nowMs, .expired),
            (speaker.noticeMaterial != material, .outdatedNotice),
            (!hasGrant, .noConsent),
            (!speaker.choices.grants(category), .noConsent),
            (eventMs < speaker.atMs, .noConsent),
            (gpc && category == .marketing, .gpc),
        ]
        if let (_, reason) = obstacles.first(where: { $0.0 }) { return .withheld(reason) }
        return .permitted(recordSequence: speaker.sequence)
    }

    static func tokens() -> [TokenState] {
        var states: [TokenState] = [.absent, .bad]
        for choices in allChoices {
            for noticeMaterial in [material, material + 1] {
                for grant in [
                    nil, TokenFacts.Grant(consentID: .init(high: 1, low: 2), sequence: 5),
                ] {
                    states.append(
                        .valid(
                            .example(
                                siteTag: tag,
                                choices: choices,
                                noticeMaterial: noticeMaterial,
                                issuedMs: 100,
                                expiresMs: 250,
                                grant: grant
                            )
                        )
                    )
                }
            }
        }
        return states
    }

    static func records() -> [RecordFacts?] {
        var records: [RecordFacts?] = [nil]
        for choices in allChoices {
            for noticeMaterial in [material, material + 1] {
                for isWithdrawal in [false, true] {
                    for siteTag in [tag, tag + 1] {
                        records.append(
                            RecordFacts(
                                sequence: 9,
                                siteTag: siteTag,
                                choices: choices,
                                noticeMaterial: noticeMaterial,
                                atMs: 150,
                                expiresMs: 200,
                                isWithdrawal: isWithdrawal
                            )
                        )
                    }
                }
            }
        }
        return records
    }

    @Test(.tags(.privacy), arguments: tokens())
    func `the gate decides as the table says, for every combination`(token: TokenState) {
        var seen: Set<Verdict> = []
        for newer in Self.records() {
            for category in Category.allCases {
                for gpc in [false, true] {
                    for eventMs in Self.times {
                        for nowMs in Self.times {
                            let verdict = ConsentGate.verdict(
                                for: category,
                                token: token,
                                newer: newer,
                                noticeMaterial: Self.material,
                                signals: Signals(gpc: gpc),
                                eventMs: eventMs,
                                nowMs: nowMs
                            )
                            let expected = Self.expected(
                                category,
                                token,
                                newer,
                                gpc: gpc,
                                eventMs: eventMs,
                                nowMs: nowMs
                            )
                            if verdict != expected {
                                Issue.record(
                                    "\(category) \(String(describing: newer)) gpc \(gpc) event \(eventMs) now \(nowMs): \(verdict), expected \(expected)"
                                )
                                return
                            }
                            seen.insert(verdict)
                        }
                    }
                }
            }
        }
        // The table was really walked: a token with a grant meets more than one outcome.
        if case .valid(let facts) = token, facts.grant != nil { #expect(seen.count >= 6) }
    }

    func verdict(
        _ category: Category,
        _ token: TokenState,
        newer: RecordFacts? = nil,
        gpc: Bool = false
    ) -> Verdict {
        ConsentGate.verdict(
            for: category,
            token: token,
            newer: newer,
            noticeMaterial: Self.material,
            signals: Signals(gpc: gpc),
            eventMs: 160,
            nowMs: 170
        )
    }

    func granted(_ choices: Choices) -> TokenState {
        .valid(
            .example(
                siteTag: Self.tag,
                choices: choices,
                noticeMaterial: Self.material,
                issuedMs: 100,
                expiresMs: 250
            )
        )
    }

    func record(_ choices: Choices, isWithdrawal: Bool = false) -> RecordFacts {
        RecordFacts(
            sequence: 50,
            siteTag: Self.tag,
            choices: choices,
            noticeMaterial: Self.material,
            atMs: 150,
            expiresMs: 250,
            isWithdrawal: isWithdrawal
        )
    }

    @Test(.tags(.privacy)) func `nothing optional is permitted without a token`() {
        for category in Category.optional {
            #expect(verdict(category, .absent) == .withheld(.noConsent))
            #expect(verdict(category, .bad, newer: record(.all)) == .withheld(.badToken))
        }
    }

    @Test(.tags(.privacy)) func `a token without a consent id permits nothing optional`() {
        let token = TokenState.valid(
            .example(
                siteTag: Self.tag,
                choices: .all,
                noticeMaterial: Self.material,
                issuedMs: 100,
                expiresMs: 250,
                grant: nil
            )
        )
        for category in Category.optional {
            #expect(verdict(category, token) == .withheld(.noConsent))
            #expect(verdict(category, token, newer: record(.all)) == .withheld(.noConsent))
        }
    }

    @Test(.tags(.privacy)) func `a withdrawal counts at once for tokens in other tabs`() {
        #expect(verdict(.analytics, granted(.all)) == .permitted(recordSequence: 41))
        #expect(
            verdict(.analytics, granted(.all), newer: record([], isWithdrawal: true))
                == .withheld(.withdrawn)
        )
        #expect(
            verdict(.analytics, granted(.all), newer: record(.functional)) == .withheld(.noConsent)
        )
    }

    @Test func `a later grant counts at once for tokens in other tabs`() {
        #expect(verdict(.analytics, granted(.functional)) == .withheld(.noConsent))
        #expect(
            verdict(.analytics, granted(.functional), newer: record(.analytics))
                == .permitted(recordSequence: 50)
        )
    }

    @Test(.tags(.privacy)) func `GPC denies marketing and nothing else`() {
        #expect(verdict(.marketing, granted(.all), gpc: true) == .withheld(.gpc))
        #expect(verdict(.analytics, granted(.all), gpc: true) == .permitted(recordSequence: 41))
        #expect(verdict(.analytics, .absent, gpc: true) == .withheld(.noConsent))
    }
}
