internal import Crypto

// Two forms of a notice, both canonical JSON (RFC 8785):
//
// `canonicalText` holds everything shown, lists in the order shown. Its SHA-256 is what a consent
// record and the page carry as "the notice".
//
// `materialText` holds what must be asked again when it changes: categories, purposes, services
// with their cookies, recipients and retention. Lists are sorted and without repetition, for a
// changed order is no change in substance; titles and other words are left out, for a corrected
// typo is none either.
extension Notice {
    /// Everything shown.
    package var canonicalText: String {
        CanonicalJSON.members([
            "categories": .array(categories.map(\.shown)),
            "consent_months": .number(Int64(consentMonths)),
            "default_language": .string(defaultLanguage),
            "languages": .array(languages.map(\.shown)),
            "layout": .string(layout.rawValue),
            "layout_version": .string(layoutVersion),
            "position": .string(position),
            "recipients": .texts(recipients),
            "usage_months": .number(Int64(usageMonths)),
            "version": .string(version),
        ]).text
    }

    /// What needs asking again when it changes.
    package var materialText: String {
        CanonicalJSON.members([
            "categories": .array(Self.unordered(categories.map(\.material))),
            "consent_months": .number(Int64(consentMonths)),
            "recipients": .array(Self.unordered(recipients.map { .string($0) })),
            "usage_months": .number(Int64(usageMonths)),
        ]).text
    }

    /// SHA-256 of ``canonicalText``; computed anew each time, so keep it.
    package var hash: [UInt8] { SHA256.hash(Array(canonicalText.utf8)) }

    /// ``hash`` as 64 lower-case hexadecimal digits.
    package var hashText: String { Hex.encode(hash) }

    /// SHA-256 of ``materialText``; computed anew each time, so keep it.
    package var materialHash: [UInt8] { SHA256.hash(Array(materialText.utf8)) }

    /// The first 8 bytes of ``materialHash``, as consent tokens carry it.
    package var noticeMaterial: UInt64 { SHA256.hash64(Array(materialText.utf8)) }

    fileprivate static func unordered(_ values: [CanonicalJSON]) -> [CanonicalJSON] {
        // By bytes: Swift's strings are equal where Unicode says so, but the hash would differ.
        let sorted = values.map { (value: $0, bytes: $0.bytes) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
        var result: [CanonicalJSON] = []
        for (index, item) in sorted.enumerated()
        where index == 0 || sorted[index - 1].bytes != item.bytes {
            result.append(item.value)
        }
        return result
    }
}

extension Notice.CategoryEntry {
    fileprivate var shown: CanonicalJSON {
        .members([
            "id": .string(category.rawValue),
            "purposes": .texts(purposes),
            "services": .array(services.map(\.shown)),
        ])
    }

    fileprivate var material: CanonicalJSON {
        .members([
            "id": .string(category.rawValue),
            "purposes": .array(Notice.unordered(purposes.map { .string($0) })),
            "services": .array(Notice.unordered(services.map(\.material))),
        ])
    }
}

extension Notice.Service {
    fileprivate var shown: CanonicalJSON {
        .members([
            "cookies": .array(cookies.map(\.json)),
            "id": .string(id),
            "privacy_url": .text(privacyURL),
            "recipient": .text(recipient),
            "title": .string(title),
        ])
    }

    fileprivate var material: CanonicalJSON {
        .members([
            "cookies": .array(Notice.unordered(cookies.map(\.json))),
            "id": .string(id),
            "recipient": .text(recipient),
        ])
    }
}

extension Notice.Cookie {
    fileprivate var json: CanonicalJSON {
        .members([
            "host": .text(host),
            "lifetime": .text(lifetime),
            "name": .string(name),
            "purpose": .text(purpose),
        ])
    }
}

extension Notice.Language {
    fileprivate var shown: CanonicalJSON {
        var words: [String: CanonicalJSON] = [:]
        for (category, text) in categories {
            words[category.rawValue] = .members([
                "text": .string(text.text),
                "title": .string(text.title),
            ])
        }
        return .members([
            "categories": .object(words),
            "code": .string(code),
            "right_to_left": .bool(isRightToLeft),
            "texts": .object(texts.mapValues { .string($0) }),
        ])
    }
}
