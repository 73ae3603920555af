import CollectorTesting
import Consent
import Crypto
import Glibc
import Testing
import Usage

@testable import Storage

@Suite struct KeyRingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open() throws -> KeyRing { try KeyRing(dataDirectory: folder.path) }

    private func facts(_ issuedMs: Int64) -> TokenFacts {
        TokenFacts(
            siteTag: 1,
            choices: .analytics,
            noticeMaterial: 2,
            issuedMs: issuedMs,
            expiresMs: issuedMs + 1000,
            grant: .init(consentID: ConsentID(high: 3, low: 4), sequence: 5)
        )
    }

    @Test func `keys stay the same when the directory is opened again`() throws {
        let first = try open()
        let token = first.tokenKeys.sign(facts(1000))
        let id = ConsentID.random()
        let second = try open()
        #expect(second.tokenKeys.verify(token) == facts(1000))
        #expect(second.ledgerVerifyingKey == first.ledgerVerifyingKey)
        #expect(second.ledgerName == first.ledgerName)
        #expect(second.visitor(id, of: "a.example") == first.visitor(id, of: "a.example"))
        #expect(second.index(.consentID, id.bytes) == first.index(.consentID, id.bytes))
    }

    @Test(.tags(.privacy)) func `keys are readable by their owner alone`() throws {
        let keys = try open()
        _ = try keys.usageMonths.key(202_611)
        #expect(folder.mode(of: "keys") == 0o700)
        let files = folder.files
        #expect(files.count == 4)
        for file in files { #expect(folder.mode(of: file) == 0o600, "\(file)") }
    }

    @Test(
        .tags(.privacy),
        arguments: [
            ("keys", mode_t(0o750)), ("keys/ledger.key", 0o640), ("keys/pseudonym.key", 0o604),
            ("keys/token-1.key", 0o660), ("keys/usage-202611.key", 0o644),
        ]
    )
    func `a key that others can read is refused with what to do`(
        name: String,
        mode: mode_t
    ) throws {
        _ = try open().usageMonths.key(202_611)
        folder.setMode(mode, of: name)
        let error = #expect(throws: StorageError.self) { try self.open() }
        #expect(error?.description.contains("chmod go= \(folder.path)/\(name)") == true)
    }

    @Test func `a cut key is refused`() throws {
        _ = try open()
        let bytes = folder.bytes(of: "keys/ledger.key")
        try folder.write(Array(bytes.dropLast()), to: "keys/ledger.key")
        #expect(throws: StorageError.self) { try self.open() }
        try folder.write(bytes + [0], to: "keys/ledger.key")
        #expect(throws: StorageError.self) { try self.open() }
    }

    @Test(arguments: ["ledger.key", "pseudonym.key"])
    func `a lost key is not replaced while there is a ledger that needs it`(name: String) throws {
        _ = try open()
        try folder.write([], to: "consent.db")
        folder.remove("keys/\(name)")
        let error = #expect(throws: StorageError.self) { try self.open() }
        #expect(error?.what.contains(name) == true)
    }

    @Test func `a token outlives the rotation of its key, but a retired key signs nothing new`()
        throws
    {
        let keys = try open()
        let old = keys.tokenKeys.sign(facts(1000))
        let oldKeys = keys.tokenKeys
        try keys.rotateTokenKey(atMs: 2000)
        let new = keys.tokenKeys.sign(facts(3000))
        #expect(keys.tokenKeys.verify(old) == facts(1000))
        #expect(keys.tokenKeys.verify(new) == facts(3000))
        #expect(keys.tokenKeys.signingNumber != oldKeys.signingNumber)
        let late = oldKeys.sign(facts(1000 + TokenKeyFiles.keptMs))
        #expect(keys.tokenKeys.verify(late) == nil)
        let reopened = try open()
        #expect(reopened.tokenKeys.verify(old) == facts(1000))
        #expect(reopened.tokenKeys.verify(new) == facts(3000))
        #expect(reopened.tokenKeys.signingNumber == keys.tokenKeys.signingNumber)
    }

    @Test func `a retired key goes once its last token has ended`() throws {
        let keys = try open()
        let old = keys.tokenKeys.sign(facts(1000))
        try keys.rotateTokenKey(atMs: 2000)
        try keys.rotateTokenKey(atMs: 2001 + TokenKeyFiles.keptMs)
        #expect(keys.tokenKeys.verify(old) == nil)
        #expect(folder.files.filter { $0.contains("token-") }.count == 2)
    }

    @Test func `numbers of token keys go round`() throws {
        let keys = try open()
        for turn in 1...260 { try keys.rotateTokenKey(atMs: Int64(turn) * TokenKeyFiles.keptMs) }
        let token = keys.tokenKeys.sign(facts(261 * TokenKeyFiles.keptMs))
        #expect(try open().tokenKeys.verify(token) != nil)
    }

    @Test(.tags(.privacy)) func `the pseudonyms of one visitor on two sites are not alike`() throws
    {
        let keys = try open()
        let id = ConsentID.random()
        #expect(keys.visitor(id, of: "a.example") == keys.visitor(id, of: "a.example"))
        #expect(keys.visitor(id, of: "a.example") != keys.visitor(id, of: "b.example"))
        let elsewhere = try TemporaryFolder()
        let other = try KeyRing(dataDirectory: elsewhere.path)
        #expect(keys.visitor(id, of: "a.example") != other.visitor(id, of: "a.example"))
    }

    @Test func `the hash of an event depends on its id and its visitor`() throws {
        let keys = try open()
        let one = EventID(high: 1, low: 2)
        let hash = keys.eventHash(one, VisitorID(3))
        #expect(hash == keys.eventHash(one, VisitorID(3)))
        #expect(hash != keys.eventHash(one, VisitorID(4)))
        #expect(hash != keys.eventHash(EventID(high: 1, low: 3), VisitorID(3)))
        #expect(hash != keys.eventHash(EventID(high: 2, low: 2), VisitorID(3)))
    }

    @Test func `what a cut start left behind is no key`() throws {
        _ = try open()
        try folder.write([1, 2, 3], to: "keys/usage-202611.key.new")
        let keys = try open()
        #expect(keys.usageMonths.months.isEmpty)
        _ = try keys.usageMonths.key(202_611)
        #expect(try open().usageMonths.months == [202_611])
    }
}

