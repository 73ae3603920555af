import Testing

@testable import Usage

@Suite struct EventIDTests {
    private func read(_ text: String) -> EventID? {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe EventID(base64URL: $0) }
    }

    @Test func `22 characters of base64url are 16 bytes`() {
        #expect(read("AAAAAAAAAAAAAAAAAAAAAA") == EventID(high: 0, low: 0))
        #expect(
            read("AAECAwQFBgcICQoLDA0ODw")
                == EventID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F)
        )
        #expect(read("_____________________w") == EventID(high: .max, low: .max))
    }

    @Test(arguments: [
        "", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAA+A", "AAAAAAAAAAAAAAAAAAAA/A", "AAAAAAAAAAAAAAAAAAAA=A",
        "AAAAAAAAAAAAAAAAAAA\u{E9}A",
    ])
    func `anything else is no id`(text: String) {
        #expect(read(text) == nil)
    }

    @Test func `interned values have numbers of their own`() {
        let (one, two) = (Interned("a"), Interned("a"))
        #expect(one.number != two.number)
        #expect(one.number > 0)
        #expect(one.value == two.value)
    }
}
