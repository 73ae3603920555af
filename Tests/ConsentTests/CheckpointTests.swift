import Consent
import Crypto
import Testing

@Suite struct CheckpointTests {
    static let origin = "stats.example.org/ledger"
    let signing: SigningKey
    let trusted: NoteKey
    let checkpoint = Checkpoint(origin: origin, size: 42, root: Array(0..<32))

    init() throws {
        signing = try SigningKey(seed: Array(0..<32))
        trusted = try NoteKey(name: Self.origin, key: signing.verifyingKey)
    }

    func read(_ note: String, by keys: [NoteKey]? = nil) throws -> Checkpoint {
        try Checkpoint(verifying: Array(note.utf8), of: Self.origin, by: keys ?? [trusted])
    }

    @Test func `the note keeps its form`() throws {
        #expect(
            try checkpoint.signed(by: signing) == """
                stats.example.org/ledger
                42
                AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=

                — stats.example.org/ledger Eu1kNs4aM1H5dYcICtNp0b5CEGP6Vv4SOZCWbk1css5XoI4AfwKbHlsT\
                uSDkMJfEFyNeWo1OYU7OjsIQYX1Hdv3k1AE=

                """
        )
    }

    @Test func `the public key has the text other programs take`() throws {
        #expect(
            trusted.text
                == "stats.example.org/ledger+12ed6436+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
        )
        // The example of the note package this format comes from.
        let bytes = try #require(
            Base64.decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        )
        let key = try NoteKey(
            name: "PeterNeumann",
            key: VerifyingKey(bytes: Array(bytes.dropFirst()))
        )
        #expect(
            key.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        )
        let note = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            — PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng\
            otpRZb6KE6RyyBwJnAM=

            """
        #expect(
            throws: ConsentError.untrustedCheckpoint(reason: "it is signed but is no checkpoint")
        ) { try read(note, by: [key]) }
    }

    @Test(arguments: [0, 1, 9, 10, 1 << 40, UInt64.max])
    func `what was signed is read again`(size: UInt64) throws {
        let checkpoint = Checkpoint(origin: Self.origin, size: size, root: Array(32..<64))
        #expect(try read(checkpoint.signed(by: signing)) == checkpoint)
    }

    @Test func `a note with any changed byte is refused`() throws {
        let note = try Array(checkpoint.signed(by: signing).utf8)
        for position in note.indices {
            for bit in 0..<8 {
                var changed = note
                changed[position] ^= 1 << bit
                #expect(throws: ConsentError.self, "byte \(position), bit \(bit)") {
                    try Checkpoint(verifying: changed, of: Self.origin, by: [trusted])
                }
            }
            var shorter = note
            shorter.remove(at: position)
            #expect(throws: ConsentError.self, "without byte \(position)") {
                try Checkpoint(verifying: shorter, of: Self.origin, by: [trusted])
            }
        }
        #expect(throws: ConsentError.self) { try read("") }
        #expect(throws: ConsentError.self) { try read("\n") }
        #expect(throws: ConsentError.self) { try read("\n\n\n") }
    }

    @Test func `signatures of others are passed over`() throws {
        let other = SigningKey()
        let note = try checkpoint.signed(by: signing)
        let witness = Base64.encode([1, 2, 3, 4] + other.sign(Array(checkpoint.body.utf8)))
        let cosigned = note + "\u{2014} witness.example.org \(witness)\n"
        #expect(try read(cosigned) == checkpoint)
        #expect(throws: ConsentError.untrustedCheckpoint(reason: "no trusted key signed it")) {
            try read(checkpoint.signed(by: other))
        }
        #expect(throws: ConsentError.untrustedCheckpoint(reason: "no trusted key signed it")) {
            try read(note, by: [])
        }
        #expect(throws: ConsentError.self) { try read(cosigned + "\u{2014} witness \n") }
        let many = String(repeating: "\u{2014} witness.example.org \(witness)\n", count: 16)
        #expect(throws: ConsentError.self) { try read(note + many) }
    }

    @Test func `a wrong signature of a trusted key spoils a note with a right one`() throws {
        let note = try checkpoint.signed(by: signing)
        let wrong = Base64.encode(trusted.id + signing.sign([1]))
        #expect(throws: ConsentError.untrustedCheckpoint(reason: "its signature is wrong")) {
            try read(note + "\u{2014} \(Self.origin) \(wrong)\n")
        }
    }

    @Test func `the key before a rotation still verifies`() throws {
        let next = SigningKey()
        let keys = [trusted, try NoteKey(name: Self.origin, key: next.verifyingKey)]
        #expect(try read(checkpoint.signed(by: signing), by: keys) == checkpoint)
        #expect(try read(checkpoint.signed(by: next), by: keys) == checkpoint)
    }

    @Test(arguments: ["042", "+42", "-1", "", "4 2", "18446744073709551616", "42\nmore"])
    func `a signed size that is no plain number is refused`(size: String) throws {
        let body = "\(Self.origin)\n\(size)\n\(Base64.encode(checkpoint.root))\n"
        let signature = Base64.encode(trusted.id + signing.sign(Array(body.utf8)))
        #expect(
            throws: ConsentError.untrustedCheckpoint(reason: "it is signed but is no checkpoint")
        ) { try read("\(body)\n\u{2014} \(Self.origin) \(signature)\n") }
    }

    @Test func `a checkpoint of another ledger is refused`() throws {
        let other = Checkpoint(origin: "other.example.org", size: 42, root: checkpoint.root)
        let signature = Base64.encode(trusted.id + signing.sign(Array(other.body.utf8)))
        #expect(throws: ConsentError.untrustedCheckpoint(reason: "it is of another ledger")) {
            try read("\(other.body)\n\u{2014} \(Self.origin) \(signature)\n")
        }
    }

    @Test(arguments: ["", "a b", "a+b", "a\nb", "a\u{2003}b", "a\u{7F}"])
    func `a name that cannot stand in a note is refused`(name: String) {
        #expect(throws: ConsentError.unusableKeyName(name)) {
            try NoteKey(name: name, key: signing.verifyingKey)
        }
        #expect(throws: ConsentError.unusableKeyName(name)) {
            try Checkpoint(origin: name, size: 0, root: checkpoint.root).signed(by: signing)
        }
    }
}
