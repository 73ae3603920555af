internal import Crypto

/// The hash that stands for a ledger entry for ever, also once its content was erased.
package enum LedgerLeaf {
    /// Without its salt an erased record cannot be found again by trying out contents.
    package static let saltByteCount = 32

    /// A fresh salt.
    package static func randomSalt() -> [UInt8] { Random.bytes(saltByteCount) }

    /// The RFC 6962 leaf hash of salt and canonical bytes: SHA-256(0x00 || salt || content).
    package static func hash(salt: [UInt8], content: [UInt8]) -> [UInt8] {
        SHA256.hash(prefix: 0x00, salt, content)
    }
}
