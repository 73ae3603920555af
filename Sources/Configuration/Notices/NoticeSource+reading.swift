internal import Consent

extension Configuration.NoticeSource {
    /// Reads a notice.
    ///
    /// After a fault it holds placeholders: the configuration is refused as a whole.
    init(_ section: Section) {
        id = section.required("id")?.identifier() ?? ""
        version = section.required("version")?.text(maxLength: 64) ?? ""
        (layout, position) = section.section("layout") { Self.layout($0) } ?? (.bar, "bottom")
        let categories =
            section.required("categories")?
            .list { $0.section { Notice.CategoryEntry($0) } } ?? []
        self.categories = categories
        recipients = section.texts("recipients")
        languages =
            section.required("texts")?
            .section { Self.languages($0, categories: categories.map(\.category)) } ?? []
        defaultLanguage = Self.defaultLanguage(section, known: languages.map(\.code))
        checkCategories(section)
    }

    private enum Position: String, CaseIterable {
        case top
        case bottom
        case topLeft = "top-left"
        case topRight = "top-right"
        case bottomLeft = "bottom-left"
        case bottomRight = "bottom-right"
        case center
    }

    /// The layout and where it stands; each layout has its own places.
    private static func layout(_ section: Section) -> (Notice.Layout, String)? {
        let layout = section.field("form")?.choice(Notice.Layout.self) ?? .bar
        let places: [Position] =
            switch layout {
            case .bar: [.bottom, .top]
            case .box: [.bottomRight, .bottomLeft, .topRight, .topLeft]
            case .modal: [.center]
            }
        guard let field = section.field("position") else { return (layout, places[0].rawValue) }
        guard let position = field.choice(Position.self) else { return nil }
        guard places.contains(position) else {
            let known = quoted(places.map(\.rawValue))
            field.fault("a \(layout.rawValue) stands at one of \(known)")
            return nil
        }
        return (layout, position.rawValue)
    }

    private static func languages(
        _ section: Section,
        categories: [Category]
    )
        -> [Notice.Language]
    {
        if section.members.isEmpty { section.fault("expected at least one language") }
        return section.members.compactMap { member in
            guard let code = LanguageCode(member.key) else {
                // Asked for, so that it is told once.
                section.field(member.key)?.fault(
                    "expected a language as in a page's lang attribute, such as \"en\" or \"pt-BR\""
                )
                return nil
            }
            return section.section(member.key) {
                Notice.Language($0, code: code, categories: categories)
            }
        }
    }

    private static func defaultLanguage(_ section: Section, known: [String]) -> String {
        guard let field = section.field("default_language") else { return known.first ?? "" }
        guard let code = field.text() else { return "" }
        guard known.contains(code) else {
            field.fault("there are no texts in \"\(code)\"; there are some in \(quoted(known))")
            return ""
        }
        return code
    }

    private func checkCategories(_ section: Section) {
        guard let field = section.field("categories"), case .list(let elements) = field.value.kind
        else { return }
        let ids = categories.map(\.category)
        // Where one could not be read, the counts would mislead.
        guard ids.count == elements.count else { return }
        for category in Category.allCases
        where ids.count(where: { $0 == category }) > 1 {
            field.fault("the category \"\(category.rawValue)\" stands here twice")
        }
        if !ids.contains(.essential) {
            field.fault("\"essential\" is missing: the record of the choice itself belongs there")
        }
        if !ids.contains(where: { $0 != .essential }) {
            field.fault("expected at least one category that can be refused")
        }
        let services = categories.flatMap(\.services).map(\.id)
        for id in Set(services).sorted() where services.count(where: { $0 == id }) > 1 {
            field.fault("the service \"\(id)\" stands here twice")
        }
    }
}

extension Notice.CategoryEntry {
    init?(_ section: Section) {
        let category = section.required("id")?.choice(Category.self)
        let purposes = section.required("purposes")?.list { $0.identifier() } ?? []
        let services = section.field("services")?.list { $0.section { Notice.Service($0) } } ?? []
        guard let category else { return nil }
        self.init(category: category, purposes: purposes, services: services)
    }
}

extension Notice.Service {
    init(_ section: Section) {
        self.init(
            id: section.required("id")?.identifier() ?? "",
            title: section.required("title")?.text() ?? "",
            cookies: section.field("cookies")?.list { $0.section { Notice.Cookie($0) } } ?? [],
            recipient: section.field("recipient")?.text(),
            privacyURL: section.field("privacy_url")?.webAddress()
        )
    }
}

extension Notice.Cookie {
    init(_ section: Section) {
        self.init(
            name: section.required("name")?.text("a cookie's name; * stands for any characters") {
                Self.isName($0) ? $0 : nil
            } ?? "",
            lifetime: section.field("lifetime")?.text(),
            host: section.field("host")?.text("a host in lower case, such as \".example.org\"") {
                isHostName($0.hasPrefix(".") ? $0.dropFirst() : $0[...]) ? $0 : nil
            },
            purpose: section.field("purpose")?.text(maxLength: 1000)
        )
    }

    /// A token of RFC 6265, and not a pattern that would take every cookie of the site.
    private static func isName(_ text: String) -> Bool {
        text.utf8.count <= 128 && text.contains { $0 != "*" }
            && text.utf8.allSatisfy { byte in
                (0x21...0x7E).contains(byte) && !"()<>@,;:\\\"/[]?={}".utf8.contains(byte)
            }
    }
}
