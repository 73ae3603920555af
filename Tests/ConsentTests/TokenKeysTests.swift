import CollectorTesting
import Consent
import Crypto
import Testing

@Suite struct TokenKeysTests {
    static let hour: Int64 = 3_600_000
    static let first = TokenKeys.Key(number: 3, secret: Array(0..<32))
    let keys: TokenKeys

    init() throws {
        keys = try TokenKeys([Self.first])
    }

    @Test func `a grant's token keeps its form`() {
        #expect(
            keys.sign(.example())
                == "EQOCv6vDdBEiM0RVZneIAZypRQoAAaBc1yoAAAAAAAAAAAEAAAAAAAAAAgAAAAAAAAApmM-wbi4793hKOafgTVSsCA"
        )
    }

    @Test func `a refusal's token keeps its form`() {
        #expect(
            keys.sign(.example(choices: [], grant: nil))
                == "EQMAv6vDdBEiM0RVZneIUCFQ2WVxeDCb6wrtdKCdUSyGvtU"
        )
    }

    @Test(arguments: (1...7).map { Choices(rawValue: $0) })
    func `what was signed is read again`(choices: Choices) {
        for facts in [
            TokenFacts.example(choices: choices),
            .example(
                siteTag: .max,
                choices: choices,
                noticeMaterial: .max,
                issuedMs: 1 << 48 - 1,
                expiresMs: 1 << 48 - 1,
                grant: .init(consentID: .init(high: .max, low: .max), sequence: .max)
            ),
            .example(
                siteTag: 0,
                choices: choices,
                noticeMaterial: 0,
                issuedMs: 0,
                expiresMs: 0,
                grant: .init(consentID: .init(high: 0, low: 0), sequence: 0)
            ),
        ] {
            #expect(keys.verify(keys.sign(facts)) == facts)
        }
    }

    @Test(.tags(.privacy))
    func `who refuses alike on the same day has the same token without an id`() throws {
        let midnight = TokenFacts.example().issuedMs - 12 * Self.hour
        var tokens: Set<String> = []
        for (index, offset) in [0, 1, 12 * Self.hour, 24 * Self.hour - 1].enumerated() {
            let issued = midnight + offset
            let facts = TokenFacts.example(
                choices: [],
                issuedMs: issued,
                expiresMs: ConsentTerm.expiry(fromMs: issued, months: 6),
                grant: .init(consentID: .random(), sequence: UInt64(index))
            )
            tokens.insert(keys.sign(facts))
        }
        #expect(tokens.count == 1)
        let token = try #require(tokens.first)
        let facts = try #require(keys.verify(token))
        #expect(facts.grant == nil)
        #expect(facts.choices == [])
        #expect(facts.issuedMs == midnight)
        #expect(keys.sign(.example(choices: [], issuedMs: midnight + 24 * Self.hour)) != token)
    }

    @Test(.tags(.privacy)) func `without a consent id nothing is granted`() throws {
        let facts = try #require(keys.verify(keys.sign(.example(choices: .all, grant: nil))))
        #expect(facts.choices == [])
    }

    @Test(.tags(.privacy), arguments: [TokenFacts.example(), .example(choices: [], grant: nil)])
    func `a token with any changed bit is refused`(facts: TokenFacts) throws {
        let token = try #require(Base64URL.decode(keys.sign(facts)))
        for position in 0..<8 * token.count {
            var changed = token
            changed[position / 8] ^= 1 << (position % 8)
            #expect(keys.verify(Base64URL.encode(changed)) == nil, "bit \(position)")
        }
    }

    @Test(.tags(.privacy), arguments: [TokenFacts.example(), .example(choices: [], grant: nil)])
    func `a token with any changed character is refused`(facts: TokenFacts) {
        let token = Array(keys.sign(facts).utf8)
        for position in token.indices {
            for byte in UInt8.min...UInt8.max where byte != token[position] {
                var changed = token
                changed[position] = byte
                let verified = unsafe changed.withUnsafeBytes { unsafe keys.verify($0) }
                #expect(verified == nil, "position \(position), byte \(byte)")
            }
        }
    }

    @Test func `text that is no token is refused`() {
        let token = keys.sign(.example())
        for text in ["", "A", token + "A", String(token.dropLast()), token + "=", " " + token] {
            #expect(keys.verify(text) == nil)
        }
        #expect(keys.verify(String(repeating: "A", count: 90)) == nil)
        #expect(keys.verify(String(repeating: "A", count: 47)) == nil)
    }

    @Test func `a signed contradiction is refused`() throws {
        // Signed with the right key, as no version of this program would.
        let root = try HMACKey(key: Self.first.secret)
        let key = try HMACKey(key: root.authenticationCode(Array("assent consent token".utf8)))
        let grant = try #require(Base64URL.decode(keys.sign(.example()))).dropLast(16)
        let refusal = try #require(
            Base64URL.decode(keys.sign(.example(choices: [], grant: nil)))
        ).dropLast(16)
        func token(_ payload: ArraySlice<UInt8>, flags: UInt8) -> String {
            var payload = Array(payload)
            payload[2] = flags
            return Base64URL.encode(payload + key.authenticationCode(payload).prefix(16))
        }
        #expect(keys.verify(token(grant, flags: 0x82)) == .example())
        #expect(keys.verify(token(refusal, flags: 0)) != nil)
        for flags: UInt8 in 0...255 {
            if !(0x81...0x87).contains(flags) {
                #expect(keys.verify(token(grant, flags: flags)) == nil)
            }
            if flags != 0 { #expect(keys.verify(token(refusal, flags: flags)) == nil) }
        }
    }

    @Test func `sites have tags of their own`() {
        #expect(ConsentToken.siteTag("example.org") == 0xBFAB_C374)
        #expect(ConsentToken.siteTag("example.org") != ConsentToken.siteTag("example.com"))
    }

    @Test func `the newest key signs and older ones still verify`() throws {
        let second = TokenKeys.Key.random(number: 4)
        let both = try TokenKeys([Self.first, second])
        #expect(both.signingNumber == 4)
        #expect(both.verify(keys.sign(.example())) == .example())
        #expect(both.verify(both.sign(.example())) == .example())
        #expect(keys.verify(both.sign(.example())) == nil)
        #expect(try TokenKeys([second]).verify(keys.sign(.example())) == nil)
    }

    @Test func `a retired key signs nothing and verifies what it signed before`() throws {
        let issued = TokenFacts.example().issuedMs
        let old = keys.sign(.example())
        func retired(atMs: Int64) -> TokenKeys.Key {
            TokenKeys.Key(number: 3, secret: Self.first.secret, retiredAtMs: atMs)
        }
        let fresh = TokenKeys.Key.random(number: 4)
        #expect(try TokenKeys([fresh, retired(atMs: issued)]).signingNumber == 4)
        #expect(try TokenKeys([retired(atMs: issued), fresh]).verify(old) == .example())
        let longRetired = try TokenKeys([retired(atMs: issued - Self.hour), fresh])
        #expect(longRetired.verify(old) == nil)
    }

    @Test func `keys that cannot work are named`() throws {
        #expect(throws: ConsentError.noSigningKey) { try TokenKeys([]) }
        #expect(throws: ConsentError.noSigningKey) {
            try TokenKeys([.init(number: 1, secret: Array(0..<32), retiredAtMs: 0)])
        }
        #expect(throws: ConsentError.repeatedKeyNumber(3)) {
            try TokenKeys([Self.first, .random(number: 3)])
        }
        #expect(throws: ConsentError.wrongKeySize(number: 9, bytes: 31)) {
            try TokenKeys([.init(number: 9, secret: Array(0..<31))])
        }
    }

    @Test func `a clock out of range is cut, not trusted`() throws {
        let facts = try #require(
            keys.verify(keys.sign(.example(issuedMs: -1, expiresMs: .max)))
        )
        #expect(facts.issuedMs == 0)
        #expect(facts.expiresMs == 1 << 48 - 1)
    }
}

