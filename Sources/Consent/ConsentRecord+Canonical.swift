internal import Crypto

// The canonical form of a record is RFC 8785 JSON, an object with these members; what a record does
// not have is left out. Times are ms since 1970 UTC.
//
//     at, choices {analytics, functional, marketing}, consent, country, expires, gpc, id, kind
//     ("consent"), language, material (16 hexadecimal digits), mechanism, model, notice (64),
//     notice_version, page, previous, region, sequence, shown {at, nonce}, site
extension ConsentRecord {
    /// The text an auditor hashes, with the salt before it, to get the record's leaf.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// ``canonicalText`` in UTF-8.
    package var canonicalBytes: [UInt8] {
        CanonicalJSON.members([
            "at": .number(atMs),
            "choices": .members([
                "analytics": .bool(choices.contains(.analytics)),
                "functional": .bool(choices.contains(.functional)),
                "marketing": .bool(choices.contains(.marketing)),
            ]),
            "consent": .text(consentID?.text),
            "country": .text(jurisdiction.country),
            "expires": .number(expiresMs),
            "gpc": .bool(gpc),
            "id": .string(id.text),
            "kind": .string(LedgerEntryKind.consent.rawValue),
            "language": .string(language),
            "material": .string(Self.hex(noticeMaterial)),
            "mechanism": .string(mechanism.rawValue),
            "model": .string(jurisdiction.model.rawValue),
            "notice": .string(Hex.encode(noticeHash)),
            "notice_version": .string(noticeVersion),
            "page": .text(page),
            "previous": previous.map { .number(Int64($0)) },
            "region": .text(jurisdiction.region),
            "sequence": .number(Int64(sequence)),
            "shown": shown.map {
                .members(["at": .number($0.atMs), "nonce": .string(Self.hex($0.nonce))])
            },
            "site": .string(site),
        ]).bytes
    }

    /// The record of a canonical form, and of nothing else.
    package static func parse(_ canonical: [UInt8]) throws(ConsentError) -> ConsentRecord {
        guard let json = CanonicalJSON(unchecked: canonical), let record = ConsentRecord(json)
        else {
            throw .notCanonical(of: "a consent record", reason: "it cannot be read")
        }
        // Whatever was not understood would be missing when it is written again.
        guard record.canonicalBytes == canonical else {
            throw .notCanonical(of: "a consent record", reason: "it holds more than a record does")
        }
        return record
    }

    private init?(_ json: CanonicalJSON) {
        let members = json.members
        guard members["kind"]?.string == LedgerEntryKind.consent.rawValue,
            let sequence = members["sequence"]?.number, sequence >= 0,
            let id = members["id"]?.string.flatMap({ RecordID(text: $0) }),
            let atMs = members["at"]?.number,
            let site = members["site"]?.string,
            let noticeHash = members["notice"]?.string.flatMap({ Hex.decode($0) }),
            noticeHash.count == SHA256.byteCount,
            let noticeVersion = members["notice_version"]?.string,
            let material = members["material"]?.string.flatMap({ UInt64($0, radix: 16) }),
            let language = members["language"]?.string,
            let choices = members["choices"]?.members,
            let mechanism = members["mechanism"]?.string.flatMap({ Mechanism(rawValue: $0) }),
            let gpc = members["gpc"]?.bool,
            let model = members["model"]?.string.flatMap({ ConsentModel(rawValue: $0) }),
            let expiresMs = members["expires"]?.number
        else { return nil }
        self.init(
            sequence: UInt64(sequence),
            previous: members["previous"]?.number.flatMap { UInt64(exactly: $0) },
            id: id,
            atMs: atMs,
            site: site,
            consentID: members["consent"]?.string.flatMap { ConsentID(text: $0) },
            noticeHash: noticeHash,
            noticeVersion: noticeVersion,
            noticeMaterial: material,
            language: language,
            choices: Choices(
                granting: Category.optional.filter { choices[$0.rawValue]?.bool == true }
            ),
            mechanism: mechanism,
            gpc: gpc,
            jurisdiction: Jurisdiction(
                country: members["country"]?.string,
                region: members["region"]?.string,
                model: model
            ),
            shown: members["shown"].flatMap { shown in
                guard let atMs = shown.members["at"]?.number,
                    let nonce = shown.members["nonce"]?.string.flatMap({ UInt64($0, radix: 16) })
                else { return nil }
                return Shown(atMs: atMs, nonce: nonce)
            },
            expiresMs: expiresMs,
            page: members["page"]?.string
        )
    }

    private static func hex(_ value: UInt64) -> String {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: value, count: 8)
        return Hex.encode(bytes)
    }
}
