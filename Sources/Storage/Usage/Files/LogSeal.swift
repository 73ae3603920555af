internal import Crypto

/// Seals and opens the batches of one month under its key.
///
/// What is not secret but must not be changed is bound to the seal: month, site and the ids' hashes.
final class LogSeal {
    private var cipher: AES256GCM
    private let month: Int
    private let path: String
    private var bindings: [String: [UInt8]] = [:]

    init(_ key: SymmetricKey, month: Int, path: String) throws(StorageError) {
        do throws(CryptoError) {
            cipher = try AES256GCM(key: key)
        } catch {
            throw StorageError(error, path: path, doing: "making the month's key ready")
        }
        self.month = month
        self.path = path
    }

    func seal(_ data: [UInt8], site: String, ids: [UInt8]) throws(StorageError) -> [UInt8] {
        do throws(CryptoError) {
            return try cipher.seal(data, additional: binding(site) + ids)
        } catch {
            throw StorageError(error, path: path, doing: "sealing")
        }
    }

    func open(_ sealed: [UInt8], site: String, ids: [UInt8]) throws(StorageError) -> [UInt8] {
        do throws(CryptoError) {
            return try cipher.open(sealed, additional: binding(site) + ids)
        } catch {
            throw StorageError(error, path: path, doing: "opening a row of the log")
        }
    }

    private func binding(_ site: String) -> [UInt8] {
        if let binding = bindings[site] { return binding }
        let binding = Array("assent usage 1 \(month) \(site)".utf8) + [0]
        bindings[site] = binding
        return binding
    }
}
