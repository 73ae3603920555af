import CollectorTesting
import Consent
import Testing

@Suite struct ConsentChoiceRuleTests {
    static let everyAsked: [[Category: Bool]] = {
        var all: [[Category: Bool]] = [[:]]
        for category in Category.allCases {
            all = all.flatMap { asked in
                [asked] + [true, false].map { asked.merging([category: $0]) { $1 } }
            }
        }
        return all
    }()

    @Test(.tags(.privacy), arguments: Mechanism.allCases)
    func `nothing is granted that was neither asked for, offered, nor allowed`(
        mechanism: Mechanism
    ) {
        var decided = 0
        for asked in Self.everyAsked {
            for offered in ConsentGateTests.allChoices {
                for (gpc, isForMinors) in [
                    (false, false), (true, false), (false, true), (true, true),
                ] {
                    let result = Result { () throws(ConsentError) in
                        try ConsentChoiceRule.decide(
                            mechanism: mechanism,
                            asked: asked,
                            offered: offered,
                            previous: [.analytics, .marketing],
                            gpc: gpc,
                            isForMinors: isForMinors
                        )
                    }
                    guard case .success(let choices) = result else { continue }
                    decided += 1
                    #expect(choices.isSubset(of: offered))
                    if isForMinors { #expect(choices == []) }
                    if gpc || mechanism == .gpc { #expect(!choices.contains(.marketing)) }
                    if mechanism == .rejectAll || mechanism == .withdraw { #expect(choices == []) }
                    if mechanism == .gpc { #expect(choices.isSubset(of: .analytics)) }
                    for category in Category.optional where choices.grants(category) {
                        #expect(asked[category] == true || mechanism == .acceptAll)
                        #expect(asked[category] != false)
                    }
                }
            }
        }
        #expect(decided > 0)
    }

    func decide(
        _ mechanism: Mechanism,
        _ asked: [Category: Bool] = [:],
        offered: Choices = .all,
        previous: Choices = [],
        gpc: Bool = false,
        isForMinors: Bool = false
    ) throws(ConsentError) -> Choices {
        try ConsentChoiceRule.decide(
            mechanism: mechanism,
            asked: asked,
            offered: offered,
            previous: previous,
            gpc: gpc,
            isForMinors: isForMinors
        )
    }

    @Test func `accept all grants what the notice offers`() throws {
        #expect(try decide(.acceptAll) == .all)
        #expect(try decide(.acceptAll, offered: .analytics) == .analytics)
        #expect(try decide(.acceptAll, [.marketing: false], offered: .analytics) == .analytics)
        #expect(try decide(.acceptAll, [.analytics: true, .essential: true]) == .all)
    }

    @Test(.tags(.privacy)) func `the signal takes marketing out of accept all`() throws {
        #expect(try decide(.acceptAll, gpc: true) == [.functional, .analytics])
        #expect(
            try decide(.acceptAll, [.marketing: false], gpc: true) == [.functional, .analytics]
        )
        #expect(try decide(.save, [.marketing: true, .analytics: true], gpc: true) == .analytics)
    }

    @Test(.tags(.privacy)) func `what save does not name is refused`() throws {
        #expect(try decide(.save, [.analytics: true]) == .analytics)
        #expect(try decide(.api) == [])
    }

    @Test(.tags(.privacy)) func `the signal alone keeps what was granted and grants nothing`()
        throws
    {
        #expect(try decide(.gpc) == [])
        #expect(try decide(.gpc, [.analytics: true], previous: .all) == .analytics)
        #expect(
            throws: ConsentError.contradiction(
                field: "choices.analytics",
                reason: "gpc grants nothing, but analytics is true"
            )
        ) { try decide(.gpc, [.analytics: true], previous: .functional) }
    }

    @Test(arguments: [
        (Mechanism.acceptAll, [Category.analytics: false], "choices.analytics"),
        (.acceptAll, [.marketing: false], "choices.marketing"),
        (.rejectAll, [.functional: true], "choices.functional"),
        (.withdraw, [.marketing: true], "choices.marketing"),
        (.gpc, [.marketing: true], "choices.marketing"),
        (.save, [.essential: false], "choices.essential"),
    ])
    func `a contradiction is refused and its field named`(
        mechanism: Mechanism,
        asked: [Category: Bool],
        field: String
    ) {
        let error = #expect(throws: ConsentError.self) {
            try decide(mechanism, asked, previous: .all)
        }
        #expect(error?.field == field)
    }

    @Test func `a category the notice does not ask about is refused`() {
        let error = #expect(throws: ConsentError.self) {
            try decide(.save, [.marketing: true], offered: .analytics)
        }
        #expect(error?.field == "choices.marketing")
    }

