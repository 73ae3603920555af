internal import Consent
internal import Crypto
internal import Usage

/// Seals and opens the content of a record: its salt and its canonical form.
///
/// Place and leaf hash are bound in, so that no content opens at another place.
struct ContentSeal: Sendable {
    let months: MonthKeys
    let path: String

    /// The month, as in 202611, whose key seals a record made at `atMs`, by UTC.
    static func month(atMs: Int64) -> Int {
        let dayMs: Int64 = 86_400_000
        let days = atMs / dayMs - (atMs % dayMs < 0 ? 1 : 0)
        return Int(CivilDate(days: Int32(clamping: days)).monthNumber)
    }

    func seal(
        salt: [UInt8],
        content: [UInt8],
        month: Int,
        sequence: UInt64,
        leaf: [UInt8]
    ) throws(StorageError) -> [UInt8] {
        let key = try months.key(month)
        do throws(CryptoError) {
            return try AES256GCM.seal(
                salt + content,
                key: key,
                additional: Self.place(sequence, leaf)
            )
        } catch {
            throw StorageError(error, path: path, doing: "sealing a record")
        }
    }

    /// Salt and canonical form.
    func open(
        _ sealed: [UInt8],
        month: Int,
        sequence: UInt64,
        leaf: [UInt8]
    ) throws(StorageError) -> (salt: [UInt8], content: [UInt8]) {
        guard let key = months.existingKey(month) else {
            throw .missingKey(
                path: months.path(month),
                needs: "record \(sequence) in \(path) is sealed with it"
            )
        }
        let bytes: [UInt8]
        do throws(CryptoError) {
            bytes = try AES256GCM.open(sealed, key: key, additional: Self.place(sequence, leaf))
        } catch {
            throw StorageError(error, path: path, doing: "opening record \(sequence)")
        }
        guard bytes.count >= LedgerLeaf.saltByteCount else {
            throw .damaged(path: path, what: "record \(sequence) has no salt")
        }
        return (
            Array(bytes.prefix(LedgerLeaf.saltByteCount)),
            Array(bytes.dropFirst(LedgerLeaf.saltByteCount))
        )
    }

    private static func place(_ sequence: UInt64, _ leaf: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: sequence >> (56 - 8 * UInt64($0))) } + leaf
    }
}
