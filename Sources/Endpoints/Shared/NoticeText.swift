internal import Configuration
internal import Consent
internal import JSON

/// A notice as `GET /v1/notice` gives it to the page.
enum NoticeText {
    /// The members that are the same for every visitor, without the outer braces.
    static func members(
        _ notice: Notice,
        in language: Notice.Language,
        of site: Configuration.Site
    ) -> String {
        let categories = notice.categories.map { entry in
            let text = language.categories[entry.category]
            return object([
                ("id", quoted(entry.category.rawValue)),
                ("required", entry.category == .essential ? "true" : "false"),
                ("title", quoted(text?.title ?? entry.category.rawValue)),
                ("text", quoted(text?.text ?? "")),
                ("services", list(entry.services.map(service))),
            ])
        }
        let texts = language.texts.sorted { $0.key < $1.key }
        var members = [
            ("site", quoted(site.id)),
            ("version", quoted(notice.version)),
            ("hash", quoted(notice.hashText)),
            ("material", quoted(hex(notice.noticeMaterial))),
            ("language", quoted(language.code)),
            ("direction", quoted(language.isRightToLeft ? "rtl" : "ltr")),
            ("languages", list(notice.languages.map { quoted($0.code) })),
            ("layout", quoted(notice.layout.rawValue)),
            ("position", quoted(notice.position)),
            ("categories", list(categories)),
            ("texts", object(texts.map { ($0.key, quoted($0.value)) })),
        ]
        if site.audience == .minors { members.append(("audience", quoted("minors"))) }
        return members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",")
    }

    private static func service(_ service: Notice.Service) -> String {
        let cookies = service.cookies.map { cookie in
            object(
                [
                    ("name", quoted(cookie.name)),
                    ("lifetime", cookie.lifetime.map(quoted)),
                    ("host", cookie.host.map(quoted)),
                    ("purpose", cookie.purpose.map(quoted)),
                ].compactMap { name, value in value.map { (name, $0) } }
            )
        }
        let members: [(String, String?)] = [
            ("id", quoted(service.id)),
            ("title", quoted(service.title)),
            ("recipient", service.recipient.map(quoted)),
            ("privacy_url", service.privacyURL.map(quoted)),
            ("cookies", list(cookies)),
        ]
        return object(members.compactMap { name, value in value.map { (name, $0) } })
    }

    /// 16 digits.
    static func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    private static func quoted(_ text: String) -> String { JSONText.quoted(text) }

    private static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    private static func list(_ items: [String]) -> String {
        "[" + items.joined(separator: ",") + "]"
    }
}
