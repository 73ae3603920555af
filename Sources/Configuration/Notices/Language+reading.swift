internal import Consent

extension Notice.Language {
    /// Reads the texts of one language; what is missing comes from the built-in ones.
    init(_ section: Section, code: LanguageCode, categories: [Category]) {
        let builtIn = BuiltInTexts.texts(for: code)
        var texts = builtIn ?? [:]
        var missing: [String] = []
        for key in NoticeTexts.all {
            guard let field = section.field(key) else {
                if texts[key] == nil, !NoticeTexts.optional.contains(key) { missing.append(key) }
                continue
            }
            texts[key] =
                key == NoticeTexts.privacyURL
                ? field.webAddress() : field.text(maxLength: NoticeTexts.maxLength(of: key))
        }
        if !missing.isEmpty {
            var message = "missing: \(missing.joined(separator: ", "))"
            if builtIn == nil {
                let known = BuiltInTexts.all.keys.sorted().joined(separator: ", ")
                message += "; the texts of the buttons are built in for \(known)"
            }
            section.fault(message)
        }
        self.init(
            code: code.text,
            isRightToLeft: code.isRightToLeft,
            texts: texts,
            categories: Self.categories(section, categories)
        )
    }

    private static func categories(
        _ section: Section,
        _ categories: [Category]
    )
        -> [Category: Notice.CategoryText]
    {
        let read = section.required("categories")?.section { words in
            var texts: [Category: Notice.CategoryText] = [:]
            for category in categories {
                texts[category] = words.required(category.rawValue)?.section { words in
                    Notice.CategoryText(
                        title: words.required("title")?.text() ?? "",
                        text: words.required("text")?.text(maxLength: 2000) ?? ""
                    )
                }
            }
            return texts
        }
        return read ?? [:]
    }
}

extension Field {
    /// An address that a browser opens: `https://`, `http://` or a path of the page's own site.
    func webAddress() -> String? {
        text("an address that begins with \"https://\", \"http://\" or \"/\"") { text in
            let isAddress = ["https://", "http://", "/"].contains { text.hasPrefix($0) }
            return isAddress && !text.contains(" ") ? text : nil
        }
    }
}
