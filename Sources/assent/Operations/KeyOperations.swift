internal import Endpoints
internal import Storage
internal import Usage

/// API keys for the command line.
enum KeyOperations {
    static func perform(
        _ operation: String,
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        switch operation {
        case "key-add": return try add(arguments, on: collector)
        case "key-revoke":
            let id = try Operations.required(arguments, "id")
            try collector.access.revoke(id, atMs: collector.clock())
            return "key \(id) is revoked"
        default: return list(collector)
        }
    }

    private static func add(
        _ arguments: [String: String],
        on collector: Collector
    ) throws -> String {
        let roles = AccessRole.allCases.map(\.rawValue).joined(separator: ", ")
        guard let role = AccessRole(rawValue: arguments["role"] ?? "") else {
            throw CommandError("the roles are \(roles)")
        }
        let site = arguments["site"].flatMap { $0.isEmpty ? nil : $0 }
        if let site, collector.snapshot.site(site) == nil {
            throw CommandError("the configuration has no site \"\(site)\"")
        }
        let (id, key) = try collector.access.add(role: role, site: site, atMs: collector.clock())
        return """
            key \(id) for role \(role.rawValue), \(site.map { "site \($0)" } ?? "all sites"). \
            It is shown only now:
            \(key)
            """
    }

    private static func list(_ collector: Collector) -> String {
        let keys = collector.access.list
        guard !keys.isEmpty else { return "there are no keys yet; see: assent key add --help" }
        let rows = keys.map { key in
            [
                key.id, key.access.role.rawValue, key.access.site ?? "(all sites)",
                Instant.text(key.createdMs),
                key.revokedMs.map { "revoked \(Instant.text($0))" } ?? "in force",
            ]
        }
        return TextTable.aligned([["id", "role", "site", "made", "state"]] + rows)
    }
}
