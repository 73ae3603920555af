package import Consent
package import Crypto
internal import Glibc
internal import Synchronization
package import Usage

/// All secrets of a data directory, in `DATA/keys`, apart from the databases they open.
///
/// | file | what it is for |
/// |---|---|
/// | `token-N.key` | signs consent tokens; `token-N.until-MS.key` only verifies any more |
/// | `ledger.key` | signs the ledger's checkpoints |
/// | `pseudonym.key` | visitors' pseudonyms, hashes of event ids, the index of consent ids |
/// | `usage-YYYYMM.key` | seals the usage of a month |
/// | `consent-YYYYMM.key` | seals the contents of the consent records made in a month |
package final class KeyRing: Sendable {
    /// Seal usage by the month of its day.
    package let usageMonths: MonthKeys
    /// Seal the contents of consent records by the month they were made in.
    package let consentMonths: MonthKeys
    /// Signs the ledger's checkpoints.
    package let ledgerSigningKey: SigningKey

    private let directory: KeyDirectory
    private let token: Mutex<TokenKeys>
    private let visitorNames: KeyedHash
    private let eventNames: KeyedHash
    private let indexNames: KeyedHash

    /// Opens `DATA/keys`; makes what is missing, but never a key that data on disk already needs.
    package init(dataDirectory: String) throws(StorageError) {
        directory = try KeyDirectory(dataDirectory + "/keys")
        let hasLedger = unsafe access(dataDirectory + "/consent.db", F_OK) == 0
        let seed = try Self.secret("ledger.key", in: directory, mayCreate: !hasLedger)
        let pseudonym = try Self.secret("pseudonym.key", in: directory, mayCreate: !hasLedger)
        do throws(CryptoError) {
            ledgerSigningKey = try SigningKey(seed: seed)
            // A key for each purpose, so that equal bytes under two purposes are not seen as equal.
            let root = try HMACKey(key: pseudonym)
            visitorNames = try KeyedHash(key: root.authenticationCode(Array("visitor".utf8)))
            eventNames = try KeyedHash(key: root.authenticationCode(Array("event".utf8)))
            indexNames = try KeyedHash(key: root.authenticationCode(Array("index".utf8)))
        } catch {
            throw StorageError(error, path: directory.path, doing: "making the keys ready")
        }
        usageMonths = try MonthKeys(kind: "usage", in: directory)
        consentMonths = try MonthKeys(kind: "consent", in: directory)
        let tokenKeys = try TokenKeyFiles(directory: directory).load()
        token = Mutex(try Self.ready(tokenKeys, path: directory.path))
    }

    /// The key the ledger's checkpoints are verified with.
    package var ledgerVerifyingKey: VerifyingKey { ledgerSigningKey.verifyingKey }

    /// The ledger's name in its checkpoints: unique without asking the operator for one.
    package var ledgerName: String {
        "assent/ledger/" + SHA256.hex(ledgerVerifyingKey.bytes).prefix(16)
    }

    /// Signs and verifies consent tokens.
    package var tokenKeys: TokenKeys { token.withLock { $0 } }

    /// A new key signs tokens from now on; the tokens of the one before stay valid.
    package func rotateTokenKey(atMs: Int64) throws(StorageError) {
        try token.withLock { (token) throws(StorageError) in
            let keys = try TokenKeyFiles(directory: directory).rotate(atMs: atMs)
            token = try Self.ready(keys, path: directory.path)
        }
    }

    private static func secret(
        _ name: String,
        in directory: KeyDirectory,
        mayCreate: Bool
    ) throws(StorageError) -> [UInt8] {
        let file = directory.file(name)
        if let bytes = try file.read(count: 32) { return bytes }
        guard mayCreate else {
            throw .missingKey(path: file.path, needs: "there is a consent.db that was made with it")
        }
        let bytes = Random.bytes(32)
        try file.write(bytes)
        return bytes
    }

    private static func ready(
        _ keys: [TokenKeys.Key],
        path: String
    ) throws(StorageError) -> TokenKeys {
        do throws(ConsentError) {
            return try TokenKeys(keys)
        } catch {
            throw .damaged(path: path, what: "the token keys cannot be used: \(error)")
        }
    }
}

extension KeyRing {
    /// The pseudonym of a consent id within `site`; pseudonyms of two sites cannot be linked.
    package func visitor(_ id: ConsentID, of site: String) -> VisitorID {
        var site = site
        let hash = site.withUTF8 { site in
            unsafe withUnsafeTemporaryAllocation(byteCount: 16 + site.count, alignment: 8) {
                input in
                unsafe input.storeBytes(of: id.high, as: UInt64.self)
                unsafe input.storeBytes(of: id.low, toByteOffset: 8, as: UInt64.self)
                unsafe UnsafeMutableRawBufferPointer(rebasing: input[16...])
                    .copyMemory(from: UnsafeRawBufferPointer(site))
                return unsafe visitorNames.hash8(UnsafeRawBufferPointer(input))
            }
        }
        return VisitorID(hash)
    }

    /// What a stored event keeps of its id, to find the same id sent twice.
    package func eventHash(_ id: EventID, _ visitor: VisitorID) -> UInt64 {
        unsafe withUnsafeBytes(of: (id.high, id.low, visitor.value)) { unsafe eventNames.hash8($0) }
    }

    /// The name of a consent id or record id in the ledger's index.
    func index(_ kind: IndexKind, _ id: [UInt8]) -> [UInt8] {
        indexNames.hash16([kind.rawValue] + id)
    }
}

/// What a name in the ledger's index stands for.
enum IndexKind: UInt8 {
    case consentID = 1
    case recordID = 2
}
