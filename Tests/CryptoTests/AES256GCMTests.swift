import CollectorTesting
import Testing

@testable import Crypto

@Suite struct AES256GCMTests {
    private let key = SymmetricKey.random()

    /// Test cases 13, 14 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation".
    @Test(arguments: [
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            "000000000000000000000000", "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"
        ),
        (
            "0000000000000000000000000000000000000000000000000000000000000000",
            "000000000000000000000000", "00000000000000000000000000000000", "",
            "cea7403d4d606b6e074ec5d3baf39d18", "d0d1c8a799996bf0265b98b5d48ab919"
        ),
        (
            "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            "cafebabefacedbaddecaf888",
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
            "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"
        ),
    ])
    func `published examples`(
        key: String,
        nonce: String,
        plaintext: String,
        additional: String,
        ciphertext: String,
        tag: String
    ) throws {
        func bytes(_ text: String) throws -> [UInt8] { try #require(Hex.decode(text)) }
        var cipher = try AES256GCM(key: SymmetricKey(bytes: bytes(key)))
        let sealed = try cipher.seal(
            bytes(plaintext),
            additional: bytes(additional),
            nonce: bytes(nonce)
        )
        #expect(Hex.encode(sealed) == nonce + ciphertext + tag)
        #expect(try cipher.open(sealed, additional: bytes(additional)) == bytes(plaintext))
    }

    @Test(arguments: [0, 1, 15, 16, 17, 70_000])
    func `what was sealed can be opened`(count: Int) throws {
        let plaintext = Random.bytes(count)
        let sealed = try AES256GCM.seal(plaintext, key: key, additional: [1, 2])
        #expect(sealed.count == count + AES256GCM.overhead)
        #expect(try AES256GCM.open(sealed, key: key, additional: [1, 2]) == plaintext)
    }

    @Test func `one cipher seals and opens again and again, never with the same nonce`() throws {
        var cipher = try AES256GCM(key: key)
        var seen: Set<[UInt8]> = []
        for number in 0..<100 {
            let plaintext = Array("turn \(number % 2)".utf8)
            let sealed = try cipher.seal(plaintext)
            #expect(try cipher.open(sealed) == plaintext)
            #expect(try AES256GCM.open(sealed, key: key) == plaintext)
            #expect(seen.insert(Array(sealed.prefix(12))).inserted)
        }
    }

    @Test(.tags(.privacy))
    func `any changed bit, another key or other additional data opens nothing`() throws {
        let sealed = try AES256GCM.seal(Array("a visit".utf8), key: key, additional: [1])
        var cipher = try AES256GCM(key: key)
        for position in sealed.indices {
            var changed = sealed
            changed[position] ^= 0x80
            #expect(throws: CryptoError.notAuthentic) { try cipher.open(changed, additional: [1]) }
        }
        #expect(throws: CryptoError.notAuthentic) { try cipher.open(sealed, additional: [2]) }
        #expect(throws: CryptoError.notAuthentic) { try cipher.open(sealed) }
        #expect(throws: CryptoError.notAuthentic) {
            try AES256GCM.open(sealed, key: .random(), additional: [1])
        }
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.notAuthentic) {
                try cipher.open(Array(sealed.prefix(count)), additional: [1])
            }
        }
        // A refused opening leaves the cipher as good as before.
        #expect(try cipher.open(sealed, additional: [1]) == Array("a visit".utf8))
    }

    @Test func `a key has 32 bytes and comes back as it went in`() throws {
        #expect(throws: CryptoError.self) { try SymmetricKey(bytes: Random.bytes(31)) }
        let bytes = Random.bytes(32)
        #expect(try SymmetricKey(bytes: bytes).bytes == bytes)
        #expect(SymmetricKey.random().bytes != SymmetricKey.random().bytes)
    }
}
