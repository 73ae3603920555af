internal import Crypto
internal import SQLite
internal import Synchronization

/// The API keys of people and programs, in `main.db` as hashes and in memory for every request.
///
/// A key holds 32 random bytes, so a plain SHA-256 is enough: nobody can try 2^256 keys, and a slow
/// hash as for passwords would only slow down who has the key.
package final class AccessKeys: Sendable {
    private struct State {
        let connection: Connection
        let insert: Statement
        let revoke: Statement
        var keys: [AccessKey]
    }

    /// Longer than any key of ours.
    private static let longestByteCount = 128

    private let path: String
    private let state: Mutex<State>
    /// Apart from `state`, so that no request waits for the disk.
    private let good: Mutex<[[UInt8]: Access]>

    /// Opens `main.db` in the data directory, or makes it.
    package init(dataDirectory: String) throws(StorageError) {
        let path = dataDirectory + "/main.db"
        try PrivateFile.ensure(path)
        let connection = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            try Connection(.writer(path))
        }
        try AccessSchema.prepare(connection, path: path)
        let (keys, hashes) = try Self.load(connection, path: path)
        let statements = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            (
                insert: try connection.prepare(
                    """
                    INSERT INTO access_key(id, role, site, hash, created_ms) VALUES (?, ?, ?, ?, ?)
                    """
                ),
                revoke: try connection.prepare(
                    "UPDATE access_key SET revoked_ms = ? WHERE id = ? AND revoked_ms IS NULL"
                )
            )
        }
        var good: [[UInt8]: Access] = [:]
        for (key, hash) in zip(keys, hashes) where key.revokedMs == nil { good[hash] = key.access }
        self.path = path
        self.good = Mutex(good)
        state = Mutex(
            State(
                connection: connection,
                insert: statements.insert,
                revoke: statements.revoke,
                keys: keys
            )
        )
    }

    /// Whom the bytes behind `Bearer ` stand for; nil where they are no good key.
    @unsafe package func access(of bearer: UnsafeRawBufferPointer) -> Access? {
        guard bearer.count <= Self.longestByteCount else { return nil }
        // What is looked up is a hash: the time it takes tells nothing about the key.
        let hash = unsafe SHA256.hash(bearer)
        return good.withLock { $0[hash] }
    }

    package func access(of bearer: String) -> Access? {
        let bytes = Array(bearer.utf8)
        return unsafe bytes.withUnsafeBytes { unsafe access(of: $0) }
    }

    /// All keys that ever were, from the oldest to the newest.
    package var list: [AccessKey] { state.withLock { $0.keys } }

    /// Makes a key; its text is told here and never again.
    package func add(
        role: AccessRole,
        site: String?,
        atMs: Int64
    ) throws(StorageError) -> (id: String, key: String) {
        let text = "assent_\(role.rawValue)_" + Base64URL.encode(Random.bytes(32))
        let hash = SHA256.hash(Array(text.utf8))
        let id = Hex.encode(Array(hash.prefix(6)))
        let access = Access(keyID: id, role: role, site: site)
        try state.withLock { (state) throws(StorageError) in
            try StorageError.naming(path, "adding a key") { () throws(SQLiteError) in
                try state.insert.bind(1, id)
                try state.insert.bind(2, role.rawValue)
                try state.insert.bind(3, site)
                try state.insert.bind(4, hash)
                try state.insert.bind(5, atMs)
                try state.insert.run()
            }
            state.keys.append(AccessKey(access: access, createdMs: atMs, revokedMs: nil))
        }
        good.withLock { $0[hash] = access }
        return (id, text)
    }

    /// Ends a key at once.
    package func revoke(_ id: String, atMs: Int64) throws(StorageError) {
        try state.withLock { (state) throws(StorageError) in
            guard let index = state.keys.firstIndex(where: { $0.id == id }) else {
                throw .impossible(
                    what: "there is no key \"\(id)\"",
                    hint: "`assent key list` shows the ids."
                )
            }
            guard state.keys[index].revokedMs == nil else { return }
            try StorageError.naming(path, "revoking a key") { () throws(SQLiteError) in
                try state.revoke.bind(1, atMs)
                try state.revoke.bind(2, id)
                try state.revoke.run()
            }
            let key = state.keys[index]
            state.keys[index] = AccessKey(
                access: key.access,
                createdMs: key.createdMs,
                revokedMs: atMs
            )
        }
        good.withLock { good in good = good.filter { $0.value.keyID != id } }
    }

    /// Copies `main.db` to `destination` while it is in use.
    package func backup(to destination: String) throws(StorageError) {
        try state.withLock { (state) throws(StorageError) in
            try StorageError.naming(destination, "copying \(path)") { () throws(SQLiteError) in
                try state.connection.backup(to: destination, pagesPerStep: -1)
            }
        }
    }

    private static func load(
        _ connection: Connection,
        path: String
    ) throws(StorageError) -> (keys: [AccessKey], hashes: [[UInt8]]) {
        let rows = try StorageError.naming(path, "reading the keys") { () throws(SQLiteError) in
            try connection.prepare(
                """
                SELECT id, role, site, hash, created_ms, revoked_ms FROM access_key
                ORDER BY created_ms, id
                """
            ).all { row in
                (
                    id: row.text(0), role: row.text(1), site: row.textOrNil(2), hash: row.blob(3),
                    createdMs: row.int64(4), revokedMs: row.int64OrNil(5)
                )
            }
        }
        var keys: [AccessKey] = []
        for row in rows {
            guard let role = AccessRole(rawValue: row.role) else {
                throw .damaged(path: path, what: "key \(row.id) has the role \"\(row.role)\"")
            }
            let access = Access(keyID: row.id, role: role, site: row.site)
            keys.append(
                AccessKey(access: access, createdMs: row.createdMs, revokedMs: row.revokedMs)
            )
        }
        return (keys, rows.map(\.hash))
    }
}