@Suite struct ShownTokenTests {
    let keys: TokenKeys
    let noticeHash: [UInt8] = [0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88] + Array(8..<32)
    let shown = ShownFacts(
        siteTag: ConsentToken.siteTag("example.org"),
        noticePrefix: 0x1122_3344_5566_7788,
        language: "de-AT",
        issuedMs: 1_772_366_400_000,
        nonce: 0x0102_0304_0506_0708
    )

    init() throws {
        keys = try TokenKeys([TokenKeysTests.first])
    }

    @Test func `the shown token keeps its form`() {
        let token = "IQO_q8N0ESIzRFVmd4gBwrxwAQIDBAUGBwhkZS1BVP9iuv8bL0o_hG0dB2cWJ-A"
        #expect(keys.sign(shown: shown) == token)
        #expect(keys.verifyShown(token) == shown)
    }

    @Test(.tags(.privacy)) func `a shown token with any changed bit is refused`() throws {
        let token = try #require(Base64URL.decode(keys.sign(shown: shown)))
        for position in 0..<8 * token.count {
            var changed = token
            changed[position / 8] ^= 1 << (position % 8)
            #expect(keys.verifyShown(Base64URL.encode(changed)) == nil, "bit \(position)")
        }
    }

    @Test func `neither kind of token passes as the other`() throws {
        #expect(keys.verifyShown(keys.sign(.example())) == nil)
        #expect(keys.verify(keys.sign(shown: shown)) == nil)
        // Also not where the payload could be either and only the key tells.
        let root = try HMACKey(key: TokenKeysTests.first.secret)
        let key = try HMACKey(key: root.authenticationCode(Array("assent consent token".utf8)))
        let payload = try #require(Base64URL.decode(keys.sign(shown: shown))).dropLast(16)
        let forged = payload + key.authenticationCode(Array(payload)).prefix(16)
        #expect(keys.verifyShown(Base64URL.encode(Array(forged))) == nil)
    }

