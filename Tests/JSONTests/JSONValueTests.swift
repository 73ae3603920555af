import CollectorTesting
import FoundationEssentials
import Testing

@testable import JSON

/// What is read is what RFC 8259 says, and what is written reads the same.
@Suite struct JSONValueTests {
    private func decode(_ text: String) -> JSONValue? { JSONValue.decode(Array(text.utf8)) }

    @Test(
        arguments: [
            ("null", .null), (" true\n", .bool(true)), ("false", .bool(false)), ("0", .number(0)),
            ("-0", .number(0)), ("-12.5e-1", .number(-1.25)), ("1E+2", .number(100)),
            ("1e21", .number(1e21)), (#""""#, .string("")), (#""é/€/𝄞""#, .string("é/€/𝄞")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u00e9\u20AC\ud834\uDD1E\u0000""#, .string("é€𝄞\0")),
            ("[]", .array([])), ("{ }", .object([:])),
            (
                "[1, [2,\t[]], {\"a\":\"b\"}]",
                .array([
                    .number(1), .array([.number(2), .array([])]), .object(["a": .string("b")]),
                ])
            ),
            (
                #"{"a":1,"b":{"a":null}}"#,
                .object(["a": .number(1), "b": .object(["a": .null])])
            ),
        ] as [(String, JSONValue)]
    )
    func `a value is what its text spells`(text: String, value: JSONValue) {
        #expect(decode(text) == value)
        #expect(decode(value.text) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nulls", "True", "+1", "01", "1.", ".5", "1e", "1e+", "-", "0x10", "1e999",
        "NaN", "Infinity", "'a'", "\"", "\"a", "\"\\", "\"\\u12\"", "\"\\x\"", "\"\\ud834\"",
        "\"\\ud834\\u0041\"", "\"\\udd1e\"", "\"\n\"", "\"\u{1}\"", "[", "]", "[1", "[1,]", "[,1]",
        "[1 2]", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}",
        "{\"a\":1 \"b\":2}",
        "1 2", "[]x", "\u{FEFF}1", "1\0", "// a\n1", "{\"a\":1,\"a\":1}", "{\"a\":1,\"\\u0061\":2}",
    ])
    func `what is no value is refused`(text: String) {
        #expect(decode(text) == nil)
    }

    @Test func `bytes that are not UTF-8 are refused`() {
        #expect(JSONValue.decode([0x22, 0xC3, 0x22]) == nil)
        #expect(JSONValue.decode([0x22, 0x5C, 0x6E, 0xED, 0xA0, 0x80, 0x22]) == nil)
        #expect(JSONValue.decode([0xFF, 0xFE, 0x31, 0x00]) == nil)
    }

    @Test func `values may nest 32 deep and no deeper`() {
        func nested(_ depth: Int, _ open: String, _ close: String) -> String {
            String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
        }
        #expect(decode(nested(32, "[", "]")) != nil)
        #expect(decode(nested(33, "[", "]")) == nil)
        #expect(decode(nested(32, "{\"a\":", "}")) != nil)
        #expect(decode(nested(33, "{\"a\":", "}")) == nil)
        #expect(decode(String(repeating: "[", count: 1_000_000)) == nil)
    }

    @Test func `text is one line with sorted members`() {
        let value = JSONValue.object([
            "b": .array([.number(1), .number(0.1), .number(1e21), .number(-3), .null]),
            "a": .string("<a> \"b\"\n"), "ab": .bool(true), "B": .object([:]),
        ])
        #expect(
            value.text
                == #"{"B":{},"a":"\u003ca> \"b\"\n","ab":true,"b":[1,0.1,1e+21,-3,null]}"#
        )
        #expect(JSONValue.number(.infinity).text == "null")
    }

    @Test func `random bytes are taken as another decoder takes them`() throws {
        struct Sent: Decodable {
            init(from decoder: any Decoder) throws {}
        }
        var random = SeededGenerator(seed: 11)
        let seeds = [
            #"{"a": [1, -2.5e3, "x\n\u00e9", true, false, null], "b": {"c": []}}"#,
            #"["\ud834\udd1e", 0.1, 10, {"é": "€"}]"#,
        ]
        let bytes = Array(#"{}[]",:\u0e+-. trfn1"#.utf8)
        var taken = 0
        for _ in 0..<20_000 {
            var text = Array(seeds.randomElement(using: &random)?.utf8 ?? "".utf8)
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: text.remove(at: place)
                case 1: text[place] = bytes.randomElement(using: &random) ?? 0
                default: text.insert(bytes.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let value = JSONValue.decode(text) else { continue }
            taken += 1
            // What is taken here must be JSON to others, too.
            let other = try? JSONDecoder().decode(Sent.self, from: Data(text))
            try #require(other != nil, "\(String(decoding: text, as: UTF8.self))")
            try #require(decode(value.text) == value)
        }
        #expect(taken > 1000)
    }
}