@Suite struct MonthKeysTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func `a month has one key for usage and another for consent`() throws {
        let keys = try KeyRing(dataDirectory: folder.path)
        let usage = try keys.usageMonths.key(202_611)
        #expect(try keys.usageMonths.key(202_611).bytes == usage.bytes)
        #expect(try keys.consentMonths.key(202_611).bytes != usage.bytes)
        #expect(try keys.usageMonths.key(202_612).bytes != usage.bytes)
        #expect(keys.usageMonths.months == [202_611, 202_612])
        #expect(keys.consentMonths.months == [202_611])
        let reopened = try KeyRing(dataDirectory: folder.path)
        #expect(reopened.usageMonths.existingKey(202_611)?.bytes == usage.bytes)
        #expect(reopened.usageMonths.existingKey(202_601) == nil)
    }

    @Test(.tags(.privacy)) func `a destroyed key is gone from memory and from every file`() throws {
        let keys = try KeyRing(dataDirectory: folder.path)
        let secret = try keys.usageMonths.key(202_611).bytes
        _ = try keys.usageMonths.key(202_612)
        try keys.usageMonths.destroyKey(202_611)
        #expect(keys.usageMonths.existingKey(202_611) == nil)
        #expect(keys.usageMonths.months == [202_612])
        for file in folder.files { #expect(folder.bytes(of: file) != secret, "\(file)") }
        #expect(try KeyRing(dataDirectory: folder.path).usageMonths.months == [202_612])
        #expect(try keys.usageMonths.key(202_611).bytes != secret)
    }
}
