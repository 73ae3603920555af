import CollectorTesting
import Consent
import Crypto
import Testing

@Suite struct ConsentRecordTests {
    @Test func `the canonical form stays as it is`() {
        #expect(
            ConsentRecord.example().canonicalText == """
                {"at":1772366400000,"choices":{"analytics":true,"functional":false,\
                "marketing":false},"consent":"AAAAAAAAAAEAAAAAAAAAAg","country":"DE",\
                "expires":1788264000000,"gpc":false,"id":"AAECAwQFBgcICQoLDA0ODw",\
                "kind":"consent","language":"en","material":"1122334455667788",\
                "mechanism":"save","model":"opt-in",\
                "notice":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",\
                "notice_version":"2026-03","page":"/pricing","previous":7,"region":"BE",\
                "sequence":41,"shown":{"at":1772366340000,"nonce":"000000000000abcd"},\
                "site":"example.org"}
                """
        )
    }

    static let records: [ConsentRecord] = [
        .example(),
        .example(previous: nil, consentID: nil, choices: [], mechanism: .rejectAll, shown: nil),
        .example(
            choices: .all,
            mechanism: .acceptAll,
            jurisdiction: .init(country: nil, region: nil, model: .optOut),
            page: nil
        ),
        .example(choices: [], mechanism: .withdraw, page: "/é\"\\\u{1}\u{2028}😀"),
        .example(sequence: 0, previous: nil, mechanism: .gpc),
    ]

    @Test(arguments: records)
    func `what was written is read again`(record: ConsentRecord) throws {
        #expect(try ConsentRecord.parse(record.canonicalBytes) == record)
    }

    @Test func `a record that is not in its one form is refused`() {
        let text = ConsentRecord.example().canonicalText
        for changed in [
            "", "{}", text + " ", text.replacing("{\"at\"", with: "{ \"at\""),
            text.replacing("\"site\":", with: "\"sitf\":"),
            text.replacing("\"page\":\"/pricing\"", with: "\"page\":7"),
            text.replacing("\"previous\":7", with: "\"previous\":-7"),
            text.replacing("\"previous\":7", with: "\"previous\":7,\"q\":1"),
            text.replacing("\"kind\":\"consent\"", with: "\"kind\":\"expiry\""),
            text.replacing("\"choices\":{", with: "\"choices\":{\"all\":true,"),
            text.replacing("1122334455667788", with: "0x22334455667788"),
            text.replacing("000102", with: "0001"),
            text.replacing("000102", with: "0001AA"),
            text.replacing("\"shown\":{\"at\":1772366340000", with: "\"shown\":{\"at\":\"1\""),
            text.replacing("AAAAAAAAAAEAAAAAAAAAAg", with: "AAAAAAAAAAEAAAAAAAAAAh"),
        ] {
            #expect(changed != text)
            #expect(throws: ConsentError.self) { try ConsentRecord.parse(Array(changed.utf8)) }
        }
    }

    @Test(.tags(.privacy)) func `a record holds no address and no user agent`() throws {
        let json = try #require(
            CanonicalJSON(canonical: ConsentRecord.example().canonicalBytes)
        )
        guard case .object(let members) = json else {
            Issue.record("a record is an object")
            return
        }
        #expect(
            members.keys.sorted() == [
                "at", "choices", "consent", "country", "expires", "gpc", "id", "kind", "language",
                "material", "mechanism", "model", "notice", "notice_version", "page", "previous",
                "region", "sequence", "shown", "site",
            ]
        )
    }

    @Test(.tags(.privacy)) func `the token of a refusal leads to no record`() {
        let refusal = ConsentRecord.example(consentID: nil, choices: [], mechanism: .rejectAll)
        #expect(refusal.tokenFacts.grant == nil)
        #expect(!refusal.isWithdrawal)
        let withdrawal = ConsentRecord.example(choices: [], mechanism: .withdraw)
        #expect(withdrawal.tokenFacts.grant == nil)
        #expect(withdrawal.isWithdrawal)
        #expect(withdrawal.facts.isWithdrawal)
    }

    @Test func `a grant's token and facts say what the record says`() {
        let record = ConsentRecord.example()
        #expect(record.tokenFacts == .example())
        #expect(
            record.facts
                == RecordFacts(
                    sequence: 41,
                    siteTag: ConsentToken.siteTag("example.org"),
                    choices: .analytics,
                    noticeMaterial: 0x1122_3344_5566_7788,
                    atMs: record.atMs,
                    expiresMs: record.expiresMs,
                    isWithdrawal: false
                )
        )
    }

    @Test func `the ledger gives a record its place`() {
        let placed = ConsentRecord.example(sequence: 0, previous: nil).placed(at: 41, after: 7)
        #expect(placed == .example())
    }

    @Test func `record ids are 22 characters and random`() throws {
        let id = RecordID.random()
        #expect(id.text.utf8.count == 22)
        #expect(RecordID(text: id.text) == id)
        #expect(RecordID.random() != id)
        #expect(RecordID(text: id.text + "A") == nil)
        #expect(RecordID(bytes: Array(0..<15)) == nil)
    }

    @Test func `consent ids are 22 characters and random`() throws {
        let id = ConsentID.random()
        #expect(id.text.utf8.count == 22)
        #expect(ConsentID(text: id.text) == id)
        #expect(ConsentID(bytes: id.bytes) == id)
        #expect(ConsentID.random() != id)
        #expect(ConsentID(text: "short") == nil)
        #expect(
            ConsentID(high: 0x0102_0304_0506_0708, low: 9).bytes == Array(1...8) + [
                0, 0, 0, 0, 0, 0, 0, 9,
            ]
        )
    }
}

