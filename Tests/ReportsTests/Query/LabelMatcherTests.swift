import Testing

@testable import Reports

@Suite struct LabelMatcherTests {
    private func passes(
        _ label: String,
        _ comparison: FilterTest.Operator,
        _ values: [String],
        isCaseSensitive: Bool = true
    ) -> Bool {
        let test = FilterTest(comparison, .page, values, isCaseSensitive: isCaseSensitive)
        return LabelMatcher(test).passes(label)
    }

    @Test(
        arguments: [
            ("/a", ["/a"], true, true), ("/a", ["/b", "/a"], true, true),
            ("/a", ["/A"], false, false), ("/ab", ["/a"], false, true),
            ("/ab", ["b"], false, true), ("/ab", ["ba"], false, false),
            ("", [""], true, true), ("/ab", [""], false, true), ("a", ["ab"], false, false),
            ("/aab", ["ab"], false, true), ("Zürich", ["ür"], false, true),
            ("100%", ["%"], false, true), ("/a", ["_"], false, false),
        ]
    ) func `any of the values is enough`(
        label: String,
        values: [String],
        isEqual: Bool,
        isPart: Bool
    ) {
        #expect(passes(label, .isEqual, values) == isEqual)
        #expect(passes(label, .isNot, values) == !isEqual)
        #expect(passes(label, .contains, values) == isPart)
        #expect(passes(label, .containsNot, values) == !isPart)
    }

    @Test func `letters of any language match in either case where asked`() {
        #expect(passes("ZÜRICH", .isEqual, ["zürich"], isCaseSensitive: false))
        #expect(passes("Άλφα", .contains, ["ΆΛ"], isCaseSensitive: false))
        #expect(!passes("ZÜRICH", .isEqual, ["zürich"]))
    }
}
