internal import CSodium

/// An Ed25519 key that signs (RFC 8032), zeroed when the last holder lets go.
package final class SigningKey: Sendable {
    package static let seedByteCount = 32
    package static let signatureByteCount = 64

    private let secret: SecretBytes
    package let verifyingKey: VerifyingKey

    /// A fresh key.
    package convenience init() {
        self.init(checkedSeed: Random.bytes(Self.seedByteCount))
    }

    /// The key that belongs to 32 secret bytes.
    package convenience init(seed: [UInt8]) throws(CryptoError) {
        guard seed.count == Self.seedByteCount else {
            throw .wrongSize(of: "the seed of a signing key", expected: "32", actual: seed.count)
        }
        self.init(checkedSeed: seed)
    }

    private init(checkedSeed seed: [UInt8]) {
        var publicKey = [UInt8](repeating: 0, count: VerifyingKey.byteCount)
        secret = unsafe SecretBytes(count: Int(crypto_sign_SECRETKEYBYTES)) { output in
            _ = unsafe crypto_sign_seed_keypair(
                &publicKey,
                output,
                seed
            )
        }
        verifyingKey = VerifyingKey(checked: publicKey)
    }

    /// A copy of the seed for whoever stores the key.
    package var seed: [UInt8] { Array(secret.copy.prefix(Self.seedByteCount)) }

    /// The 64 bytes of the signature.
    package func sign(_ message: [UInt8]) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: Self.signatureByteCount) {
            output,
            initialized in
            guard let start = output.baseAddress else { return }
            _ = unsafe crypto_sign_detached(
                start,
                nil,
                message,
                UInt64(message.count),
                secret.pointer
            )
            initialized = Self.signatureByteCount
        }
    }
}
