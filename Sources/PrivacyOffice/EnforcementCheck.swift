internal import Consent
package import Storage
internal import Usage

/// Proves for every stored row that a consent record permitted it at its time.
package struct EnforcementCheck {
    package struct Outcome: Hashable, Sendable {
        package let rows: Int
        /// Distinct records that the rows name.
        package let records: Int
        /// What does not hold, at most as many as are worth reading.
        package let faults: [String]
        package let faultCount: Int
    }

    /// More lines tell nobody more.
    private static let mostFaults = 20

    private let usage: UsageStore
    private let ledger: ConsentLedger
    private let keys: KeyRing

    package init(usage: UsageStore, ledger: ConsentLedger, keys: KeyRing) {
        self.usage = usage
        self.ledger = ledger
        self.keys = keys
    }

    private struct Permission {
        let site: String
        let visitor: VisitorID
        let fromMs: Int64
        /// The next record of the consent id, or the expiry.
        let untilMs: Int64
        let choices: Choices
    }

    /// Reads every row and the records they name; `progress` gets the number of rows so far.
    package func run(progress: (Int) -> Void = { _ in }) throws(StorageError) -> Outcome {
        var known: [UInt64: Permission?] = [:]
        var rows = 0
        var faults: [String] = []
        var faultCount = 0
        try usage.scan { (row) throws(StorageError) in
            rows += 1
            if rows % 100_000 == 0 { progress(rows) }
            let permission: Permission?
            if let found = known[row.record] {
                permission = found
            } else {
                permission = try self.permission(of: row.record)
                known[row.record] = .some(permission)
            }
            guard let fault = Self.fault(row, permission) else { return }
            faultCount += 1
            if faults.count < Self.mostFaults {
                let day = CivilDate(days: row.day).description
                faults.append("a row of \(row.site) on \(day) names record \(row.record): \(fault)")
            }
        }
        return Outcome(rows: rows, records: known.count, faults: faults, faultCount: faultCount)
    }

    private func permission(of sequence: UInt64) throws(StorageError) -> Permission? {
        guard let record = try ledger.record(sequence: sequence), let id = record.consentID else {
            return nil
        }
        var untilMs = record.expiresMs
        let later = try ledger.records(of: id).filter {
            ($0.atMs, $0.sequence) > (record.atMs, record.sequence)
        }
        if let next = later.map(\.atMs).min() { untilMs = min(untilMs, next + 1) }
        return Permission(
            site: record.site,
            visitor: keys.visitor(id, of: record.site),
            fromMs: record.atMs,
            untilMs: untilMs,
            choices: record.choices
        )
    }

    private static func fault(_ row: StoredRow, _ permission: Permission?) -> String? {
        guard let permission else { return "there is no such consent record" }
        if permission.site != row.site { return "the record is of another site" }
        if permission.visitor != row.visitor { return "the record is of another visitor" }
        if permission.choices.isEmpty { return "the record grants nothing" }
        if row.timeMs < permission.fromMs { return "the record is later than the row" }
        if row.timeMs >= permission.untilMs { return "the record was not in force any more" }
        return nil
    }
}
