import Testing

@testable import Usage

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1),
            ("1969-12-31T23:59:59.999Z", -1), ("2026-11-25T03:24:38.123Z", 1_795_577_078_123),
            ("2026-11-25T04:24:38.123+01:00", 1_795_577_078_123),
            ("2026-11-24T21:54:38.123-05:30", 1_795_577_078_123),
            ("2026-11-25t03:24:38.123456789z", 1_795_577_078_123),
            ("2026-11-25T03:24:38.1Z", 1_795_577_078_100),
            ("2024-02-29T00:00:00-00:00", 1_709_164_800_000),
        ] as [(String, Int64)]
    )
    func `a time with an offset is read`(text: String, ms: Int64) {
        #expect(Instant.milliseconds(text) == ms)
    }

    @Test(arguments: [
        "", "2026-11-25", "2026-11-25T03:24:38", "2026-11-25T03:24Z", "2026-11-25 03:24:38Z",
        "2026-11-25T24:00:00Z", "2026-11-25T03:60:00Z", "2026-11-25T03:24:60Z",
        "2026-02-29T03:24:38Z", "2026-11-25T03:24:38.Z", "2026-11-25T03:24:38.5",
        "2026-11-25T03:24:38+0100", "2026-11-25T03:24:38+01", "2026-11-25T03:24:38+24:00",
        "2026-11-25T03:24:38+01:60", "2026-11-25T03:24:38ZZ", "2026-11-25T03:24:38Z ",
        "2026-11-25T03:24:3\u{E9}Z", "2026-11-25T3:24:038Z",
    ])
    func `anything less is refused`(text: String) {
        #expect(Instant.milliseconds(text) == nil)
    }

    @Test func `a time is printed in UTC and read back`() {
        #expect(Instant.text(1_795_577_078_123) == "2026-11-25T03:24:38.123Z")
        #expect(Instant.text(-1) == "1969-12-31T23:59:59.999Z")
        for step in stride(from: Int64(-90_000_000_001), to: 4_200_000_000_000, by: 86_399_999_977)
        {
            #expect(Instant.milliseconds(Instant.text(step)) == step)
        }
        #expect(Instant.utcDay(-1) == -1)
        #expect(Instant.utcDay(86_400_000) == 1)
    }
}
