import CollectorTesting
import Consent
import Enrichment
import Testing
import Usage

@testable import Ingest

@Suite struct PermittedPropertiesTests {
    private static let body = Sent.body(
        Sent.event(1, #","props":{"plan":"gold","name":"x","step":2}"#)
    )

    private func names(permitted: Set<String>?) throws -> [String] {
        let rules = SiteRules(
            site: Desk.site,
            noticeMaterial: 1,
            scrubber: PageScrubber(),
            ownHosts: [Desk.site],
            properties: permitted,
            day: Instant.utcDay
        )
        let outcomes = try Desk().outcomes(Self.body, rules: rules, gate: Desk.gate(granting: .all))
        return try #require(outcomes.first?.stored).properties.map(\.name)
    }

    @Test(.tags(.privacy)) func `only the properties a site lists are stored`() throws {
        #expect(try names(permitted: ["plan", "step", "other"]) == ["plan", "step"])
        #expect(try names(permitted: []).isEmpty)
    }

    @Test func `without a list all properties are stored`() throws {
        #expect(try names(permitted: nil) == ["plan", "name", "step"])
    }
}
