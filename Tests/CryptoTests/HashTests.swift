import Testing

@testable import Crypto

@Suite struct SHA256Tests {
    /// FIPS 180-4 examples (https://csrc.nist.gov/projects/cryptographic-standards-and-guidelines).
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func `published examples`(message: String, hash: String) {
        #expect(SHA256.hex(Array(message.utf8)) == hash)
    }

    @Test func `parts hash like the whole`() {
        let salt = Random.bytes(32)
        let record = Random.bytes(1000)
        let whole = SHA256.hash([0x00] + salt + record)
        #expect(SHA256.hash(prefix: 0x00, salt, record) == whole)
        #expect(SHA256.hash(prefix: 0x01, salt, record) != whole)

        var parts = SHA256()
        parts.update(0x00)
        parts.update([])
        parts.update(salt)
        #expect(parts.finalize() == SHA256.hash([0x00] + salt))
        parts.update(record)
        #expect(parts.finalize() == whole)
    }

    @Test func `the short form is the beginning of the hash`() {
        #expect(SHA256.hash64(Array("abc".utf8)) == 0xBA78_16BF_8F01_CFEA)
    }
}

@Suite struct HMACKeyTests {
    /// RFC 4231, cases 1 to 4, 6 and 7.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), Array("Hi There".utf8),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 20), [UInt8](repeating: 0xDD, count: 50),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
        ),
        (
            [UInt8](1...25), [UInt8](repeating: 0xCD, count: 50),
            "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            Array(
                ("This is a test using a larger than block-size key and a larger than block-size"
                    + " data. The key needs to be hashed before being used by the HMAC algorithm.")
                    .utf8
            ),
            "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
        ),
    ])
    func `published examples`(key: [UInt8], message: [UInt8], code: String) {
        #expect(Hex.encode(HMACKey(keyOfAnyLength: key).authenticationCode(message)) == code)
    }

    @Test func `a code is valid for its message, its key and its whole length only`() throws {
        let key = try HMACKey(key: Random.bytes(32))
        let message = Array("record 7".utf8)
        let code = key.authenticationCode(message)
        #expect(key.isValid(code: code, for: message))
        #expect(!key.isValid(code: code, for: Array("record 8".utf8)))
        #expect(!key.isValid(code: Array(code.dropLast()), for: message))
        #expect(!key.isValid(code: [], for: message))
        #expect(!(try HMACKey(key: Random.bytes(32))).isValid(code: code, for: message))
        for position in code.indices {
            var changed = code
            changed[position] ^= 1
            #expect(!key.isValid(code: changed, for: message))
        }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a key has 32 bytes`(count: Int) {
        #expect(throws: CryptoError.self) { try HMACKey(key: Random.bytes(count)) }
    }
}

@Suite struct KeyedHashTests {
    /// The 64-bit examples of the SipHash authors for messages of 0, 1, 7, 8 and 15 bytes.
    @Test(
        arguments: [
            (0, 0x726F_DB47_DD0E_0E31), (1, 0x74F8_39C5_93DC_67FD), (7, 0xAB02_00F5_8B01_D137),
            (8, 0x93F5_F579_9A93_2462), (15, 0xA129_CA61_49BE_45E5),
        ] as [(Int, UInt64)]
    )
    func `SipHash as its authors published it`(count: Int, hash: UInt64) {
        let key = [UInt8](0..<16)
        let message = [UInt8]((0..<15).prefix(count))
        let found = unsafe message.withUnsafeBytes { unsafe KeyedHash.sipHash($0, key: key) }
        #expect(found == hash)
    }

    @Test func `hashes depend on the key and on the message`() throws {
        let one = try KeyedHash(key: [UInt8](repeating: 1, count: 32))
        let same = try KeyedHash(key: [UInt8](repeating: 1, count: 32))
        let other = try KeyedHash(key: [UInt8](repeating: 2, count: 32))
        let message = Array("192.0.2.1".utf8)
        #expect(one.hash8(message) == same.hash8(message))
        #expect(one.hash16(message) == same.hash16(message))
        #expect(one.hash8(message) != other.hash8(message))
        #expect(one.hash16(message) != other.hash16(message))
        #expect(one.hash8(message) != one.hash8(message + [0]))
        #expect(one.hash16(message) != one.hash16(message + [0]))
        #expect(one.hash16([]).count == 16)
    }

    /// Computed with `hashlib.blake2b(b"abc", digest_size=16, key=bytes(range(32)))` of Python.
    @Test func `BLAKE2b with a key agrees with another implementation`() throws {
        let hash = try KeyedHash(key: [UInt8](0..<32)).hash16(Array("abc".utf8))
        #expect(Hex.encode(hash) == "1a64be47e4729d951c302ee543f97cf3")
    }

    @Test(arguments: [0, 15, 65])
    func `a key of another length is refused`(count: Int) {
        #expect(throws: CryptoError.self) { try KeyedHash(key: Random.bytes(count)) }
    }
}
