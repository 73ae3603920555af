import Testing

@testable import Usage

@Suite struct VisitRuleTests {
    @Test(
        arguments: [
            // ms since the first and since the last event.
            (0, 0, true), (1_799_999, 1_799_999, true), (1_800_000, 1_800_000, false),
            (2_700_000, 1_799_999, true), (2_700_000, 1_800_000, false),
            (86_399_999, 1000, true), (86_400_000, 1000, false), (86_400_000, 1_800_000, false),
        ] as [(Int64, Int64, Bool)]
    ) func `an event continues a visit within 30 minutes of the last and a day of the first`(
        sinceFirst: Int64,
        sinceLast: Int64,
        continues: Bool
    ) {
        let now: Int64 = 1_795_521_600_000
        #expect(
            VisitRule.continues(
                startMs: now - sinceFirst,
                lastMs: now - sinceLast,
                atMs: now
            ) == continues
        )
    }

    @Test func `half an hour and a day are what they are called`() {
        #expect(VisitRule.gapMs == 1_800_000)
        #expect(VisitRule.longestMs == 86_400_000)
    }
}
