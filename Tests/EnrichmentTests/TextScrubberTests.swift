import CollectorTesting
import Testing
import Usage

@testable import Enrichment

@Suite struct TextScrubberTests {
    private let scrubber = PageScrubber()

    @Test(
        .tags(.privacy),
        arguments: [
            ("Welcome", "Welcome"), ("  a \t b\r\nc\u{85}d\u{2028}e  ", "a b c d e"), ("", ""),
            ("\u{0}", ""),
            ("Letter for jane@example.org!", "Letter for [email]"),
            ("Letter for jane%40example.org", "Letter for [email]"),
            ("<jane@example.org>", "<[email]>"),
            ("mailto:jane@example.org?subject=x", "mailto:[email]?subject=x"),
            ("Call +49 (0)30 1234567 now", "Call [number] now"),
            ("Call (030) 1234567", "Call [number]"),
            ("Order 123456", "Order [number]"), ("Seat 12", "Seat 12"), ("50% off", "50% off"),
            ("100%25 sure", "100%25 sure"), ("Save 50%ab now", "Save 50%ab now"),
            ("News of 24.11.2026 10:30", "News of 24.11.2026 10:30"),
            ("Born 24.11.1976", "Born [number]"),
            ("2024/2025", "2024/2025"), ("Meet @ 5", "Meet @ 5"),
            ("Your code X7K9Q2ZB", "Your code [token]"),
            ("key: c2VjcmV0LXNlY3JldC1zZWNyZXQ/abc", "key: [token]/abc"),
            ("\u{202E}gro.elpmaxe@enaj", "[email]"),
            ("\u{1F469}\u{200D}\u{2695}\u{FE0F} here", "\u{1F469}\u{200D}\u{2695}\u{FE0F} here"),
            ("M\u{FC}nchen \u{2013} \u{4E2D}\u{6587}", "M\u{FC}nchen \u{2013} \u{4E2D}\u{6587}"),
        ]
    )
    func `a title keeps nothing that may be somebody's`(sent: String, kept: String) {
        #expect(scrubber.scrub(title: sent) == kept)
    }

    @Test func `a title is cut to 256 characters after it was scrubbed`() {
        #expect(
            scrubber.scrub(title: String(repeating: "ab ", count: 200)).unicodeScalars.count == 256
        )
        let hidden = String(repeating: "a ", count: 120) + "jane.doe.of.somewhere@example.org"
        #expect(scrubber.scrub(title: hidden).hasSuffix("a [email]"))
        #expect(scrubber.scrub(title: String(repeating: "x ", count: 5000)) == "[removed]")
        #expect(scrubber.scrub(title: "%2525252525252540") == "[removed]")
    }

    @Test(.tags(.privacy), arguments: 0..<20)
    func `what is planted in a random text never survives`(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<250 {
            let planted = Planted.random(using: &random)
            let before = Planted.words(using: &random)
            let after = Planted.words(using: &random)
            let text = "\(before) \(planted.text) \(after)"
            let title = scrubber.scrub(title: text)
            #expect(planted.isAbsent(from: title), "\(text) -> \(title)")
            let glued = before.replacing(" ", with: "-")
            for url in [
                "/\(glued)/\(planted.text)/x", "/\(planted.escaped)",
                "/a?utm_term=\(planted.escaped)",
            ] {
                let clean = scrubber.scrub(url: "https://example.org" + url)
                let kept = [clean?.page.path, clean?.campaign?.term].compactMap(\.self).joined()
                #expect(planted.isAbsent(from: kept), "\(url) -> \(kept)")
            }
        }
    }

    @Test(.tags(.privacy)) func `the short cut lets nothing pass that the rules would change`() {
        var random = SeededGenerator(seed: 5)
        let pieces = [
            "a", "b", "deadbeef", "word", "Word", "A", "7", "20", "1", ".", "-", "_", " ", "(", "+",
            "/", ",",
            "~", "=", "[", "\"", "'", "?", "&", ";", "@", "%", "\u{E9}", "\u{1F}", "\u{7F}",
        ]
        var short = 0
        for _ in 0..<60_000 {
            let text = (0..<Int.random(in: 0...14, using: &random))
                .compactMap { _ in pieces.randomElement(using: &random) }.joined()
            guard HarmlessText.isHarmless(text) else { continue }
            short += 1
            let slow = TextScrubber.scrubbedByRules(text, limit: 256)
            #expect(slow == text)
        }
        #expect(short > 1000)
    }

    @Test func `random bytes are taken in, and what comes out is clean already`() {
        var random = SeededGenerator(seed: 99)
        let pieces = [
            "@", "%40", "%", "25", "/", "..", ";", "[", "]", "\"", "+", "a", "Z", "7", "12345", " ",
            "?", "=",
            "&", "utm_source=", "\u{200B}", "\u{FF20}", "\u{661}", "http://", "example.org", "-",
            ".", "\\",
        ]
        for _ in 0..<3000 {
            let text = (0..<Int.random(in: 0...30, using: &random))
                .compactMap { _ in pieces.randomElement(using: &random) }.joined()
            let once = scrubber.scrub(title: text)
            #expect(scrubber.scrub(title: once) == once, "\(text)")
            guard let page = scrubber.scrub(url: "https://example.org/" + text)?.page else {
                continue
            }
            #expect(
                page.path.hasPrefix("/") && !page.path.contains("?") && !page.path.contains("//")
            )
            let again = scrubber.scrub(url: "https://example.org" + page.path)?.page
            #expect(again == page, "\(text)")
        }
    }
}

