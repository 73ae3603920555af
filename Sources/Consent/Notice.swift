/// Everything a visitor is shown before choosing: one version of one site's notice.
///
/// It comes from the configuration. What identifies it is computed from its canonical forms, see
/// ``canonicalText`` and ``materialText``.
package struct Notice: Hashable, Sendable {
    /// How the banner first appears.
    package enum Layout: String, CaseIterable, Sendable {
        case bar
        case box
        case modal
    }

    /// The operator's own name of this version, such as `2026-03`.
    package let version: String
    package let layout: Layout
    /// Where on the page the banner stands, such as `bottom`.
    package let position: String
    /// The version of the code that draws the banner: the same texts drawn otherwise are another
    /// notice (CNIL 2020-092, paragraph 48).
    package let layoutVersion: String
    /// In the order shown.
    package let categories: [CategoryEntry]
    /// Who receives data beside the operator.
    package let recipients: [String]
    /// How long usage is kept, in calendar months.
    package let usageMonths: Int
    /// After how many calendar months a choice is asked again.
    package let consentMonths: Int
    package let languages: [Language]
    /// The code of the language shown where the visitor's own is not among `languages`.
    package let defaultLanguage: String

    package init(
        version: String,
        layout: Layout,
        position: String,
        layoutVersion: String,
        categories: [CategoryEntry],
        recipients: [String],
        usageMonths: Int,
        consentMonths: Int,
        languages: [Language],
        defaultLanguage: String
    ) {
        self.version = version
        self.layout = layout
        self.position = position
        self.layoutVersion = layoutVersion
        self.categories = categories
        self.recipients = recipients
        self.usageMonths = usageMonths
        self.consentMonths = consentMonths
        self.languages = languages
        self.defaultLanguage = defaultLanguage
    }

    /// The optional categories the notice asks about.
    package var offered: Choices { Choices(granting: categories.map(\.category)) }

    /// The same in the order shown.
    package var optional: [Category] { categories.map(\.category).filter { $0 != .essential } }
}

extension Notice {
    /// A cookie, or another entry in the browser's storage.
    package struct Cookie: Hashable, Sendable {
        /// The name, or a pattern in which `*` stands for any characters.
        package let name: String
        /// In the visitor's words, such as `6 months`.
        package let lifetime: String?
        package let host: String?
        package let purpose: String?

        package init(name: String, lifetime: String?, host: String?, purpose: String?) {
            self.name = name
            self.lifetime = lifetime
            self.host = host
            self.purpose = purpose
        }
    }

    /// Something on the site that a category switches on.
    package struct Service: Hashable, Sendable {
        package let id: String
        package let title: String
        package let cookies: [Cookie]
        /// Who receives its data; nil is the operator alone.
        package let recipient: String?
        package let privacyURL: String?

        package init(
            id: String,
            title: String,
            cookies: [Cookie],
            recipient: String?,
            privacyURL: String?
        ) {
            self.id = id
            self.title = title
            self.cookies = cookies
            self.recipient = recipient
            self.privacyURL = privacyURL
        }
    }

    /// One category with what it is for and what it switches on.
    package struct CategoryEntry: Hashable, Sendable {
        package let category: Category
        package let purposes: [String]
        package let services: [Service]

        package init(category: Category, purposes: [String], services: [Service]) {
            self.category = category
            self.purposes = purposes
            self.services = services
        }
    }

    /// A category's words in one language.
    package struct CategoryText: Hashable, Sendable {
        package let title: String
        package let text: String

        package init(title: String, text: String) {
            self.title = title
            self.text = text
        }
    }

    /// All words of the notice in one language.
    package struct Language: Hashable, Sendable {
        /// As in the page's `lang` attribute (BCP 47).
        package let code: String
        package let isRightToLeft: Bool
        /// By the name of their place in the banner, such as `accept_all`.
        package let texts: [String: String]
        package let categories: [Category: CategoryText]

        package init(
            code: String,
            isRightToLeft: Bool,
            texts: [String: String],
            categories: [Category: CategoryText]
        ) {
            self.code = code
            self.isRightToLeft = isRightToLeft
            self.texts = texts
            self.categories = categories
        }
    }
}
