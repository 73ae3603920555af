internal import Crypto

/// The keys behind consent tokens: the newest signs, all verify.
///
/// A key that signed is kept until its last token expired. Removing it earlier, for it became known
/// to others, makes its tokens bad, and everybody is asked again.
package struct TokenKeys: Sendable {
    package struct Key: Hashable, Sendable {
        /// Stands in each token the key signed.
        package let number: UInt8
        /// 32 random bytes.
        package let secret: [UInt8]
        /// From when on (ms since 1970 UTC) it signed nothing any more; nil while it may sign.
        package let retiredAtMs: Int64?

        package init(number: UInt8, secret: [UInt8], retiredAtMs: Int64? = nil) {
            self.number = number
            self.secret = secret
            self.retiredAtMs = retiredAtMs
        }

        /// A fresh key.
        package static func random(number: UInt8) -> Key {
            Key(number: number, secret: Random.bytes(HMACKey.byteCount))
        }
    }

    /// A key made ready: each kind of token has a secret of its own, derived from the key's.
    fileprivate struct Ready: Sendable {
        let number: UInt8
        let retiredAtMs: Int64?
        let consent: HMACKey
        let shown: HMACKey

        init(_ key: Key) throws(ConsentError) {
            number = key.number
            retiredAtMs = key.retiredAtMs
            do {
                let root = try HMACKey(key: key.secret)
                consent = try HMACKey(
                    key: root.authenticationCode(Array("assent consent token".utf8))
                )
                shown = try HMACKey(key: root.authenticationCode(Array("assent shown token".utf8)))
            } catch {
                throw .wrongKeySize(number: key.number, bytes: key.secret.count)
            }
        }
    }

    /// Requests under way while keys are rotated may still be signed with the old one.
    fileprivate static let rotationGraceMs: Int64 = 60_000

    /// The one that signs comes first: nearly every token is its.
    private let keys: [Ready]

    /// From the oldest to the newest; the last that is not retired signs.
    package init(_ keys: [Key]) throws(ConsentError) {
        var ready: [Ready] = []
        for key in keys {
            if ready.contains(where: { $0.number == key.number }) {
                throw .repeatedKeyNumber(key.number)
            }
            ready.append(try Ready(key))
        }
        guard let signing = ready.lastIndex(where: { $0.retiredAtMs == nil }) else {
            throw .noSigningKey
        }
        ready.insert(ready.remove(at: signing), at: 0)
        self.keys = ready
    }

    /// The number of the key that signs.
    package var signingNumber: UInt8 { keys[0].number }

    /// The token's text: 90 characters with a grant, else 47.
    package func sign(_ facts: TokenFacts) -> String {
        let payload = ConsentToken.payload(facts, keyNumber: keys[0].number)
        return Self.signed(payload, keys[0].consent)
    }

    /// The facts of a token of ours; nil for any other text.
    package func verify(_ text: String) -> TokenFacts? {
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe verify($0) }
    }

    /// The facts of a token of ours; nil for any other text.
    ///
    /// Called for each beacon, so it allocates nothing.
    @unsafe package func verify(_ text: UnsafeRawBufferPointer) -> TokenFacts? {
        guard text.count == ConsentToken.grantLength || text.count == ConsentToken.refusalLength
        else { return nil }
        // 67 bytes for the token, rounded up, and 32 for the code it should have.
        return unsafe withUnsafeTemporaryAllocation(byteCount: 104, alignment: 8) { space in
            let token = unsafe UnsafeMutableRawBufferPointer(rebasing: space[..<72])
            let code = unsafe UnsafeMutableRawBufferPointer(rebasing: space[72...])
            guard let count = unsafe Base64URL.decode(text, into: token),
                unsafe token[0] == ConsentToken.kind, let key = unsafe key(numbered: token[1])
            else { return nil }
            let end = count - ConsentToken.codeByteCount
            unsafe key.consent.writeCode(
                of: UnsafeRawBufferPointer(rebasing: token[..<end]),
                into: code
            )
            let isOurs = unsafe ConstantTime.areEqual(
                UnsafeRawBufferPointer(rebasing: code[..<ConsentToken.codeByteCount]),
                UnsafeRawBufferPointer(rebasing: token[end..<count])
            )
            guard isOurs,
                let facts = unsafe ConsentToken.facts(
                    UnsafeRawBufferPointer(rebasing: token[..<count])
                )
            else { return nil }
            return key.mayHaveSigned(atMs: facts.issuedMs) ? facts : nil
        }
    }

    /// A proof that the notice was given out.
    package func sign(shown facts: ShownFacts) -> String {
        Self.signed(ShownToken.payload(facts, keyNumber: keys[0].number), keys[0].shown)
    }

    /// The facts of a shown token of ours; nil for any other text.
    package func verifyShown(_ text: String) -> ShownFacts? {
        guard text.utf8.count <= 120, let bytes = Base64URL.decode(text) else { return nil }
        let payload = Array(bytes.dropLast(ConsentToken.codeByteCount))
        guard payload.count > 2, payload[0] == ShownToken.kind,
            let key = key(numbered: payload[1])
        else { return nil }
        let code = Array(key.shown.authenticationCode(payload).prefix(ConsentToken.codeByteCount))
        guard ConstantTime.areEqual(code, Array(bytes.suffix(ConsentToken.codeByteCount))),
            let facts = ShownToken.facts(payload), key.mayHaveSigned(atMs: facts.issuedMs)
        else { return nil }
        return facts
    }

    private static func signed(_ payload: [UInt8], _ key: HMACKey) -> String {
        let code = key.authenticationCode(payload).prefix(ConsentToken.codeByteCount)
        return Base64URL.encode(payload + code)
    }

    private func key(numbered number: UInt8) -> Ready? {
        for key in keys where key.number == number { return key }
        return nil
    }
}

extension TokenKeys.Ready {
    fileprivate func mayHaveSigned(atMs: Int64) -> Bool {
        guard let retiredAtMs else { return true }
        return atMs <= retiredAtMs + TokenKeys.rotationGraceMs
    }
}
