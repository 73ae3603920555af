import Testing

@testable import Configuration

@Suite struct ConfigurationFaultTests {
    @Test func `a fault tells file, line, keys and what is expected`() throws {
        let text =
            "{\n sites: [{id: 'a', origins: ['https://example.org']}],\n retention: {\n"
            + "usage_months: 25 } }"
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.parse(text: text, fileName: "my.json5")
        }
        #expect(error?.description == "my.json5:4: retention.usage_months: expected 1 to 24")
    }

    @Test(
        arguments: [
            ("retnetion: {}", "unknown key \"retnetion\"; did you mean \"retention\"?"),
            ("Listen: ''", "unknown key \"Listen\"; did you mean \"listen\"?"),
            (
                "trustedProxies: []",
                "unknown key \"trustedProxies\"; did you mean \"trusted_proxies\"?"
            ),
            ("threads: {worker: 1}", "threads: unknown key \"worker\"; did you mean \"workers\"?"),
            (
                "log: {colour: 1}", "log: unknown key \"colour\"; known here: level"
            ),
            ("site: []", "unknown key \"site\"; did you mean \"sites\"?"),
        ] as [(String, String)]
    )
    func `an unknown key names the nearest known one`(_ settings: String, _ message: String) {
        #expect(faults(settings).map(\.description) == ["assent.json5:2: \(message)"])
    }

    @Test func `an unknown key is told at its own line and path`() {
        let found = faults(site: "scrub: {\n\n deny_paterns: [] }, \n targets: []")
        #expect(found.map(\.line) == [7, 8])
        #expect(found.map(\.path) == ["sites[0].scrub", "sites[0]"])
        #expect(found.first?.message.contains("did you mean \"deny_patterns\"?") == true)
    }

    @Test func `a repeated key is an error`() {
        let found = faults("log: {},\nretention: {},\n log: {level: 'info'}")
        #expect(
            found.map(\.description) == [
                "assent.json5:4: the key \"log\" stands here again, first on line 2"
            ]
        )
    }

    @Test func `all faults are told at once, in the order of the file`() {
        let found = faults(
            in: """
                {
                  sites: [
                    { id: "a b", origins: ["example.org"], timezone: "Europe/Berln" },
                    { id: "x", origins: [], consent_months: 14 },
                    { name: 7 },
                  ],
                  listen: 80,
                  retention: { usage_months: 0, consent_months: 121 },
                  durabilty: "full",
                  log: { level: "loud" }, log: {},
                }
                """
        )
        #expect(found.map(\.line) == [3, 3, 3, 4, 4, 5, 5, 5, 7, 8, 8, 9, 10, 10])
        #expect(found.contains { $0.message.contains("did you mean \"Europe/Berlin\"?") })
        #expect(found.contains { $0.message.contains("\"https://example.org\"") })
        #expect(found.contains { $0.path == "sites[2]" && $0.message == "\"id\" is missing" })
    }

    @Test func `a text that is no JSON5 is told with its line`() {
        #expect(
            faults(in: "{\n listen: localhost }").map(\.description) == [
                "assent.json5:2: expected a value, found the word localhost; text needs quotes"
            ]
        )
        #expect(faults(in: "").map(\.line) == [1])
    }

    @Test func `a list has bounds`() {
        let proxies = Array(repeating: "'192.0.2.1'", count: 1001).joined(separator: ",")
        #expect(
            faults("trusted_proxies: [\(proxies)]").map(\.message) == [
                "expected at most 1000 elements"
            ]
        )
    }

    @Test(
        arguments: [
            ("retnetion", "retention", 1), ("", "abc", 3), ("abc", "", 3), ("abc", "abc", 0),
            ("kitten", "sitting", 3), ("ab", "ba", 1), ("ABC", "abc", 0),
        ] as [(String, String, Int)]
    )
    func `edits are counted`(_ left: String, _ right: String, _ count: Int) {
        #expect(editDistance(left, right) == count)
    }

    @Test func `nothing near is no suggestion`() {
        #expect(nearest(to: "xyz", among: ["listen", "log"]) == nil)
        #expect(nearest(to: "lg", among: ["listen", "log"]) == "log")
        #expect(nearest(to: "ab", among: ["xy"]) == nil)
    }
}
