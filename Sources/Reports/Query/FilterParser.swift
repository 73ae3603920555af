internal import JSON
internal import RegularExpressions

/// Reads the `filters` of a query.
extension QueryParser {
    /// Tests in one query; more is a mistake or an attack.
    private static let mostTests = 100
    /// Each pattern is tried on each label.
    private static let mostPatterns = 20
    private static let mostValues = 1000

    static func filters(
        _ value: JSONValue?,
        _ grammar: SiteGrammar,
        named name: String? = nil
    ) throws(QueryError) -> [Filter] {
        guard let value else { return [] }
        guard let list = value.array, list.first?.string == nil else {
            throw .malformed(
                "filters",
                "a list of filters is expected, such as [[\"is\", \"event:page\", [\"/\"]]]"
            )
        }
        var count = 0
        var filters: [Filter] = []
        for (index, item) in list.enumerated() {
            filters.append(
                try filter(
                    item,
                    name ?? "filters[\(index)]",
                    grammar,
                    depth: 0,
                    count: &count
                )
            )
        }
        return filters
    }

    private static func filter(
        _ value: JSONValue,
        _ field: String,
        _ grammar: SiteGrammar,
        depth: Int,
        count: inout Int
    ) throws(QueryError) -> Filter {
        count += 1
        guard count <= mostTests, depth <= 8 else {
            throw .malformed(field, "at most \(mostTests) filters, nested at most 8 deep")
        }
        guard let parts = value.array, let name = parts.first?.string else {
            throw .malformed(field, "[operator, dimension, [values]] is expected")
        }
        switch name {
        case "and", "or":
            guard parts.count == 2, let list = parts[1].array, !list.isEmpty else {
                throw .malformed(field, "[\"\(name)\", [filters]] is expected")
            }
            var inner: [Filter] = []
            for (index, item) in list.enumerated() {
                inner.append(
                    try filter(
                        item,
                        "\(field)[1][\(index)]",
                        grammar,
                        depth: depth + 1,
                        count: &count
                    )
                )
            }
            return name == "and" ? .all(inner) : .any(inner)
        case "not", "has_done", "has_not_done":
            guard parts.count == 2 else {
                throw .malformed(field, "[\"\(name)\", filter] is expected")
            }
            let inner = try filter(
                parts[1],
                "\(field)[1]",
                grammar,
                depth: depth + 1,
                count: &count
            )
            switch name {
            case "not": return .not(inner)
            case "has_done": return .hasDone(inner)
            default: return .not(.hasDone(inner))
            }
        default:
            return .test(try test(parts, name, field, grammar))
        }
    }

    private static func test(
        _ parts: [JSONValue],
        _ name: String,
        _ field: String,
        _ grammar: SiteGrammar
    ) throws(QueryError) -> FilterTest {
        guard let comparison = FilterTest.Operator(rawValue: name) else {
            let allowed = FilterTest.Operator.allCases.map(\.rawValue).joined(separator: ", ")
            throw .malformed(
                "\(field)[0]",
                "no such operator; allowed: \(allowed), and, or, not, has_done, has_not_done"
            )
        }
        guard parts.count == 3 || parts.count == 4 else {
            throw .malformed(field, "[\"\(name)\", dimension, [values]] is expected")
        }
        let dimension = try Dimension.named(
            parts[1].string ?? "",
            field: "\(field)[1]",
            grammar
        )
        guard !dimension.isTime else {
            throw .malformed("\(field)[1]", "time is chosen by date_range, not by a filter")
        }
        let values = try texts(parts[2], "\(field)[2]")
        let isCaseSensitive = parts.count == 3 ? true : try caseSensitivity(parts[3], "\(field)[3]")
        if comparison.isPattern {
            guard values.count <= mostPatterns else {
                throw .malformed("\(field)[2]", "at most \(mostPatterns) patterns are expected")
            }
            for (index, value) in values.enumerated() where RegularExpression(value) == nil {
                throw .malformed(
                    "\(field)[2][\(index)]",
                    "a pattern in RE2's syntax of at most \(RegularExpression.longest) bytes is "
                        + "expected, without look-around and back-references"
                )
            }
        }
        if case .goal(let goals) = dimension, comparison == .isEqual || comparison == .isNot {
            // A misspelt goal would be one that nobody reaches.
            let names = goals.map(\.name)
            let known = Set(isCaseSensitive ? names : names.map { $0.lowercased() })
            for (index, value) in values.enumerated()
            where !known.contains(isCaseSensitive ? value : value.lowercased()) {
                throw .malformed(
                    "\(field)[2][\(index)]",
                    "no such goal; allowed: \(names.joined(separator: ", "))"
                )
            }
        }
        return FilterTest(comparison, dimension, values, isCaseSensitive: isCaseSensitive)
    }

    private static func texts(_ value: JSONValue, _ field: String) throws(QueryError) -> [String] {
        guard let list = value.array, (1...mostValues).contains(list.count) else {
            throw .malformed(field, "a list of 1 to \(mostValues) texts is expected")
        }
        var texts: [String] = []
        for (index, item) in list.enumerated() {
            guard let text = item.string else {
                throw .malformed("\(field)[\(index)]", "a text is expected")
            }
            texts.append(text)
        }
        return texts
    }

    private static func caseSensitivity(
        _ value: JSONValue,
        _ field: String
    ) throws(QueryError) -> Bool {
        guard case .object(let modifiers) = value,
            modifiers.keys.allSatisfy({ $0 == "case_sensitive" })
        else { throw .malformed(field, "{\"case_sensitive\": false} is expected") }
        guard let modifier = modifiers["case_sensitive"] else { return true }
        return try bool(modifier, "\(field).case_sensitive")
    }
}
