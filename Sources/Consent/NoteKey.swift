package import Crypto

/// A public key that signs notes, and its name (C2SP signed-note).
package struct NoteKey: Hashable, Sendable {
    /// Ed25519, as the specification numbers it.
    private static let signatureType: UInt8 = 0x01

    /// A URL without scheme, such as `stats.example.org/ledger`.
    package let name: String
    package let key: VerifyingKey

    package init(name: String, key: VerifyingKey) throws(ConsentError) {
        guard Self.isUsable(name) else { throw .unusableKeyName(name) }
        self.name = name
        self.key = key
    }

    /// The first 4 bytes of SHA-256(name || newline || signature type || public key).
    package var id: [UInt8] {
        let named = Array(name.utf8) + [0x0A, Self.signatureType] + key.bytes
        return Array(SHA256.hash(named).prefix(4))
    }

    /// `name+id+key`, the text other programs take as the key to verify with.
    package var text: String {
        "\(name)+\(Hex.encode(id))+\(Base64.encode([Self.signatureType] + key.bytes))"
    }

    static func isUsable(_ name: String) -> Bool {
        !name.isEmpty
            && name.unicodeScalars.allSatisfy {
                $0 != "+" && $0.value >= 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace
            }
    }
}
