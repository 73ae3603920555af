internal import Crypto

// The shown token, base64url of these bytes (big-endian):
//
//      0  0x21, the kind (2) and the version (1)
//      1  number of the key
//      2  site tag (4)
//      6  first bytes of the notice's hash (8)
//     14  minute of issue, counted from 1970-01-01 UTC (4)
//     18  random (8)
//     26  language code, 1 to 35 characters
//      .  code (16), with another key than consent tokens

/// What a shown token says: this notice was given out in this language at this minute.
package struct ShownFacts: Hashable, Sendable {
    package let siteTag: UInt32
    /// The first 8 bytes of the notice's hash.
    package let noticePrefix: UInt64
    /// BCP 47, at most 35 characters (RFC 5646, section 4.4.1).
    package let language: String
    /// ms since 1970 UTC, cut to the minute.
    package let issuedMs: Int64
    /// Random: links the record of a choice to this one answer; the browser does not keep it.
    package let nonce: UInt64

    package init(
        siteTag: UInt32,
        noticePrefix: UInt64,
        language: String,
        issuedMs: Int64,
        nonce: UInt64
    ) {
        self.siteTag = siteTag
        self.noticePrefix = noticePrefix
        self.language = language
        self.issuedMs = issuedMs / ShownToken.minuteMs * ShownToken.minuteMs
        self.nonce = nonce
    }

    /// The facts of an answer that gives out `noticeHash` now, with a fresh nonce.
    package static func now(
        siteTag: UInt32,
        noticeHash: [UInt8],
        language: String,
        nowMs: Int64
    ) -> ShownFacts {
        ShownFacts(
            siteTag: siteTag,
            noticePrefix: prefix(of: noticeHash),
            language: language,
            issuedMs: nowMs,
            nonce: Random.uint64()
        )
    }

    /// Whether this proves that a choice made at `nowMs` was about that notice of that site.
    package func proves(siteTag: UInt32, noticeHash: [UInt8], nowMs: Int64) -> Bool {
        self.siteTag == siteTag && noticePrefix == Self.prefix(of: noticeHash)
            && issuedMs <= nowMs && nowMs - issuedMs <= ShownToken.longestMs
    }

    private static func prefix(of hash: [UInt8]) -> UInt64 {
        hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Reads and writes the bytes of shown tokens.
package enum ShownToken {
    /// A week: a page that stayed open longer than this no longer says what is in force.
    package static let longestMs: Int64 = 7 * 86_400_000

    static let kind: UInt8 = 0x21
    static let minuteMs: Int64 = 60_000
    static let languageByteCounts = 1...35
    private static let fixedByteCount = 26

    static func payload(_ facts: ShownFacts, keyNumber: UInt8) -> [UInt8] {
        var bytes: [UInt8] = [kind, keyNumber]
        bytes.append(bigEndian: UInt64(facts.siteTag), count: 4)
        bytes.append(bigEndian: facts.noticePrefix, count: 8)
        let minute = min(max(facts.issuedMs / minuteMs, 0), Int64(UInt32.max))
        bytes.append(bigEndian: UInt64(minute), count: 4)
        bytes.append(bigEndian: facts.nonce, count: 8)
        return bytes + facts.language.utf8.prefix(languageByteCounts.upperBound)
    }

    /// What the payload says, once its code was found right.
    static func facts(_ payload: [UInt8]) -> ShownFacts? {
        let language = payload.dropFirst(fixedByteCount)
        guard languageByteCounts.contains(language.count),
            let code = String(validating: language, as: UTF8.self)
        else { return nil }
        return unsafe payload.withUnsafeBytes { bytes in
            unsafe ShownFacts(
                siteTag: UInt32(bytes.bigEndian(at: 2, count: 4)),
                noticePrefix: bytes.bigEndian(at: 6, count: 8),
                language: code,
                issuedMs: Int64(bytes.bigEndian(at: 14, count: 4)) * minuteMs,
                nonce: bytes.bigEndian(at: 18, count: 8)
            )
        }
    }
}
