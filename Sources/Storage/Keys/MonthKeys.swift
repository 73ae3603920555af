package import Crypto
internal import Synchronization

/// The keys that seal what is stored, one for each calendar month.
///
/// Destroying a month's key ends every copy of the month, also those in backups.
package final class MonthKeys: Sendable {
    private let directory: KeyDirectory
    /// What the names of the files begin with, such as `usage`.
    private let kind: String
    private let known: Mutex<[Name: SymmetricKey]>

    /// A month's files that were rewritten are sealed anew, with the key of a later edition.
    private struct Name: Hashable {
        let month: Int
        let edition: Int
    }

    /// Reads the keys of all months there are.
    init(kind: String, in directory: KeyDirectory) throws(StorageError) {
        self.kind = kind
        self.directory = directory
        var found: [Name: SymmetricKey] = [:]
        for file in try directory.names() {
            guard let name = Self.name(file, kind: kind) else { continue }
            let file = directory.file(file)
            guard let bytes = try file.read(count: SymmetricKey.byteCount) else { continue }
            found[name] = try Self.symmetric(bytes, path: file.path)
        }
        known = Mutex(found)
    }

    /// The months that have a key, as in 202611, in order.
    package var months: [Int] { Set(known.withLock { $0.keys.map(\.month) }).sorted() }

    /// The key of a month, as in 202611; nil where it was destroyed or never made.
    package func existingKey(_ month: Int, edition: Int = 1) -> SymmetricKey? {
        known.withLock { $0[Name(month: month, edition: edition)] }
    }

    /// The key of a month, made and kept on disk where there is none yet.
    package func key(_ month: Int, edition: Int = 1) throws(StorageError) -> SymmetricKey {
        let name = Name(month: month, edition: edition)
        return try known.withLock { (known) throws(StorageError) in
            if let key = known[name] { return key }
            let key = SymmetricKey.random()
            try file(name).write(key.bytes)
            known[name] = key
            return key
        }
    }

    /// A new key for an edition, in the place of what a rewrite that was cut off may have left.
    func newKey(_ month: Int, edition: Int) throws(StorageError) -> SymmetricKey {
        try put(SymmetricKey.random(), Name(month: month, edition: edition))
    }

    /// The key of an edition for a later one that holds the same: backups of either can be read with it.
    func copyKey(_ month: Int, from: Int, to: Int) throws(StorageError) -> SymmetricKey {
        guard let key = existingKey(month, edition: from) else {
            throw .missingKey(
                path: path(month, edition: from),
                needs: "the month was sealed with it"
            )
        }
        return try put(key, Name(month: month, edition: to))
    }

    private func put(_ key: SymmetricKey, _ name: Name) throws(StorageError) -> SymmetricKey {
        try known.withLock { (known) throws(StorageError) in
            try file(name).write(key.bytes)
            known[name] = key
            return key
        }
    }

    /// Makes an edition's key the only one of its bytes, once it is the month's only edition.
    ///
    /// Where it has none, as that of a backup made before the month was merged, it takes the key of
    /// another edition which `opens` it.
    func settle(
        _ month: Int,
        edition: Int,
        opens: (SymmetricKey) throws(StorageError) -> Bool
    ) throws(StorageError) {
        let others = known.withLock { known in
            known.filter { $0.key.month == month && $0.key.edition != edition }
        }
        for (name, key) in others {
            if let own = existingKey(month, edition: edition) {
                guard own.bytes == key.bytes else { continue }
            } else {
                guard try opens(key) else { continue }
                _ = try copyKey(month, from: name.edition, to: edition)
            }
            try destroyKey(month, edition: name.edition)
        }
    }

    /// Ends the month's key in memory and on disk, for ever.
    package func destroyKey(_ month: Int, edition: Int = 1) throws(StorageError) {
        let name = Name(month: month, edition: edition)
        try known.withLock { (known) throws(StorageError) in
            try file(name).destroy(count: SymmetricKey.byteCount)
            known[name] = nil
        }
    }

    /// Where the key of a month is, or would be.
    func path(_ month: Int, edition: Int = 1) -> String {
        file(Name(month: month, edition: edition)).path
    }

    /// `usage-202611.key`, and `usage-202611-2.key` for the second edition.
    private func file(_ name: Name) -> KeyFile {
        let edition = name.edition > 1 ? "-\(name.edition)" : ""
        return directory.file("\(kind)-\(name.month)\(edition).key")
    }

    private static func name(_ file: String, kind: String) -> Name? {
        guard file.hasPrefix(kind + "-"), file.hasSuffix(".key") else { return nil }
        let parts = file.dropFirst(kind.count + 1).dropLast(4)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard let digits = parts.first, digits.count == 6, let month = Int(digits) else {
            return nil
        }
        switch parts.count {
        case 1: return Name(month: month, edition: 1)
        case 2:
            guard let edition = Int(parts[1]), edition > 1 else { return nil }
            return Name(month: month, edition: edition)
        default: return nil
        }
    }

    static func symmetric(_ bytes: [UInt8], path: String) throws(StorageError) -> SymmetricKey {
        do throws(CryptoError) {
            return try SymmetricKey(bytes: bytes)
        } catch {
            throw StorageError(error, path: path, doing: "reading the key")
        }
    }
}