@Suite struct LedgerStatementTests {
    static let expiry = LedgerStatement.expiry(
        ExpiryStatement(
            site: "example.org",
            cutoffDay: 19_783,
            removed: [
                .init(yearMonth: 202_402, rowsRemoved: 1200),
                .init(yearMonth: 202_403, rowsRemoved: 3),
            ],
            oldestDay: 19_783,
            atMs: 1_772_366_400_000
        )
    )
    static let erasure = LedgerStatement.erasure(
        ErasureStatement(recordsErased: 3, usageRowsErased: 52, atMs: 1_772_366_400_000)
    )
    static let rotation = LedgerStatement.keyRotation(
        KeyRotationStatement(
            purpose: "token",
            retired: "3",
            installed: "4",
            atMs: 1_772_366_400_000
        )
    )

    @Test func `the canonical forms stay as they are`() {
        #expect(
            Self.expiry.canonicalText == """
                {"at":1772366400000,"cutoff_day":19783,"kind":"expiry","oldest_day":19783,\
                "removed":[{"month":202402,"rows":1200},{"month":202403,"rows":3}],\
                "site":"example.org"}
                """
        )
        #expect(
            Self.erasure.canonicalText
                == #"{"at":1772366400000,"kind":"erasure","records":3,"usage_rows":52}"#
        )
        #expect(
            Self.rotation.canonicalText == """
                {"at":1772366400000,"installed":"4","kind":"key_rotation","purpose":"token",\
                "retired":"3"}
                """
        )
    }

    @Test(arguments: [
        expiry, erasure, rotation,
        .expiry(
            ExpiryStatement(site: nil, cutoffDay: -1, removed: [], oldestDay: nil, atMs: 0)
        ),
        .keyRotation(
            KeyRotationStatement(purpose: "ledger", retired: nil, installed: "ab", atMs: 0)
        ),
        .removal(RemovalStatement(reason: .erasure, sequences: [3...3, 7...9], atMs: 5)),
        .removal(RemovalStatement(reason: .retention, sequences: [], atMs: 5)),
        .notice(
            NoticeStatement(hash: Array(0..<32), materialHash: Array(32..<64), atMs: 5)
        ),
    ])
    func `what was written is read again`(statement: LedgerStatement) throws {
        let bytes = statement.canonicalBytes
        #expect(try LedgerStatement.parse(bytes) == statement)
        #expect(throws: ConsentError.self) { try LedgerStatement.parse(bytes + [0x20]) }
        #expect(throws: ConsentError.self) { try LedgerStatement.parse(Array(bytes.dropLast())) }
        let more = statement.canonicalText.replacing("{\"at\"", with: "{\"aa\":1,\"at\"")
        #expect(throws: ConsentError.self) { try LedgerStatement.parse(Array(more.utf8)) }
    }

    @Test(.tags(.privacy)) func `an erasure says how much and never whose`() {
        #expect(!Self.erasure.canonicalText.contains("consent"))
        #expect(throws: ConsentError.self) {
            try LedgerStatement.parse(ConsentRecord.example().canonicalBytes)
        }
    }
}
