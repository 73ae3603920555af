internal import CSodium

/// A key of 32 bytes for sealing, zeroed when the last holder lets go.
package final class SymmetricKey: Sendable {
    package static let byteCount = 32

    let secret: SecretBytes

    package init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongSize(of: "the key", expected: "32", actual: bytes.count)
        }
        secret = SecretBytes(bytes)
    }

    private init(secret: SecretBytes) {
        self.secret = secret
    }

    /// A fresh key.
    package static func random() -> SymmetricKey {
        SymmetricKey(
            secret: unsafe SecretBytes(count: byteCount) { memory in
                unsafe Random.fill(UnsafeMutableRawBufferPointer(start: memory, count: byteCount))
            }
        )
    }

    /// A copy for whoever stores the key.
    package var bytes: [UInt8] { secret.copy }
}
