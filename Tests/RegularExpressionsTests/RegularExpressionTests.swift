import Testing

@testable import RegularExpressions

@Suite struct RegularExpressionTests {
    @Test(
        arguments: [
            ("^/blog/", "/blog/a", true), ("^/blog/", "/a/blog/", false), ("log", "/blog/a", true),
            ("", "", true), ("", "x", true), ("^$", "", true), ("^$", "x", false),
            ("ä+$", "/ää", true), (#"\d{4}"#, "/2026", true), (#"\d{4}"#, "/202", false),
            ("^/(a|b)$", "/b", true), ("A", "a", false), (#"a\.b"#, "axb", false),
        ]
    ) func `a pattern is found anywhere unless it is anchored`(
        pattern: String,
        text: String,
        isFound: Bool
    ) throws {
        let expression = try #require(RegularExpression(pattern))
        #expect(expression.isFound(in: text) == isFound)
    }

    @Test func `case counts unless it is told not to`() throws {
        let expression = try #require(RegularExpression("^/ÄB", isCaseSensitive: false))
        #expect(expression.isFound(in: "/äbc"))
    }

    @Test(arguments: ["(", "[a", "a{2,1}", "(?=a)", #"(a)\1"#, "*", "(?P<x"])
    func `what is no pattern of linear time is refused`(pattern: String) {
        #expect(RegularExpression(pattern) == nil)
    }

    @Test func `length and memory are bounded`() {
        #expect(RegularExpression(String(repeating: "a", count: 500)) != nil)
        #expect(RegularExpression(String(repeating: "a", count: 501)) == nil)
        #expect(RegularExpression(#"((\pL{100}){100}){100}"#) == nil)
    }

    @Test func `a pattern that backtracking engines choke on takes no time`() throws {
        let expression = try #require(RegularExpression("(a*)*(a|aa)*b$"))
        #expect(!expression.isFound(in: String(repeating: "a", count: 50_000)))
    }
}
