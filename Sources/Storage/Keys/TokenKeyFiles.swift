internal import Consent
internal import Glibc

/// The files of the token keys: `token-3.key` signs, `token-2.until-1790000000000.key` signed until
/// then (ms since 1970 UTC) and still verifies.
struct TokenKeyFiles {
    let directory: KeyDirectory

    /// Longer than any token is valid (13 months): from then on a retired key verifies nothing.
    static let keptMs: Int64 = 400 * 86_400_000

    private struct Entry {
        let name: String
        let key: TokenKeys.Key
    }

    /// All keys, the one that signs last; makes the first.
    func load() throws(StorageError) -> [TokenKeys.Key] {
        let entries = try entries()
        if entries.contains(where: { $0.key.retiredAtMs == nil }) { return entries.map(\.key) }
        return try entries.map(\.key) + [add(after: entries)]
    }

    /// Adds a key that signs from now on, retires the one before, removes what verifies nothing more.
    func rotate(atMs: Int64) throws(StorageError) -> [TokenKeys.Key] {
        // The new key first: a cut between the two leaves two keys that may sign, never none.
        let before = try entries()
        let fresh = try add(after: before)
        var kept: [TokenKeys.Key] = []
        for entry in before {
            if let retired = entry.key.retiredAtMs {
                if retired < atMs - Self.keptMs {
                    try directory.file(entry.name).destroy(count: entry.key.secret.count)
                } else {
                    kept.append(entry.key)
                }
                continue
            }
            let number = entry.key.number
            let path = directory.file("token-\(number).until-\(atMs).key").path
            guard unsafe rename(directory.file(entry.name).path, path) == 0 else {
                throw StorageError(errno: errno, path: path, doing: "renaming")
            }
            kept.append(
                TokenKeys.Key(number: number, secret: entry.key.secret, retiredAtMs: atMs)
            )
        }
        try KeyFile.synchronize(directory: directory.path)
        return kept + [fresh]
    }

    private func add(after entries: [Entry]) throws(StorageError) -> TokenKeys.Key {
        let used = Set(entries.map(\.key.number))
        let latest = entries.last?.key.number ?? 0
        let numbers = (1...255).lazy.map { latest &+ UInt8($0) }
        guard let number = numbers.first(where: { !used.contains($0) }) else {
            throw .impossible(
                what: "there are 256 token keys already",
                hint: "Rotate less often: a key is kept for 400 days."
            )
        }
        let key = TokenKeys.Key.random(number: number)
        try directory.file("token-\(number).key").write(key.secret)
        return key
    }

    /// From the oldest to the newest.
    private func entries() throws(StorageError) -> [Entry] {
        var entries: [Entry] = []
        for name in try directory.names() {
            guard let (number, retiredAtMs) = Self.parts(of: name) else { continue }
            guard let secret = try directory.file(name).read(count: 32) else { continue }
            let key = TokenKeys.Key(number: number, secret: secret, retiredAtMs: retiredAtMs)
            entries.append(Entry(name: name, key: key))
        }
        return entries.sorted { left, right in
            let leftEnd = left.key.retiredAtMs ?? .max
            let rightEnd = right.key.retiredAtMs ?? .max
            return (leftEnd, left.key.number) < (rightEnd, right.key.number)
        }
    }

    private static func parts(of name: String) -> (number: UInt8, retiredAtMs: Int64?)? {
        let parts = name.split(separator: ".")
        guard let first = parts.first, first.hasPrefix("token-"), parts.last == "key",
            let number = UInt8(first.dropFirst("token-".count))
        else { return nil }
        switch parts.count {
        case 2: return (number, nil)
        case 3 where parts[1].hasPrefix("until-"):
            guard let end = Int64(parts[1].dropFirst("until-".count)) else { return nil }
            return (number, end)
        default: return nil
        }
    }
}
