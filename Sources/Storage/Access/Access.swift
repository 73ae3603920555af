/// What the holder of an API key may do.
package enum AccessRole: String, CaseIterable, Sendable {
    case admin
    /// The consent log, erasure, exact reports.
    case privacy
    /// Aggregated reports only, never a row.
    case marketing
    /// Writes only, with times and addresses of its own.
    case ingest
}

/// Whom a right key stands for.
package struct Access: Hashable, Sendable {
    package let keyID: String
    package let role: AccessRole
    /// The one site the key is good for; nil: all.
    package let site: String?

    package init(keyID: String, role: AccessRole, site: String?) {
        self.keyID = keyID
        self.role = role
        self.site = site
    }
}

/// An API key as it is listed: never the key itself.
package struct AccessKey: Hashable, Sendable {
    package let access: Access
    /// ms since 1970 UTC.
    package let createdMs: Int64
    /// ms since 1970 UTC; nil while it is good.
    package let revokedMs: Int64?

    package var id: String { access.keyID }
}
