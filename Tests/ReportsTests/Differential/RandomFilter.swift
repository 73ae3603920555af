import CollectorTesting

@testable import Reports

/// A filter of the grammar and the same as a condition on rows `e` and `v` of ``PlainSQL``.
struct RandomFilter {
    let json: String
    let isOnEvents: Bool
    /// Whether conversion rates leave it out of the whole.
    let isOnConversions: Bool
    /// SITE stands for the site's id.
    private let condition: String

    private init(
        json: String,
        condition: String,
        isOnEvents: Bool,
        isOnConversions: Bool
    ) {
        self.isOnConversions = isOnConversions
        self.json = json
        self.condition = condition
        self.isOnEvents = isOnEvents
    }

    static func random(
        depth: Int = 0,
        period: RandomPeriod,
        using random: inout SeededGenerator
    ) -> RandomFilter {
        let kind = depth >= 3 ? 0 : Int.random(in: 0..<10, using: &random)
        switch kind {
        case 0..<6: return test(using: &random)
        case 6, 7:
            let parts = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                Self.random(depth: depth + 1, period: period, using: &random)
            }
            let name = kind == 6 ? "and" : "or"
            let conditions = parts.map(\.condition).joined(separator: " \(name.uppercased()) ")
            return RandomFilter(
                json: "[\"\(name)\", [\(parts.map(\.json).joined(separator: ", "))]]",
                condition: "(\(conditions))",
                isOnEvents: parts.contains(where: \.isOnEvents),
                isOnConversions: parts.allSatisfy(\.isOnConversions)
            )
        default:
            let part = Self.random(depth: depth + 1, period: period, using: &random)
            let name = random.pick(["not", "has_done", "has_not_done"])
            let done = """
                v.rowid IN (
                    SELECT e.visit FROM event AS e JOIN visit AS v ON v.rowid = e.visit
                    WHERE e.site = 'SITE' AND \(period.sql("e")) AND \(part.condition)
                )
                """
            let conditions = [
                "not": "NOT (\(part.condition))", "has_done": "(\(done))",
                "has_not_done": "NOT (\(done))",
            ]
            return RandomFilter(
                json: "[\"\(name)\", \(part.json)]",
                condition: conditions[name] ?? "",
                isOnEvents: name == "not" && part.isOnEvents,
                isOnConversions: name == "not" && part.isOnConversions
            )
        }
    }

    private static func test(using random: inout SeededGenerator) -> RandomFilter {
        if Int.random(in: 0..<8, using: &random) == 0 { return goalTest(using: &random) }
        let dimension = random.pick(
            Dimension.allCases.filter { !$0.isTime && $0 != .channel } + [.property("plan")]
        )
        let comparison = random.pick(FilterTest.Operator.allCases)
        let isPattern = comparison.isPattern
        let isExact = comparison == .isEqual || comparison == .isNot
        let pool =
            isExact ? dimension.someLabels : dimension.someLabels + ["e", "/", "o", "ü", "%"]
        let values = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            random.pick(pool)
        }
        // SQLite lowers ASCII alone; other letters have a test of their own.
        // A pattern of plain letters, at the start of a label or anywhere.
        let isAnchored = isPattern && Bool.random(using: &random)
        let mayFold = values.allSatisfy { $0.utf8.allSatisfy { $0 < 128 } }
        let isFolded = mayFold && Int.random(in: 0..<3, using: &random) == 0
        let sent =
            isPattern
            ? values.map { (isAnchored ? "^" : "") + Self.escaped($0) } : values
        let quoted = sent.map {
            "\"" + $0.split(separator: "\"").joined(separator: "\\\"") + "\""
        }
        let modifiers = isFolded ? ", {\"case_sensitive\": false}" : ""
        let label = isFolded ? "LOWER(\(dimension.sql("e")))" : dimension.sql("e")
        let matches = values.map { value in
            let text =
                "'"
                + value.split(separator: "'", omittingEmptySubsequences: false)
                .joined(separator: "''") + "'"
            let wanted = isFolded ? "LOWER(\(text))" : text
            if isExact { return "\(label) = \(wanted)" }
            return "INSTR(\(label), \(wanted)) \(isAnchored ? "= 1" : "> 0")"
        }
        let anyMatches = "(" + matches.joined(separator: " OR ") + ")"
        return RandomFilter(
            json: """
                ["\(comparison.rawValue)", "\(dimension.rawValue)", \
                [\(quoted.joined(separator: ", "))]\(modifiers)]
                """,
            condition: comparison.isNegated ? "NOT \(anyMatches)" : anyMatches,
            isOnEvents: dimension.isEvent,
            isOnConversions: dimension == .property("plan")
        )
    }

    /// The text as a pattern that means itself, within a text of JSON.
    private static func escaped(_ text: String) -> String {
        text.map { character in
            character.isASCII && !character.isLetter && !character.isNumber
                ? "\\\\" + String(character) : String(character)
        }.joined()
    }

    private static func goalTest(using random: inout SeededGenerator) -> RandomFilter {
        let comparison = random.pick([FilterTest.Operator.isEqual, .isNot, .contains])
        let names = RandomUsage.goals.map(\.0)
        // Names that are none are refused but for "contains".
        let value = random.pick(comparison == .contains ? names + ["a", "nothing"] : names)
        let wanted = RandomUsage.goals.filter { goal in
            comparison == .contains ? goal.0.contains(value) : goal.0 == value
        }
        let any =
            wanted.isEmpty ? "0" : wanted.map { "IFNULL(\($0.1), 0)" }.joined(separator: " OR ")
        return RandomFilter(
            json: "[\"\(comparison.rawValue)\", \"event:goal\", [\"\(value)\"]]",
            condition: comparison.isNegated ? "NOT (\(any))" : "(\(any))",
            isOnEvents: true,
            isOnConversions: true
        )
    }

    func sql(_ site: String) -> String {
        condition.split(separator: "SITE", omittingEmptySubsequences: false).joined(separator: site)
    }
}

extension Dimension {
    /// Values that occur, and some that do not.
    fileprivate var someLabels: [String] {
        switch self {
        case .page, .entryPage, .exitPage:
            RandomUsage.paths.filter { !$0.contains("\"") } + ["/nowhere", "(not set)"]
        case .name: ["pageview", "signup", "download", "Download", "(not set)"]
        case .hostname: ["example.org", "www.example.org", "(not set)"]
        case .source: ["Google", "google", "example.net", "Direct / None"]
        case .referrer: ["google.com/", "example.net/ä", "Direct / None"]
        case .device: ["Desktop", "Mobile", "(not set)"]
        case .browser: ["Firefox", "Chrome", "(not set)"]
        case .browserVersion: ["144", "9", "(not set)"]
        case .system: ["Linux", "iOS", "ios", "(not set)"]
        case .systemVersion: ["26", "(not set)"]
        case .country: ["DE", "FR", "CA", "XX", "(not set)"]
        case .region, .regionName: ["DE-BE", "Île-de-France", "(not set)"]
        case .countryName: ["Germany", "France", "(not set)", "Canada"]
        case .property: ["free", "Pro plan", "12", "(none)", "nothing"]
        case .city, .cityName: ["Berlin", "Zürich", "(not set)"]
        default: RandomUsage.texts + ["nowhere"]
        }
    }
}
