import Consent
import FoundationEssentials
import Testing
import TimeZones

@testable import Configuration

@Suite struct ExampleTests {
    private static let file = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "config/assent.json5")

    @Test func `the example in the program is the file`() throws {
        let text = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(text == Configuration.exampleText)
    }

    @Test func `the example is right and nothing to warn of`() throws {
        let configuration = try Configuration.load(path: Self.file.path)
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.sites.map(\.id) == ["example.org"])
    }

    @Test func `the example shows the defaults it claims to show`() throws {
        let example = try Configuration.parse(text: Configuration.exampleText)
        let standard = try configuration()
        #expect(example.listen == standard.listen)
        #expect(example.retention == standard.retention)
        #expect(example.reports == standard.reports)
        #expect(example.limits == standard.limits)
        #expect(example.durability == standard.durability)
        #expect(example.threads == standard.threads)
        #expect(example.log == standard.log)
        #expect(example.optOutPlaces == standard.optOutPlaces)
        #expect(example.sites[0].mode == standard.sites[0].mode)
        #expect(example.sites[0].audience == standard.sites[0].audience)
        #expect(example.sites[0].consentMonths == standard.sites[0].consentMonths)
        let english = example.notices[0].languages[0].texts
        for (key, text) in BuiltInTexts.all["en"] ?? [:] { #expect(english[key] == text) }
    }

    @Test func `the demo is right`() throws {
        let origins = ["http://127.0.0.1:8080", "http://localhost:8080"]
        let demo = try Configuration.demo(origins: origins)
        let site = try #require(demo.site("demo"))
        #expect(demo.warnings.isEmpty)
        #expect(site.origins.map(\.text) == origins)
        #expect(site.timeZone.identifier == "UTC")
        // The examples of docs/reports.md ask for these.
        #expect(
            site.goals.map(\.name) == ["Plan chosen", "Call requested", "Contact", "Article read"]
        )
        #expect(site.properties?.contains("plan") == true)
        let notice = demo.notice(for: site)
        #expect(notice.offered == .all)
        #expect(notice.languages.map(\.code) == ["en", "de"])
        #expect(notice.layout == .bar)
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.demo(origins: ["localhost:1/"])
        }
        #expect(error?.faults.map(\.path) == ["origins[0]"])
    }

    @Test func `a file that cannot be read says why`() throws {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(path: "/nonexistent/assent.json5")
        }
        #expect(
            error?.description == "cannot read the configuration /nonexistent/assent.json5: "
                + "No such file or directory"
        )
        #expect(throws: ConfigurationError.self) { try Configuration.load(path: "/") }
        // Without an end.
        #expect(throws: ConfigurationError.self) { try Configuration.load(path: "/dev/zero") }
    }

    @Test func `a file that is no UTF-8 names the line`() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "assent-\(UUID().uuidString).json5")
        try Data([0x7B, 0x0A, 0x0A, 0x61, 0xFF, 0x0A, 0x7D]).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration.load(path: file.path)
        }
        #expect(error?.faults.map(\.line) == [3])
        #expect(error?.faults.map(\.message) == ["expected UTF-8"])
    }

    /// Single bytes of the example changed, inserted or removed, and its beginnings.
    @Test(arguments: 0..<8)
    func `no edit of the example crashes or names a line that is not there`(_ seed: UInt64) {
        var random = SplitMix(state: seed)
        let bytes = Array(Configuration.exampleText.utf8)
        let likely = Array("{}[]:,\"'\\/*#0159-+.eExXuUnN \n\r\t\u{2028}ä\0".utf8)
        var accepted = 0
        for round in 0..<400 {
            var edited = bytes
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let byte =
                Bool.random(using: &random)
                ? UInt8.random(in: .min ... .max, using: &random)
                : likely.randomElement(using: &random) ?? 0
            switch round % 4 {
            case 0: edited[place] = byte
            case 1: edited.insert(byte, at: place)
            case 2: edited.remove(at: place)
            default: edited.removeSubrange(place...)
            }
            let text = String(decoding: edited, as: UTF8.self)
            let found = faults(in: text)
            if found.isEmpty { accepted += 1 }
            // CR ends a line as well where no LF follows, hence the sum.
            let lines = 1 + text.utf8.count { $0 == 0x0A } + text.utf8.count { $0 == 0x0D }
            for fault in found where !(1...lines).contains(fault.line) || fault.message.isEmpty {
                Issue.record("\(fault) in a text of \(lines) lines, seed \(seed), round \(round)")
            }
        }
        // Most bytes are comments and texts: an edit there is no fault.
        #expect(accepted > 50)
    }
}

/// SplitMix64: the same edits in each run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
