import CollectorTesting
import SQLite
import Testing

@testable import Storage

@Suite struct AccessKeysTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: AccessRole.allCases)
    func `a key says its role and stands for it, also after a start`(role: AccessRole) throws {
        let keys = try AccessKeys(dataDirectory: folder.path)
        let (id, key) = try keys.add(role: role, site: "a.example", atMs: 5)
        #expect(key.hasPrefix("assent_\(role.rawValue)_"))
        let expected = Access(keyID: id, role: role, site: "a.example")
        #expect(keys.access(of: key) == expected)
        let reopened = try AccessKeys(dataDirectory: folder.path)
        #expect(reopened.access(of: key) == expected)
        #expect(reopened.list == [AccessKey(access: expected, createdMs: 5, revokedMs: nil)])
    }

    @Test func `nothing but the key itself opens`() throws {
        let keys = try AccessKeys(dataDirectory: folder.path)
        let (id, key) = try keys.add(role: .admin, site: nil, atMs: 5)
        let wrong = [
            "", id, String(key.dropLast()), key + "A", key.replacing("admin", with: "ingest"),
            key.uppercased(), String(repeating: "a", count: 5000),
        ]
        for text in wrong { #expect(keys.access(of: text) == nil, "\(text)") }
    }

    @Test func `a revoked key is no good at once, and stays listed`() throws {
        let keys = try AccessKeys(dataDirectory: folder.path)
        let (first, key) = try keys.add(role: .ingest, site: nil, atMs: 5)
        let (_, other) = try keys.add(role: .marketing, site: nil, atMs: 6)
        try keys.revoke(first, atMs: 7)
        try keys.revoke(first, atMs: 8)
        #expect(keys.access(of: key) == nil)
        #expect(keys.access(of: other) != nil)
        #expect(keys.list.map(\.revokedMs) == [7, nil])
        let reopened = try AccessKeys(dataDirectory: folder.path)
        #expect(reopened.access(of: key) == nil)
        #expect(reopened.list == keys.list)
        #expect(throws: StorageError.self) { try keys.revoke("nobody", atMs: 9) }
    }

    @Test func `no file holds a key`() throws {
        let keys = try AccessKeys(dataDirectory: folder.path)
        let (_, key) = try keys.add(role: .admin, site: nil, atMs: 5)
        let secret = Array(key.utf8.suffix(43))
        for file in folder.files {
            #expect(folder.bytes(of: file).firstRange(of: secret) == nil, "\(file)")
        }
        #expect(folder.mode(of: "main.db") == 0o600)
    }

    @Test func `a copy knows the same keys`() throws {
        let keys = try AccessKeys(dataDirectory: folder.path)
        let (_, key) = try keys.add(role: .admin, site: nil, atMs: 5)
        let copy = try TemporaryFolder()
        try keys.backup(to: copy.path + "/main.db")
        #expect(try AccessKeys(dataDirectory: copy.path).access(of: key)?.role == .admin)
    }

    @Test func `a file of a later version is left alone`() throws {
        let path = folder.path + "/main.db"
        try Connection(.writer(path)).setUserVersion(99)
        #expect(throws: StorageError.tooNew(path: path, version: 99, known: 1)) {
            try AccessKeys(dataDirectory: self.folder.path)
        }
    }
}