/// Something about a person, made up at random.
private struct Planted {
    let text: String
    /// Parts of it none of which may be found.
    let secrets: [String]

    var escaped: String {
        text.utf8.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
        }.joined()
    }

    func isAbsent(from text: String) -> Bool { !secrets.contains { text.contains($0) } }

    static func words(using random: inout SeededGenerator) -> String {
        let words = [
            "your", "letter", "room", "about", "top", "2024", "h1n1", "\u{FC}ber", "10", "the",
        ]
        return (0..<Int.random(in: 1...4, using: &random))
            .compactMap { _ in words.randomElement(using: &random) }
            .joined(separator: " ")
    }

    static func random(using random: inout SeededGenerator) -> Planted {
        switch Int.random(in: 0..<5, using: &random) {
        case 0:
            let local = letters("abcdefghijklmnopqrstuvwxyz0123456789._+-'", 6...20, &random) + "q"
            let host = letters("bcdfghjklmnpqrstvwxz", 6...12, &random)
            return Planted(text: "\(local)@\(host).example", secrets: [local, host])
        case 1:
            let digits = letters("123456789", 10...13, &random)
            var text = ["+", "", "00", "("].randomElement(using: &random) ?? ""
            var groups: [String] = []
            var rest = digits[...]
            while !rest.isEmpty {
                let group = rest.prefix(Int.random(in: 2...4, using: &random))
                groups.append(String(group))
                rest = rest.dropFirst(group.count)
            }
            let separator = [" ", "-", ".", "", ") ", "_"].randomElement(using: &random) ?? " "
            text += groups.joined(separator: separator)
            return Planted(text: text, secrets: [groups.joined(separator: separator), digits])
        case 2:
            let hex = letters("0123456789abcdef", 32...32, &random)
            var parts: [Substring] = []
            var rest = hex[...]
            for length in [8, 4, 4, 4, 12] {
                parts.append(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            let isPlain = Bool.random(using: &random)
            let text = parts.joined(separator: isPlain ? "" : "-")
            return Planted(text: text, secrets: [text, String(parts[4])])
        case 3:
            let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            let token = letters(alphabet, 24...60, &random)
            return Planted(text: token, secrets: [token, String(token.prefix(16))])
        default:
            let number = letters("123456789", 5...12, &random)
            return Planted(text: number, secrets: [number])
        }
    }

    private static func letters(
        _ alphabet: String,
        _ count: ClosedRange<Int>,
        _ random: inout SeededGenerator
    ) -> String {
        let alphabet = Array(alphabet)
        return String(
            (0..<Int.random(in: count, using: &random)).compactMap { _ in
                alphabet.randomElement(using: &random)
            }
        )
    }
}
