import Testing

@testable import Configuration

@Suite struct JSON5ReaderTests {
    @Test(
        arguments: [
            ("null", "null"), ("true", "true"), (" false ", "false"),
            ("{}", "{}"), ("[]", "[]"), ("[1,]", "[1]"), ("{a:1,}", "{a:1}"),
            ("[[],{}]", "[[],{}]"),
            ("{\"a\":1,'b':2,c:3,$_d4:5}", "{a:1,b:2,c:3,$_d4:5}"),
            ("{ünï:1, \\u0061b:2, ℵ:3}", "{ünï:1,ab:2,ℵ:3}"),
            ("{null:null,true:1}", "{null:null,true:1}"),
            ("{\"\":1}", "{:1}"),
            ("// c\n1 // d", "1"), ("/* a * / \n **/1/**/", "1"), ("1//", "1"),
            ("//\u{2028}1", "1"), ("\u{FEFF}\u{A0}\u{0B}\u{0C}\u{2003}1\u{2029}", "1"),
            ("'a\"b'", "'a\"b'"), ("\"a'b\"", "'a'b'"), ("''", "''"),
            (#"'\'\"\\\b\f\n\r\t\v\0'"#, "''\"\\\u{8}\u{C}\n\r\t\u{B}\0'"),
            (#"'\x41\u00e4\uD83D\uDE00'"#, "'Aä😀'"), (#"'\a\/\ä'"#, "'a/ä'"),
            ("'a\\\nb\\\r\nc\\\rd\\\u{2028}e'", "'abcde'"), ("'a\u{2028}b'", "'a\u{2028}b'"),
            ("0", "0"), ("-0", "0"), ("+7", "7"), ("12.0", "12"), ("1e3", "1000"), ("1E+2", "100"),
            (".5", "~0.5"), ("5.", "5"), ("-.25e1", "~-2.5"), ("25e-1", "~2.5"),
            ("0x1F", "31"), ("-0Xff", "-255"), ("0x7FFFFFFFFFFFFFFF", "9223372036854775807"),
            ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"),
            ("9223372036854775808", "~9.223372036854776e+18"), ("1e999", "~inf"),
            ("Infinity", "~inf"), ("-Infinity", "~-inf"), ("+Infinity", "~inf"), ("NaN", "~nan"),
            ("-NaN", "~nan"),
        ] as [(String, String)]
    )
    func `JSON5 is read`(_ text: String, _ expected: String) throws {
        let document = try JSON5Reader.read(text)
        #expect(document.root.shown == expected)
        #expect(document.repeatedKeys.isEmpty)
    }

    @Test(
        arguments: [
            ("", 1, 1, "expected a value, found the end"), (" // only", 1, 9, "found the end"),
            ("{", 1, 2, "expected a key or \"}\""), ("[", 1, 2, "expected a value"),
            ("[1\n2]", 2, 1, "expected \",\" or \"]\", found \"2\""),
            ("{a:1\n b:2}", 2, 2, "expected \",\" or \"}\", found \"b\""),
            ("[,]", 1, 2, "expected a value"), ("[1,,2]", 1, 4, "expected a value"),
            ("{,}", 1, 2, "expected a key"), ("{a}", 1, 3, "expected \":\" after the key \"a\""),
            ("{a:}", 1, 4, "expected a value, found \"}\""), ("{1:2}", 1, 2, "expected a key"),
            ("{a-b:1}", 1, 3, "expected \":\""), ("{\\u0031a:1}", 1, 2, "cannot stand in a key"),
            ("{a\\x:1}", 1, 4, "expected \"u\""),
            ("1 2", 1, 3, "expected the end of the text"),
            ("{}}", 1, 3, "expected the end of the text"),
            ("{a: localhost}", 1, 5, "found the word localhost; text needs quotes"),
            ("True", 1, 1, "found the word True"), ("undefined", 1, 1, "undefined"),
            ("'a", 1, 1, "no closing"), ("\n  \"a\nb\"", 2, 3, "no closing '\"' on its line"),
            ("'a\\", 1, 4, "expected a character"), (#"'\1'"#, 1, 2, "no escape"),
            (#"'\01'"#, 1, 2, "octal"), (#"'\x4'"#, 1, 5, "2 hexadecimal digits"),
            (#"'\u12g4'"#, 1, 6, "4 hexadecimal digits"), (#"'\uD800'"#, 1, 2, "surrogate"),
            (#"'\uDC00\uD800'"#, 1, 2, "surrogate"), (#"'\uD800A'"#, 1, 2, "surrogate"),
            ("010", 1, 1, "octal"), ("+", 1, 2, "digits after the sign"), ("--1", 1, 2, "digits"),
            ("- 1", 1, 2, "digits after the sign"), (".", 1, 2, "digits"), ("1e", 1, 3, "exponent"),
            ("1e+", 1, 4, "exponent"), ("0x", 1, 3, "hexadecimal"), ("0xg", 1, 3, "hexadecimal"),
            ("0x10000000000000000", 1, 1, "64 bits"), ("1a", 1, 1, "followed by \"a\""),
            ("1.2.3", 1, 1, "followed by \".\""), ("1_000", 1, 1, "followed by \"_\""),
            ("-Inf", 1, 2, "digits after the sign"), ("Infinit", 1, 1, "found the word"),
            ("/* a", 1, 1, "has no \"*/\""), ("/*/", 1, 1, "has no \"*/\""),
            ("/1", 1, 1, "comment"),
            ("1/", 1, 2, "comment"), ("\u{1}", 1, 1, "U+1"), ("@", 1, 1, "found \"@\""),
            ("[\r\n\r@]", 3, 1, "found \"@\""), ("['ä😀', @]", 1, 8, "found \"@\""),
        ] as [(String, Int, Int, String)]
    )
    func `what is no JSON5 is refused where it stands`(
        _ text: String,
        _ line: Int,
        _ column: Int,
        _ message: String
    ) throws {
        let error = #expect(throws: JSON5Error.self) { try JSON5Reader.read(text) }
        #expect(error?.position == TextPosition(line: line, column: column))
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
    }

    @Test func `values and keys know their place`() throws {
        let document = try JSON5Reader.read(
            "{\n  // comment\r\n  a: [1,\r    'x'], /*\n*/ b: {c: null}\n}"
        )
        guard case .object(let members) = document.root.kind,
            case .list(let elements) = members[0].value.kind,
            case .object(let inner) = members[1].value.kind
        else {
            Issue.record("the shape is another")
            return
        }
        #expect(document.root.position == TextPosition(line: 1, column: 1))
        #expect(members[0].position == TextPosition(line: 3, column: 3))
        #expect(elements.map(\.position.line) == [3, 4])
        #expect(elements[1].position.column == 5)
        #expect(members[1].position == TextPosition(line: 5, column: 4))
        #expect(inner[0].value.position == TextPosition(line: 5, column: 11))
    }

    @Test func `objects keep their order and tell of repeated keys`() throws {
        let document = try JSON5Reader.read("{z:1,\n a:2,\n 'z':3,\n b:{a:1,\n\\u0061:2}}")
        #expect(document.root.shown == "{z:1,a:2,b:{a:1}}")
        #expect(document.repeatedKeys.map(\.position.line) == [3, 5])
        #expect(document.repeatedKeys.first?.message.contains("first on line 1") == true)
    }

    @Test func `depth is bounded`() throws {
        let deepest = JSON5Reader.maxDepth
        let fits =
            String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        _ = try JSON5Reader.read(fits)
        let error = #expect(throws: JSON5Error.self) { try JSON5Reader.read("[\(fits)]") }
        #expect(error?.position.column == deepest + 1)
        // Never closed, and far deeper than the stack.
        #expect(throws: JSON5Error.self) {
            try JSON5Reader.read(String(repeating: "{a:[", count: 100_000))
        }
    }

    @Test func `size is bounded`() {
        let text = String(repeating: " ", count: JSON5Reader.maxBytes) + "1"
        #expect(throws: JSON5Error.self) { try JSON5Reader.read(text) }
    }
}

extension JSON5Value {
    /// A short form for comparisons; `~` marks numbers that are not whole.
    fileprivate var shown: String {
        switch kind {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let number): number.whole.map { "\($0)" } ?? "~\(number.value)"
        case .string(let text): "'\(text)'"
        case .list(let elements): "[\(elements.map(\.shown).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\($0.key):\($0.value.shown)" }.joined(separator: ","))}"
        }
    }
}
