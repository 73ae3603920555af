package import Crypto
internal import Synchronization

/// The keys that seal what is stored, one for each calendar month.
///
/// Destroying a month's key ends every copy of the month, also those in backups.
package final class MonthKeys: Sendable {
    private let directory: KeyDirectory
    /// What the names of the files begin with, such as `usage`.
    private let kind: String
    private let known: Mutex<[Int: SymmetricKey]>

    /// Reads the keys of all months there are.
    init(kind: String, in directory: KeyDirectory) throws(StorageError) {
        self.kind = kind
        self.directory = directory
        var found: [Int: SymmetricKey] = [:]
        for name in try directory.names() {
            guard let month = Self.month(name, kind: kind) else { continue }
            let file = directory.file(name)
            guard let bytes = try file.read(count: SymmetricKey.byteCount) else { continue }
            found[month] = try Self.symmetric(bytes, path: file.path)
        }
        known = Mutex(found)
    }

    /// The months that have a key, as in 202611, in order.
    package var months: [Int] { known.withLock { $0.keys.sorted() } }

    /// The key of a month, as in 202611; nil where it was destroyed or never made.
    package func existingKey(_ month: Int) -> SymmetricKey? { known.withLock { $0[month] } }

    /// The key of a month, made and kept on disk where there is none yet.
    package func key(_ month: Int) throws(StorageError) -> SymmetricKey {
        if let key = existingKey(month) { return key }
        return try known.withLock { (known) throws(StorageError) in
            if let key = known[month] { return key }
            let key = SymmetricKey.random()
            try file(month).write(key.bytes)
            known[month] = key
            return key
        }
    }

    /// Ends the month's key in memory and on disk, for ever.
    package func destroyKey(_ month: Int) throws(StorageError) {
        try known.withLock { (known) throws(StorageError) in
            try file(month).destroy(count: SymmetricKey.byteCount)
            known[month] = nil
        }
    }

    private func file(_ month: Int) -> KeyFile { directory.file("\(kind)-\(month).key") }

    private static func month(_ name: String, kind: String) -> Int? {
        guard name.hasPrefix(kind + "-"), name.hasSuffix(".key") else { return nil }
        let digits = name.dropFirst(kind.count + 1).dropLast(4)
        guard digits.count == 6, digits.allSatisfy(\.isWholeNumber) else { return nil }
        return Int(digits)
    }

    static func symmetric(_ bytes: [UInt8], path: String) throws(StorageError) -> SymmetricKey {
        do throws(CryptoError) {
            return try SymmetricKey(bytes: bytes)
        } catch {
            throw StorageError(error, path: path, doing: "reading the key")
        }
    }
}
