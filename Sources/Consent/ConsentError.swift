/// What can be wrong with a choice, with keys, or with what the ledger holds.
package enum ConsentError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A choice that contradicts itself or the notice; `field` is its name in the request.
    case contradiction(field: String, reason: String)
    case noSigningKey
    case repeatedKeyNumber(UInt8)
    case wrongKeySize(number: UInt8, bytes: Int)
    /// A name that cannot stand in a signed note.
    case unusableKeyName(String)
    /// Text that is not the canonical form of what it should be.
    case notCanonical(of: String, reason: String)
    /// A signed note that is malformed, or that no trusted key signed.
    case untrustedCheckpoint(reason: String)

    /// The field of the request to name in the answer.
    package var field: String? {
        if case .contradiction(let field, _) = self { field } else { nil }
    }

    package var description: String {
        switch self {
        case .contradiction(_, let reason): reason
        case .noSigningKey:
            "every token key is retired, so no token can be signed; add a new key"
        case .repeatedKeyNumber(let number):
            "two token keys have the number \(number); remove one of them"
        case .wrongKeySize(let number, let bytes):
            "token key \(number) has \(bytes) bytes; it must have 32"
        case .unusableKeyName(let name):
            "\"\(name)\" cannot name a ledger: use a host and a path without spaces, + and control "
                + "characters, such as stats.example.org/ledger"
        case .notCanonical(let of, let reason):
            "\(of) is not in its canonical form: \(reason); it was changed after it was written"
        case .untrustedCheckpoint(let reason):
            "the checkpoint cannot be trusted: \(reason)"
        }
    }
}