    @Test func `text that is no token is refused`() {
        for text in ["", "IQ", "IQO_", String(repeating: "A", count: 200)] {
            #expect(keys.verifyShown(text) == nil)
        }
        #expect(keys.verifyShown(keys.sign(shown: shown) + "A") == nil)
    }

    @Test func `it proves one notice of one site for a week`() {
        let at = shown.issuedMs
        let tag = shown.siteTag
        #expect(shown.proves(siteTag: tag, noticeHash: noticeHash, nowMs: at))
        #expect(shown.proves(siteTag: tag, noticeHash: noticeHash, nowMs: at + 7 * 86_400_000))
        #expect(!shown.proves(siteTag: tag, noticeHash: noticeHash, nowMs: at + 7 * 86_400_001))
        #expect(!shown.proves(siteTag: tag, noticeHash: noticeHash, nowMs: at - 1))
        #expect(!shown.proves(siteTag: tag + 1, noticeHash: noticeHash, nowMs: at))
        #expect(!shown.proves(siteTag: tag, noticeHash: Array(0..<32), nowMs: at))
    }

    @Test(.tags(.privacy)) func `it holds the minute only and a nonce of one answer`() {
        let nowMs = shown.issuedMs + 59_999
        let one = ShownFacts.now(siteTag: 1, noticeHash: noticeHash, language: "en", nowMs: nowMs)
        let other = ShownFacts.now(siteTag: 1, noticeHash: noticeHash, language: "en", nowMs: nowMs)
        #expect(one.issuedMs == shown.issuedMs)
        #expect(one.nonce != other.nonce)
        #expect(one.proves(siteTag: 1, noticeHash: noticeHash, nowMs: nowMs))
    }
}
