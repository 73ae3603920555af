package import JSON

/// A checked question for one of the reports under `/v1/reports/`.
package struct SheetRequest: Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case funnel
        case retention
        case journeys
        case realtime
        case consent
    }

    /// What only one kind is asked.
    package enum Question: Sendable {
        /// `windowMs` is how long after the first step the last may be; nil: within one visit.
        case funnel(steps: [Filter], labels: [String], windowMs: Int64?)
        case retention
        case journeys(page: String, limit: Int)
        case realtime
        case consent(by: String)
    }

    package let kind: Kind
    /// Site, period, filters and whether small groups are shown.
    package let base: ReportQuery
    package let question: Question

    /// What a breakdown of consent is by.
    package static let consentKeys = ["day", "country", "device", "language", "notice_version"]

    /// How many steps a funnel has.
    static let steps = 2...10

    /// The question that `body` spells, or what is wrong with it and what is allowed.
    package static func parse(
        _ kind: Kind,
        _ body: [UInt8],
        grammars: [String: SiteGrammar]
    ) throws(QueryError) -> SheetRequest {
        try parse(kind, try QueryParser.decoded(body), grammars: grammars)
    }

    package static func parse(
        _ kind: Kind,
        _ value: JSONValue,
        grammars: [String: SiteGrammar]
    ) throws(QueryError) -> SheetRequest {
        guard case .object(var members) = value else {
            throw .malformed("", "the body must be one JSON object")
        }
        let known = Self.members(of: kind).union(["site_id", "exact"])
        if let unknown = members.keys.sorted().first(where: { !known.contains($0) }) {
            throw .malformed(
                String(unknown.prefix(40)),
                "no such member; allowed: \(known.sorted().joined(separator: ", "))"
            )
        }
        let asked = members
        for name in ["steps", "window_hours", "page", "limit", "by"] { members[name] = nil }
        members["metrics"] = .array([.string("visitors")])
        if kind == .realtime { members["date_range"] = .string("day") }
        let base = try QueryParser.parse(.object(members), grammars: grammars)
        let grammar = grammars[base.site] ?? SiteGrammar()
        return SheetRequest(
            kind: kind,
            base: base,
            question: try question(kind, asked, grammar)
        )
    }

    /// What only some kinds are asked.
    static func members(of kind: Kind) -> Set<String> {
        switch kind {
        case .funnel: ["date_range", "filters", "steps", "window_hours"]
        case .retention: ["date_range", "filters"]
        case .journeys: ["date_range", "filters", "page", "limit"]
        case .realtime: ["filters"]
        case .consent: ["date_range", "by"]
        }
    }

    private static func question(
        _ kind: Kind,
        _ asked: [String: JSONValue],
        _ grammar: SiteGrammar
    ) throws(QueryError) -> Question {
        switch kind {
        case .retention: return .retention
        case .realtime: return .realtime
        case .consent:
            let by = asked["by"].map { $0.string ?? "" } ?? "day"
            guard consentKeys.contains(by) else {
                throw .malformed("by", "allowed: \(consentKeys.joined(separator: ", "))")
            }
            return .consent(by: by)
        case .journeys:
            guard let page = asked["page"]?.string, page.utf8.first == UInt8(ascii: "/") else {
                throw .malformed("page", "the path of a page is needed, such as \"/pricing\"")
            }
            return .journeys(
                page: page,
                limit: try QueryParser.integer(asked["limit"], "limit", 1...1000) ?? 20
            )
        case .funnel:
            guard let list = asked["steps"]?.array, steps.contains(list.count) else {
                throw .malformed(
                    "steps",
                    "\(steps.lowerBound) to \(steps.upperBound) filters are needed, such as "
                        + "[\"is\", \"event:page\", [\"/pricing\"]]"
                )
            }
            var filters: [Filter] = []
            for (index, item) in list.enumerated() {
                let field = "steps[\(index)]"
                filters += try QueryParser.filters(.array([item]), grammar, named: field)
            }
            let hours = try QueryParser.integer(asked["window_hours"], "window_hours", 1...2160)
            return .funnel(
                steps: filters,
                labels: list.map(\.text),
                windowMs: hours.map { Int64($0) * 3_600_000 }
            )
        }
    }
}
