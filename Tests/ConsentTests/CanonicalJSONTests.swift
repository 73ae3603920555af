import Consent
import Testing

@Suite struct CanonicalJSONTests {
    @Test func `keys stand in the order of RFC 8785, section 3.2.3`() {
        let json = CanonicalJSON.object([
            "\u{20AC}": .string("Euro Sign"),
            "\r": .string("Carriage Return"),
            "\u{FB33}": .string("Hebrew Letter Dalet With Dagesh"),
            "1": .string("One"),
            "\u{1F600}": .string("Emoji: Grinning Face"),
            "\u{80}": .string("Control"),
            "\u{F6}": .string("Latin Small Letter O With Diaeresis"),
        ])
        #expect(
            json.text == #"{"\r":"Carriage Return","1":"One","#
                + "\"\u{80}\":\"Control\",\"\u{F6}\":\"Latin Small Letter O With Diaeresis\","
                + "\"\u{20AC}\":\"Euro Sign\",\"\u{1F600}\":\"Emoji: Grinning Face\","
                + "\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
        )
    }

    @Test func `strings are escaped in the shortest way and no more`() {
        let text = "\u{20AC}$\u{F}\nA'B\"\\\\\"/<\u{7F}\u{8}\t\u{C}\r\u{0}"
        #expect(
            CanonicalJSON.string(text).text
                == "\"\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/<\u{7F}\\b\\t\\f\\r\\u0000\""
        )
    }

    @Test func `what was written is read again`() throws {
        let json = CanonicalJSON.object([
            "a": .array([.null, .bool(true), .bool(false), .number(-7), .number(0), .array([])]),
            "b": .object(["\u{1}\"é": .string("\u{1F}\u{7F}\u{1F600}\\\n"), "": .object([:])]),
        ])
        let read = try #require(CanonicalJSON(canonical: Array(json.text.utf8)))
        #expect(read == json)
        #expect(read.text == json.text)
    }

    @Test(arguments: [
        "", " 1", "1 ", "01", "-0", "1.0", "1e3", "+1", "9007199254740992", "nul", "tru", "[1,]",
        "[1 ,2]", "[1", "{\"a\":1", "{\"a\" :1}", "{\"b\":1,\"a\":2}", "{\"a\":1,\"a\":1}", "{a:1}",
        "{\"a\":1,}", "\"\\u000A\"", "\"\\u000F\"", "\"\\u+00f\"", "\"\\u0041\"", "\"\\/\"",
        "\"\n\"", "\"", "\"\\",
        "[] []", "{}x", "\"\\ud83d\\ude00\"",
    ])
    func `text that is written otherwise is refused`(text: String) {
        #expect(CanonicalJSON(canonical: Array(text.utf8)) == nil)
    }

    @Test func `bytes that are no text and nesting without end are refused`() {
        #expect(CanonicalJSON(canonical: [0x22, 0xFF, 0x22]) == nil)
        #expect(CanonicalJSON(canonical: [0x22, 0xED, 0xA0, 0x80, 0x22]) == nil)
        let deep = String(repeating: "[", count: 100_000)
        #expect(CanonicalJSON(canonical: Array(deep.utf8)) == nil)
    }
}
