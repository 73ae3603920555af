/// What can go wrong with keys, codes and sealed bytes; never holds any of them.
package enum CryptoError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A key, seed or signature of the wrong length.
    case wrongSize(of: String, expected: String, actual: Int)
    /// Sealed bytes that were changed, cut, or sealed with another key or other additional data.
    case notAuthentic
    /// Bytes that are not a point of the curve and so not a key.
    case invalidPublicKey
    /// The library refused what it never refuses, as a rule for want of memory.
    case libraryFailed(operation: String)

    package var description: String {
        switch self {
        case .wrongSize(let of, let expected, let actual):
            "\(of) has \(actual) bytes; it must have \(expected)"
        case .notAuthentic:
            "sealed bytes cannot be opened: they were changed, or the key is not the one that sealed them"
        case .invalidPublicKey:
            "these bytes are not an Ed25519 public key"
        case .libraryFailed(let operation):
            "\(operation) failed in the cryptographic library; is there enough memory?"
        }
    }
}
