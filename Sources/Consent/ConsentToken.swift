internal import Crypto

// The consent token: what the visitor's browser keeps, base64url of these bytes (big-endian):
//
//      0  0x11, the kind (1) and the version (1)
//      1  number of the key
//      2  choices in bits 0-2; bit 7 is set with a grant
//      3  site tag (4)
//      7  material hash of the notice (8)
//
// without a grant, 35 bytes in all, the same for everybody who refused alike on the same day:
//     15  day of issue (2) and day of expiry (2), counted from 1970-01-01 UTC
//     19  code (16)
//
// with a grant, 67 bytes in all:
//     15  issue (6) and expiry (6), ms since 1970 UTC
//     27  consent id (16)
//     43  sequence of the record (8)
//     51  code (16)
//
// The code is HMAC-SHA-256 cut to 128 bits: half of the hash is what RFC 2104 section 5 asks for at
// least, a guess succeeds once in 2^128, and each byte saved is saved in every beacon.

/// Reads and writes the bytes of consent tokens.
package enum ConsentToken {
    static let kind: UInt8 = 0x11
    static let codeByteCount = 16
    static let refusalByteCount = 35
    static let grantByteCount = 67
    /// Characters of base64url without padding.
    static let refusalLength = 47
    static let grantLength = 90

    private static let dayMs: Int64 = 86_400_000
    private static let grantBit: UInt8 = 0x80

    /// The first four bytes of the SHA-256 of a site's id: tells tokens of different sites apart.
    package static func siteTag(_ site: String) -> UInt32 {
        UInt32(truncatingIfNeeded: SHA256.hash64(Array(site.utf8)) >> 32)
    }

    /// The bytes to sign.
    ///
    /// Without an optional category granted there is no consent id in them, and without a consent
    /// id no grant, whatever `facts` says.
    static func payload(_ facts: TokenFacts, keyNumber: UInt8) -> [UInt8] {
        let grant = facts.choices.isEmpty ? nil : facts.grant
        var bytes: [UInt8] = [kind, keyNumber]
        bytes.append(grant == nil ? 0 : facts.choices.rawValue | grantBit)
        bytes.append(bigEndian: UInt64(facts.siteTag), count: 4)
        bytes.append(bigEndian: facts.noticeMaterial, count: 8)
        guard let grant else {
            bytes.append(bigEndian: clamped(facts.issuedMs / dayMs, bits: 16), count: 2)
            bytes.append(bigEndian: clamped(facts.expiresMs / dayMs, bits: 16), count: 2)
            return bytes
        }
        bytes.append(bigEndian: clamped(facts.issuedMs, bits: 48), count: 6)
        bytes.append(bigEndian: clamped(facts.expiresMs, bits: 48), count: 6)
        bytes += grant.consentID.bytes
        bytes.append(bigEndian: grant.sequence, count: 8)
        return bytes
    }

    /// What the bytes say, once their code was found right; nil where they contradict themselves.
    @unsafe static func facts(_ bytes: UnsafeRawBufferPointer) -> TokenFacts? {
        let flags = unsafe bytes[2]
        let choices = Choices(rawValue: flags)
        let hasGrant = flags & grantBit != 0
        guard flags == choices.rawValue | (hasGrant ? grantBit : 0), hasGrant != choices.isEmpty,
            bytes.count == (hasGrant ? grantByteCount : refusalByteCount)
        else { return nil }
        let issued: Int64
        let expires: Int64
        var grant: TokenFacts.Grant?
        if hasGrant {
            issued = unsafe Int64(bytes.bigEndian(at: 15, count: 6))
            expires = unsafe Int64(bytes.bigEndian(at: 21, count: 6))
            grant = unsafe TokenFacts.Grant(
                consentID: ConsentID(
                    high: bytes.bigEndian(at: 27, count: 8),
                    low: bytes.bigEndian(at: 35, count: 8)
                ),
                sequence: bytes.bigEndian(at: 43, count: 8)
            )
        } else {
            issued = unsafe Int64(bytes.bigEndian(at: 15, count: 2)) * dayMs
            expires = unsafe Int64(bytes.bigEndian(at: 17, count: 2)) * dayMs
        }
        return unsafe TokenFacts(
            siteTag: UInt32(bytes.bigEndian(at: 3, count: 4)),
            choices: choices,
            noticeMaterial: bytes.bigEndian(at: 7, count: 8),
            issuedMs: issued,
            expiresMs: expires,
            grant: grant
        )
    }

    /// A clock before 1970 or far in the future gives the nearest time that fits.
    private static func clamped(_ value: Int64, bits: UInt64) -> UInt64 {
        min(UInt64(max(value, 0)), 1 << bits - 1)
    }
}
