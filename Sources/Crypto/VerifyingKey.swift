internal import CSodium

/// An Ed25519 public key.
package struct VerifyingKey: Hashable, Sendable {
    package static let byteCount = 32

    package let bytes: [UInt8]

    package init(bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongSize(of: "the public key", expected: "32", actual: bytes.count)
        }
        guard unsafe crypto_core_ed25519_is_valid_point(bytes) == 1 else { throw .invalidPublicKey }
        self.bytes = bytes
    }

    init(checked bytes: [UInt8]) {
        self.bytes = bytes
    }

    package func isValid(signature: [UInt8], for message: [UInt8]) -> Bool {
        guard signature.count == SigningKey.signatureByteCount else { return false }
        return unsafe crypto_sign_verify_detached(
            signature,
            message,
            UInt64(message.count),
            bytes
        ) == 0
    }
}
