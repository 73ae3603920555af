/// Tells an error in a query by the option of `assent report` that it came from.
struct OptionAtFault {
    /// What options are called in queries, in the order that people are told of them.
    private static let members: [(option: String, member: String)] = [
        ("range", "date_range"), ("where", "filters"), ("metrics", "metrics"), ("by", "dimensions"),
        ("by", "by"), ("order", "order_by"), ("compare", "include"), ("step", "steps"),
        ("window", "window_hours"), ("page", "page"), ("limit", "limit"), ("limit", "pagination"),
        ("offset", "pagination"), ("site", "site_id"), ("exact", "exact"),
    ]

    static let options = options(for: Set(members.map(\.member)))

    /// The options that make up some members of a query.
    static func options(for members: Set<String>) -> [String] {
        var options: [String] = []
        for (option, member) in Self.members
        where members.contains(member) && !options.contains(option) {
            options.append(option)
        }
        return options
    }

    private let arguments: [String: String]

    init(_ arguments: [String: String]) { self.arguments = arguments }

    /// `filters[1][0]` as `--where` with its second filter, and so on.
    func named(in error: QueryError) -> QueryError {
        let root = error.field.prefix { $0 != "[" && $0 != "." }
        let isOffset = error.field == "pagination.offset"
        guard
            let option = isOffset
                ? "offset" : Self.members.first(where: { $0.member == root })?.option
        else { return error }
        var field = "--\(option)"
        if let word = word(of: option, error.field.dropFirst(root.count)) { field += " '\(word)'" }
        return QueryError(
            error.code,
            field,
            error.message.replacing("[from, to]", with: "FROM,TO")
        )
    }

    /// The part of an option's value that stands at `[number]`.
    private func word(of option: String, _ place: Substring) -> String? {
        guard place.first == "[", let value = arguments[option],
            let number = Int(place.dropFirst().prefix { $0 != "]" })
        else { return nil }
        let isOfLines = option == "where" || option == "step"
        let parts = value.split(separator: isOfLines ? "\n" : ",")
        guard parts.indices.contains(number) else { return nil }
        return String(parts[number].drop { $0 == " " })
    }
}
