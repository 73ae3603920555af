package import Crypto

/// The head of the ledger's Merkle tree, signed as a C2SP tlog-checkpoint.
///
///     stats.example.org/ledger
///     42
///     CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
///
///     — stats.example.org/ledger Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeO...
package struct Checkpoint: Hashable, Sendable {
    /// Which ledger it is.
    package let origin: String
    package let size: UInt64
    /// 32 bytes.
    package let root: [UInt8]

    package init(origin: String, size: UInt64, root: [UInt8]) {
        self.origin = origin
        self.size = size
        self.root = root
    }

    /// The three lines that are signed.
    package var body: String { "\(origin)\n\(size)\n\(Base64.encode(root))\n" }

    /// The note: the body, an empty line, and the signature of a key named like the origin.
    package func signed(by key: SigningKey) throws(ConsentError) -> String {
        let note = try NoteKey(name: origin, key: key.verifyingKey)
        let signature = Base64.encode(note.id + key.sign(Array(body.utf8)))
        return "\(body)\n\u{2014} \(origin) \(signature)\n"
    }

    /// The checkpoint of a note that one of `keys` signed.
    ///
    /// Signatures of other keys, such as witnesses', are passed over as the specification asks;
    /// one that names a trusted key and is wrong makes the whole note untrusted.
    package init(
        verifying note: [UInt8],
        of origin: String,
        by keys: [NoteKey]
    ) throws(ConsentError) {
        let signed = try SignedNote(note)
        var isSigned = false
        for signature in signed.signatures {
            for key in keys where signature.name == Array(key.name.utf8) && signature.id == key.id {
                guard key.key.isValid(signature: signature.bytes, for: signed.text) else {
                    throw .untrustedCheckpoint(reason: "its signature is wrong")
                }
                isSigned = true
            }
        }
        guard isSigned else {
            throw .untrustedCheckpoint(reason: "no trusted key signed it")
        }
        guard let checkpoint = Checkpoint(body: signed.text) else {
            throw .untrustedCheckpoint(reason: "it is signed but is no checkpoint")
        }
        guard Array(checkpoint.origin.utf8) == Array(origin.utf8) else {
            throw .untrustedCheckpoint(reason: "it is of another ledger")
        }
        self = checkpoint
    }

    /// From the signed lines; lines after the third are not ours and not taken.
    private init?(body: [UInt8]) {
        let lines = body.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[3].isEmpty,
            let size = UInt64(String(decoding: lines[1], as: UTF8.self)),
            let root = Base64.decode(String(decoding: lines[2], as: UTF8.self)),
            root.count == SHA256.byteCount
        else { return nil }
        self.init(origin: String(decoding: lines[0], as: UTF8.self), size: size, root: root)
        // Refuses a sign and leading zeros, which the number's reader takes.
        guard !origin.isEmpty, Array(self.body.utf8) == body else { return nil }
    }
}
