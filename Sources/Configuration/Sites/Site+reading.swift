internal import Consent
internal import TimeZones

extension Configuration.Site {
    /// Reads a site; `notices` are the ids it can refer to.
    ///
    /// After a fault it holds placeholders: the configuration is refused as a whole.
    init(_ section: Section, notices: [String]) {
        let id = section.required("id")?.identifier()
        let name = section.field("name")?.text()
        let origins = section.required("origins")
        if origins?.isEmptyList == true { origins?.fault("expected at least one origin") }
        self.init(
            id: id ?? "",
            name: name,
            origins: origins?.list { $0.origin() } ?? [],
            timeZone: section.field("timezone")?.timeZone() ?? .utc,
            noticeID: Self.notice(section, notices: notices) ?? ""
        )
        mode = section.field("mode")?.choice(ConsentMode.self) ?? mode
        audience = section.field("audience")?.choice(Audience.self) ?? audience
        scrub = section.section("scrub") { Configuration.Scrub($0) } ?? scrub
        excludedAddresses = section.field("excluded_addresses")?.addressBlocks() ?? []
        cookieDomain = section.field("cookie_domain")?
            .text("a domain in lower case without a dot before it, such as \"example.org\"") {
                isHostName($0) && $0.contains(".") ? $0 : nil
            }
        consentMonths = section.integer("consent_months", 1...13, default: consentMonths)
        properties = section.field("properties")?.list { $0.text() }.map(Set.init)
        weekStart = section.field("week_starts")?.choice(WeekStart.self) ?? weekStart
        goals = Self.goals(section)
    }

    private static func goals(_ section: Section) -> [Goal] {
        guard let field = section.field("goals") else { return [] }
        let goals = field.list { $0.section { Goal($0) } } ?? []
        var names: Set<String> = []
        for (index, goal) in goals.enumerated() where !names.insert(goal.name).inserted {
            field.fault("goals[\(index)] has the name of an earlier goal, \"\(goal.name)\"")
        }
        if goals.count > Goal.most { field.fault("expected at most \(Goal.most) goals") }
        return goals
    }

    private static func notice(_ section: Section, notices: [String]) -> String? {
        guard let field = section.field("notice") else {
            if notices.count == 1 { return notices.first }
            section.fault("\"notice\" is missing; there are several: \(quoted(notices))")
            return nil
        }
        guard let id = field.text() else { return nil }
        guard notices.contains(id) else {
            if let meant = nearest(to: id, among: notices) {
                field.fault("there is no notice \"\(id)\"; did you mean \"\(meant)\"?")
            } else {
                field.fault("there is no notice \"\(id)\"; there is \(quoted(notices))")
            }
            return nil
        }
        return id
    }
}

/// The words in quotes, with commas.
func quoted(_ words: some Sequence<String>) -> String {
    words.map { "\"\($0)\"" }.joined(separator: ", ")
}

extension Field {
    var isEmptyList: Bool {
        guard case .list(let elements) = value.kind else { return false }
        return elements.isEmpty
    }

    /// 1 to 64 of letters, digits, `.`, `_` and `-`: it stands in URLs and file names.
    func identifier() -> String? {
        text("1 to 64 of A-Z, a-z, 0-9, \".\", \"_\" and \"-\"") { text in
            let isRight =
                (1...64).contains(text.utf8.count)
                && text.allSatisfy { character in
                    character.isASCII
                        && (character.isLetter || character.isNumber || "._-".contains(character))
                }
            return isRight ? text : nil
        }
    }

    func addressBlocks() -> [String]? {
        list {
            $0.text("an address or a block that begins at its address, such as \"192.0.2.0/24\"") {
                isAddressBlock($0) ? $0 : nil
            }
        }
    }

    func timeZone() -> TimeZone? {
        guard let text = text() else { return nil }
        if text == "UTC" { return .utc }
        if let zone = TimeZone(identifier: text) { return zone }
        let meant = nearest(to: text, among: TimeZone.knownIdentifiers) ?? "Europe/Berlin"
        fault("there is no time zone \"\(text)\"; did you mean \"\(meant)\"?")
        return nil
    }
}