    @Test(.tags(.privacy)) func `only a grant makes a consent id, and a withdrawal keeps it`() {
        let known = ConsentID(high: 1, low: 2)
        let fresh = ConsentID(high: 3, low: 4)
        #expect(ConsentChoiceRule.consentID(for: [], previous: nil, new: { fresh }) == nil)
        #expect(
            ConsentChoiceRule.consentID(for: .analytics, previous: nil, new: { fresh }) == fresh
        )
        #expect(ConsentChoiceRule.consentID(for: [], previous: known, new: { fresh }) == known)
        #expect(ConsentChoiceRule.consentID(for: .all, previous: known, new: { fresh }) == known)
    }
}

@Suite struct ConsentModelTests {
    @Test(.tags(.privacy)) func `an unknown place has the strictest rule`() {
        #expect(model(country: nil, region: nil) == .optIn)
        #expect(model(country: nil, region: "US-CA") == .optIn)
        #expect(model(country: "DE", region: "CA") == .optIn)
        #expect(ConsentModel.model(mode: .auto, country: "US", region: "CA") == .optIn)
    }

    @Test func `a place on the operator's list is asked for a no only`() {
        #expect(model(country: "US", region: "CA") == .optOut)
        #expect(model(country: "us", region: "us-ca") == .optOut)
        #expect(model(country: "US", region: "WA") == .optIn)
        #expect(model(country: "US", region: nil) == .optIn)
        #expect(model(country: "NZ", region: nil) == .optOut)
        #expect(model(country: "NZ", region: "AUK") == .optOut)
    }

    @Test func `the site's mode stands above the place`() {
        for country in [nil, "DE", "NZ"] {
            #expect(model(.optIn, country: country) == .optIn)
            #expect(model(.optOut, country: country) == .optOut)
            #expect(
                ConsentModel.model(mode: .optIn, country: country, region: nil, offered: [])
                    == .none
            )
        }
    }

    func model(
        _ mode: ConsentMode = .auto,
        country: String?,
        region: String? = nil
    ) -> ConsentModel {
        .model(mode: mode, country: country, region: region, optOutPlaces: ["NZ", "US-CA"])
    }
}

@Suite struct ConsentTermTests {
    static let day: Int64 = 86_400_000

    @Test(arguments: [
        (20_513, 6, 20_697),  // 2026-03-01 -> 2026-09-01
        (20_696, 6, 20_877),  // 2026-08-31 -> 2027-02-28
        (21_061, 6, 21_243),  // 2027-08-31 -> 2028-02-29
        (20_818, 2, 20_877),  // 2026-12-31 -> 2027-02-28
        (0, 12, 365),  // 1970-01-01 -> 1971-01-01
        (20_513, 0, 20_513),
        (20_513, 13, 20_909),  // 2026-03-01 -> 2027-04-01
        (20_513, 99, 20_909),  // never longer than 13 months
        (20_513, -5, 20_513),
    ])
    func `a term ends on the same day of a later month, or its last`(
        from: Int64,
        months: Int,
        to: Int64
    ) {
        for timeOfDay in [0, 1, Self.day / 2, Self.day - 1] {
            #expect(
                ConsentTerm.expiry(fromMs: from * Self.day + timeOfDay, months: months)
                    == to * Self.day + timeOfDay
            )
        }
    }

    @Test func `later choices never end earlier`() {
        var last = Int64.min
        for day in Int64(-800)...40_000 {
            let end = ConsentTerm.expiry(fromMs: day * Self.day, months: 6) / Self.day
            #expect(end >= last)
            #expect((181...184).contains(end - day))
            last = end
        }
    }
}
