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
        var known: [UInt64: Permission] = [:]
        var named: Set<UInt64> = []
        var rows = 0
        var faults: [String] = []
        var faultCount = 0
        try usage.scan { (row) throws(StorageError) in
            rows += 1
            if rows % 100_000 == 0 { progress(rows) }
            if named.insert(row.record).inserted, known[row.record] == nil {
                try learn(row.record, &known)
            }
            guard let fault = Self.fault(row, known[row.record]) else { return }
            faultCount += 1
            if faults.count < Self.mostFaults {
                let day = CivilDate(days: row.day).description
                faults.append("a row of \(row.site) on \(day) names record \(row.record): \(fault)")
            }
        }
        return Outcome(rows: rows, records: named.count, faults: faults, faultCount: faultCount)
    }

    /// Reads all records of the consent id at once: a visitor's rows name several of them.
    private func learn(
        _ sequence: UInt64,
        _ known: inout [UInt64: Permission]
    ) throws(StorageError) {
        guard let id = try ledger.record(sequence: sequence)?.consentID else { return }
        let records = try ledger.records(of: id).sorted {
            ($0.atMs, $0.sequence) < ($1.atMs, $1.sequence)
        }
        for (index, record) in records.enumerated() {
            var untilMs = record.expiresMs
            // A row of the very ms of the next record may have come before it.
            if index + 1 < records.count { untilMs = min(untilMs, records[index + 1].atMs + 1) }
            known[record.sequence] = Permission(
                site: record.site,
                visitor: keys.visitor(id, of: record.site),
                fromMs: record.atMs,
                untilMs: untilMs,
                choices: record.choices
            )
        }
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
