internal import Consent
internal import SQLite

/// Finds the places of a consent id or record id, through one connection.
final class LedgerNames {
    struct Place: Hashable {
        let atMs: Int64
        let sequence: UInt64

        func isLater(than other: Place) -> Bool {
            (atMs, sequence) > (other.atMs, other.sequence)
        }
    }

    private let path: String
    private let keys: KeyRing
    private let lastUntil: Statement
    private let every: Statement
    private let one: Statement

    init(_ connection: Connection, keys: KeyRing, path: String) throws(StorageError) {
        self.path = path
        self.keys = keys
        (lastUntil, every, one) = try StorageError.naming(path, "opening") {
            () throws(SQLiteError) in
            (
                try connection.prepare(
                    """
                    SELECT at_ms, sequence FROM name WHERE hash = ?1 AND at_ms <= ?2
                    UNION ALL
                    SELECT at_ms, sequence FROM name_old WHERE hash = ?1 AND at_ms <= ?2
                    ORDER BY at_ms DESC, sequence DESC LIMIT 1
                    """
                ),
                try connection.prepare(
                    """
                    SELECT at_ms, sequence FROM name WHERE hash = ?1
                    UNION ALL
                    SELECT at_ms, sequence FROM name_old WHERE hash = ?1
                    ORDER BY at_ms, sequence
                    """
                ),
                try connection.prepare(
                    """
                    SELECT 1 FROM name WHERE hash = ?1 AND at_ms = ?2 AND sequence = ?3
                    UNION ALL
                    SELECT 1 FROM name_old WHERE hash = ?1 AND at_ms = ?2 AND sequence = ?3
                    """
                )
            )
        }
    }

    /// The latest record of a consent id made at `atMs` or before.
    func latest(of id: ConsentID, untilMs atMs: Int64 = .max) throws(StorageError) -> Place? {
        let hash = keys.index(.consentID, id.bytes)
        return try StorageError.naming(path, "looking up a record") { () throws(SQLiteError) in
            try lastUntil.bind(1, hash)
            try lastUntil.bind(2, atMs)
            return try lastUntil.first { Self.place($0) }
        }
    }

    /// All records of a consent id, from the earliest to the latest.
    func all(of id: ConsentID) throws(StorageError) -> [Place] {
        let hash = keys.index(.consentID, id.bytes)
        return try StorageError.naming(path, "looking up records") { () throws(SQLiteError) in
            try every.bind(1, hash)
            return try every.all { Self.place($0) }
        }
    }

    /// Whether `place` is one of those of a consent id.
    func has(_ place: Place, of id: ConsentID) throws(StorageError) -> Bool {
        let hash = keys.index(.consentID, id.bytes)
        return try StorageError.naming(path, "looking up a record") { () throws(SQLiteError) in
            try one.bind(1, hash)
            try one.bind(2, place.atMs)
            try one.bind(3, Int64(bitPattern: place.sequence))
            return try one.first { _ in true } ?? false
        }
    }

    func place(of id: RecordID) throws(StorageError) -> Place? {
        let hash = keys.index(.recordID, id.bytes)
        return try StorageError.naming(path, "looking up a record") { () throws(SQLiteError) in
            try every.bind(1, hash)
            return try every.first { Self.place($0) }
        }
    }

    private static func place(_ row: Statement) -> Place {
        Place(atMs: row.int64(0), sequence: UInt64(bitPattern: row.int64(1)))
    }
}
