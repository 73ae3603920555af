/// What the operator puts on record beside the visitors' choices.
package enum LedgerStatement: Hashable, Sendable {
    case expiry(ExpiryStatement)
    case erasure(ErasureStatement)
    case keyRotation(KeyRotationStatement)
    case removal(RemovalStatement)
    case notice(NoticeStatement)

    package var kind: LedgerEntryKind {
        switch self {
        case .expiry: .expiry
        case .erasure: .erasure
        case .keyRotation: .keyRotation
        case .removal: .removal
        case .notice: .notice
        }
    }
}

/// A run of the retention rule: what went, and how old what stayed is.
package struct ExpiryStatement: Hashable, Sendable {
    package struct Month: Hashable, Sendable {
        /// Such as 202603.
        package let yearMonth: Int
        package let rowsRemoved: Int

        package init(yearMonth: Int, rowsRemoved: Int) {
            self.yearMonth = yearMonth
            self.rowsRemoved = rowsRemoved
        }
    }

    /// Nil for all sites together.
    package let site: String?
    /// The first day that was kept, counted from 1970-01-01 in the site's zone.
    package let cutoffDay: Int32
    package let removed: [Month]
    /// The day of the oldest row that stayed; nil where none did.
    package let oldestDay: Int32?
    /// ms since 1970 UTC.
    package let atMs: Int64

    package init(site: String?, cutoffDay: Int32, removed: [Month], oldestDay: Int32?, atMs: Int64)
    {
        self.site = site
        self.cutoffDay = cutoffDay
        self.removed = removed
        self.oldestDay = oldestDay
        self.atMs = atMs
    }
}

/// An erasure; it says how much went, never whose it was.
package struct ErasureStatement: Hashable, Sendable {
    package let recordsErased: Int
    package let usageRowsErased: Int
    /// ms since 1970 UTC.
    package let atMs: Int64

    package init(recordsErased: Int, usageRowsErased: Int, atMs: Int64) {
        self.recordsErased = recordsErased
        self.usageRowsErased = usageRowsErased
        self.atMs = atMs
    }
}

/// A new key in place of an old one.
package struct KeyRotationStatement: Hashable, Sendable {
    /// What the key is for, such as `ledger` or `token`.
    package let purpose: String
    /// A public name of the key that was retired, such as a checkpoint key's id.
    package let retired: String?
    package let installed: String
    /// ms since 1970 UTC.
    package let atMs: Int64

    package init(purpose: String, retired: String?, installed: String, atMs: Int64) {
        self.purpose = purpose
        self.retired = retired
        self.installed = installed
        self.atMs = atMs
    }
}

extension LedgerStatement {
    /// RFC 8785 JSON; members that have no value are left out.
    package var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    /// ``canonicalText`` in UTF-8.
    package var canonicalBytes: [UInt8] {
        switch self {
        case .expiry(let statement):
            CanonicalJSON.members([
                "at": .number(statement.atMs),
                "cutoff_day": .number(Int64(statement.cutoffDay)),
                "kind": .string(kind.rawValue),
                "oldest_day": statement.oldestDay.map { .number(Int64($0)) },
                "removed": .array(
                    statement.removed.map {
                        .members([
                            "month": .number(Int64($0.yearMonth)),
                            "rows": .number(Int64($0.rowsRemoved)),
                        ])
                    }
                ),
                "site": .text(statement.site),
            ]).bytes
        case .erasure(let statement):
            CanonicalJSON.members([
                "at": .number(statement.atMs),
                "kind": .string(kind.rawValue),
                "records": .number(Int64(statement.recordsErased)),
                "usage_rows": .number(Int64(statement.usageRowsErased)),
            ]).bytes
        case .keyRotation(let statement):
            CanonicalJSON.members([
                "at": .number(statement.atMs),
                "installed": .string(statement.installed),
                "kind": .string(kind.rawValue),
                "purpose": .string(statement.purpose),
                "retired": .text(statement.retired),
            ]).bytes
        case .removal(let statement): statement.json.bytes
        case .notice(let statement): statement.json.bytes
        }
    }

    /// The statement of a canonical form, and of nothing else.
    package static func parse(_ canonical: [UInt8]) throws(ConsentError) -> LedgerStatement {
        guard let json = CanonicalJSON(unchecked: canonical),
            let statement = LedgerStatement(json.members)
        else {
            throw .notCanonical(of: "a ledger statement", reason: "it cannot be read")
        }
        guard statement.canonicalBytes == canonical else {
            throw .notCanonical(
                of: "a ledger statement",
                reason: "it holds more than a statement does"
            )
        }
        return statement
    }

    private init?(_ members: [String: CanonicalJSON]) {
        guard let kind = members["kind"]?.string.flatMap({ LedgerEntryKind(rawValue: $0) }),
            let atMs = members["at"]?.number
        else { return nil }
        switch kind {
        case .consent: return nil
        case .expiry:
            guard let cutoff = members["cutoff_day"]?.number.flatMap({ Int32(exactly: $0) }),
                let months = members["removed"]?.array
            else { return nil }
            var removed: [ExpiryStatement.Month] = []
            for month in months {
                guard let yearMonth = month.members["month"]?.number,
                    let rows = month.members["rows"]?.number
                else { return nil }
                removed.append(.init(yearMonth: Int(yearMonth), rowsRemoved: Int(rows)))
            }
            self = .expiry(
                ExpiryStatement(
                    site: members["site"]?.string,
                    cutoffDay: cutoff,
                    removed: removed,
                    oldestDay: members["oldest_day"]?.number.flatMap { Int32(exactly: $0) },
                    atMs: atMs
                )
            )
        case .erasure:
            guard let records = members["records"]?.number, let rows = members["usage_rows"]?.number
            else { return nil }
            self = .erasure(
                ErasureStatement(
                    recordsErased: Int(records),
                    usageRowsErased: Int(rows),
                    atMs: atMs
                )
            )
        case .keyRotation:
            guard let purpose = members["purpose"]?.string,
                let installed = members["installed"]?.string
            else { return nil }
            self = .keyRotation(
                KeyRotationStatement(
                    purpose: purpose,
                    retired: members["retired"]?.string,
                    installed: installed,
                    atMs: atMs
                )
            )
        case .removal:
            guard let statement = RemovalStatement(members, atMs: atMs) else { return nil }
            self = .removal(statement)
        case .notice:
            guard let statement = NoticeStatement(members, atMs: atMs) else { return nil }
            self = .notice(statement)
        }
    }
}
