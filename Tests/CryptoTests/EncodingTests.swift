import Testing

@testable import Crypto

@Suite struct EncodingTests {
    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
    func `published examples, with and without padding`(text: String, encoded: String) {
        let bytes = Array(text.utf8)
        let bare = encoded.filter { $0 != "=" }
        #expect(Base64.encode(bytes) == encoded)
        #expect(Base64.decode(encoded) == bytes)
        #expect(Base64URL.encode(bytes) == bare)
        #expect(Base64URL.decode(bare) == bytes)
    }

    @Test func `the two alphabets differ in two characters`() {
        #expect(Base64.encode([0xFB, 0xFF]) == "+/8=")
        #expect(Base64URL.encode([0xFB, 0xFF]) == "-_8")
        #expect(Base64.decode("-_8=") == nil)
        #expect(Base64URL.decode("+/8") == nil)
    }

    @Test(arguments: [
        "Z", "Zg==", "Zh", "Zm9", "Zm9vY", "Zm9v\n", " Zm9v", "Zm9vYh", "Zm8=", "====", "Zm\u{e9}v",
        "Zm9v\0",
    ])
    func `text that is not canonical is nothing`(text: String) {
        #expect(Base64URL.decode(text) == nil)
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "=", "==", "====", "Zh==", "Zm9=", "Zm9v====", "Z=g=", "Zm=v",
    ])
    func `padding is neither left out nor made up`(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func `every length comes back`() {
        for count in 0..<70 {
            let bytes = Random.bytes(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            #expect(Base64URL.decode(Base64URL.encode(bytes)) == bytes)
            #expect(Hex.decode(Hex.encode(bytes)) == bytes)
        }
    }

    /// An id has 22 characters for 16 bytes: one text for each id, or one event could be stored twice.
    @Test func `an id has exactly one text`() throws {
        let text = Array(Base64URL.encode([UInt8](repeating: 0xFF, count: 16)).utf8)
        var accepted = 0
        for last in UInt8.min...UInt8.max {
            let changed = text.dropLast() + [last]
            accepted += Base64URL.decode(Array(changed)) == nil ? 0 : 1
        }
        #expect(text.count == 22)
        #expect(accepted == 4)
    }

    @Test func `decoding into a buffer writes what fits and no more`() {
        var output = [UInt8](repeating: 0xEE, count: 5)
        func decode(_ text: String, room: Int) -> Int? {
            let text = Array(text.utf8)
            return unsafe text.withUnsafeBytes { text in
                unsafe output.withUnsafeMutableBytes { output in
                    unsafe Base64URL.decode(
                        text,
                        into: UnsafeMutableRawBufferPointer(rebasing: output.prefix(room))
                    )
                }
            }
        }
        #expect(decode("Zm9vYg", room: 5) == 4)
        #expect(output == Array("foob".utf8) + [0xEE])
        #expect(decode("Zm9vYg", room: 3) == nil)
        #expect(decode("", room: 0) == 0)
    }

    @Test(arguments: ["0", "0g", "zz", " 0", "0x", "\u{ff10}\u{ff10}"])
    func `hexadecimal text is pairs of digits`(text: String) {
        #expect(Hex.decode(text) == nil)
    }

    @Test func `hexadecimal is written in lower case and read in both`() {
        #expect(Hex.encode([0x00, 0xAB, 0xFF]) == "00abff")
        #expect(Hex.decode("00aBFf") == [0x00, 0xAB, 0xFF])
    }
}

@Suite struct RandomTests {
    @Test func `bytes are as many as asked for and not the same twice`() {
        #expect(Random.bytes(0).isEmpty)
        #expect(Random.bytes(33).count == 33)
        #expect(Random.bytes(32) != Random.bytes(32))
        #expect(Random.uint64() != Random.uint64())
    }

    @Test func `comparing in constant time compares`() {
        #expect(ConstantTime.areEqual([], []))
        #expect(ConstantTime.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!ConstantTime.areEqual([1, 2, 3], [1, 2]))
    }

    @Test func `errors name sizes and remedies, never bytes`() {
        let error = CryptoError.wrongSize(of: "the key", expected: "32", actual: 31)
        #expect(error.description == "the key has 31 bytes; it must have 32")
    }
}
