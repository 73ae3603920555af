internal import Crypto

/// A note taken apart, by bytes: two texts that Unicode calls equal are two notes.
struct SignedNote {
    struct Signature {
        let name: [UInt8]
        let id: [UInt8]
        let bytes: [UInt8]
    }

    /// What is signed, with its last newline.
    let text: [UInt8]
    let signatures: [Signature]

    /// 16 signatures must be taken; more is not ours.
    private static let maxSignatures = 16
    private static let lineStart = Array("\u{2014} ".utf8)

    init(_ note: [UInt8]) throws(ConsentError) {
        guard String(validating: note, as: UTF8.self) != nil,
            note.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }), note.last == 0x0A
        else { throw .untrustedCheckpoint(reason: "it is not plain text that ends a line") }
        let lines = note.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let blank = lines.lastIndex(where: \.isEmpty), blank > 0, blank < lines.count - 1
        else {
            throw .untrustedCheckpoint(reason: "it has no signature")
        }
        guard lines.count - blank - 1 <= Self.maxSignatures else {
            throw .untrustedCheckpoint(reason: "it has more than \(Self.maxSignatures) signatures")
        }
        text = Array(note[..<lines[blank].startIndex])
        var signatures: [Signature] = []
        for line in lines[(blank + 1)...] {
            let parts = line.dropFirst(Self.lineStart.count)
                .split(separator: 0x20, omittingEmptySubsequences: false)
            guard line.starts(with: Self.lineStart), parts.count == 2, !parts[0].isEmpty,
                let bytes = Base64.decode(String(decoding: parts[1], as: UTF8.self)),
                bytes.count > 4
            else { throw .untrustedCheckpoint(reason: "a signature line is malformed") }
            signatures.append(
                Signature(
                    name: Array(parts[0]),
                    id: Array(bytes.prefix(4)),
                    bytes: Array(bytes.dropFirst(4))
                )
            )
        }
        self.signatures = signatures
    }
}
