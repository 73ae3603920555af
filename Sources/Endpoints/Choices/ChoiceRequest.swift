internal import Consent
internal import JSON
internal import Usage

/// The body of `POST /v1/consent`, read strictly.
struct ChoiceRequest {
    let site: String
    let notice: String
    let asked: [Category: Bool]
    let mechanism: Mechanism
    let language: String?
    let page: String?
    let token: String?
    let shown: String?
    /// Whether it was made in a banner that came up by itself and was counted as shown.
    let answersBanner: Bool
    /// Only with an ingest key: when the choice was made, ms since 1970 UTC.
    let atMs: Int64?
    /// Only with an ingest key: the address of the visitor, for the location.
    let ip: String?

    private static let members: Set<String> = [
        "site", "notice", "choices", "mechanism", "language", "page", "token", "shown", "asked",
        "at", "ip", "user_agent",
    ]

    init(_ body: [UInt8]) throws(RequestError) {
        guard case .object(let members) = JSONValue.decode(body) else {
            throw .malformed(field: nil, "the body must be one JSON object in UTF-8")
        }
        if let unknown = members.keys.sorted().first(where: { !Self.members.contains($0) }) {
            throw .malformed(field: String(unknown.prefix(40)), "no such member")
        }
        site = try Self.text(members, "site", "the id of a site is needed")
        notice = try Self.text(members, "notice", "the hash of the notice is needed")
        let mechanism = try Self.text(members, "mechanism", Self.mechanisms)
        guard let mechanism = Mechanism(rawValue: mechanism) else {
            throw .malformed(field: "mechanism", Self.mechanisms)
        }
        self.mechanism = mechanism
        asked = try Self.choices(members["choices"])
        language = try Self.optionalText(members, "language")
        page = try Self.optionalText(members, "page")
        token = try Self.optionalText(members, "token")
        shown = try Self.optionalText(members, "shown")
        switch members["asked"] {
        case nil, .null, .bool(false): answersBanner = false
        case .bool(true): answersBanner = true
        default: throw .malformed(field: "asked", "true or false is expected")
        }
        ip = try Self.optionalText(members, "ip")
        _ = try Self.optionalText(members, "user_agent")
        switch members["at"] {
        case nil: atMs = nil
        case .number(let number) where number == number.rounded() && abs(number) < 1e15:
            atMs = Int64(number)
        case .string(let text):
            guard let time = Instant.milliseconds(text) else { fallthrough }
            atMs = time
        default:
            throw .malformed(field: "at", "ISO 8601 with an offset, or ms since 1970, is expected")
        }
    }

    /// Whether it claims what only an ingest key may say.
    var claimsTrust: Bool { atMs != nil || ip != nil }

    private static let mechanisms =
        "one of \(Mechanism.allCases.map(\.rawValue).joined(separator: ", ")) is needed"

    private static func choices(_ value: JSONValue?) throws(RequestError) -> [Category: Bool] {
        guard case .object(let members) = value else {
            throw .malformed(
                field: "choices",
                "an object of categories and true or false is needed"
            )
        }
        var asked: [Category: Bool] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let category = Category(rawValue: name) else {
                throw .malformed(
                    field: "choices",
                    "there are essential, functional, analytics, marketing"
                )
            }
            guard case .bool(let isGranted) = value else {
                throw .malformed(field: "choices.\(name)", "true or false is expected")
            }
            asked[category] = isGranted
        }
        return asked
    }

    private static func text(
        _ members: [String: JSONValue],
        _ name: String,
        _ message: String
    ) throws(RequestError) -> String {
        guard let text = members[name]?.string, text.utf8.count <= 4096 else {
            throw .malformed(field: name, message)
        }
        return text
    }

    private static func optionalText(
        _ members: [String: JSONValue],
        _ name: String
    ) throws(RequestError) -> String? {
        guard let value = members[name], value != .null else { return nil }
        guard let text = value.string, text.utf8.count <= 4096 else {
            throw .malformed(field: name, "a text is expected")
        }
        return text
    }
}
