package import Consent
internal import JSON
package import Storage
internal import Usage

/// Answers what a visitor may ask for: access to what is kept, and its erasure.
package struct SubjectRequests {
    package struct Erasure: Hashable, Sendable {
        /// Contents of consent records.
        package let records: Int
        package let usageRows: Int
    }

    private let usage: UsageStore
    private let ledger: ConsentLedger
    private let keys: KeyRing

    package init(usage: UsageStore, ledger: ConsentLedger, keys: KeyRing) {
        self.usage = usage
        self.ledger = ledger
        self.keys = keys
    }

    /// Everything that is kept under a consent id, as JSON for the visitor; nil where nothing is.
    package func export(_ id: ConsentID, nowMs: Int64) throws(StorageError) -> String? {
        let records = try ledger.records(of: id)
        var events: [String] = []
        for site in try usage.sites() {
            for event in try usage.rows(of: keys.visitor(id, of: site), site: site) {
                events.append(EventText.object(event))
            }
        }
        guard !records.isEmpty || !events.isEmpty else { return nil }
        let members = [
            "\"consent_id\":\(JSONText.quoted(id.text))",
            "\"exported_at\":\"\(Instant.text(nowMs))\"",
            // The canonical form is what the ledger's hash is over: the visitor can check it.
            "\"records\":[\(records.map(\.canonicalText).joined(separator: ",\n"))]",
            "\"usage\":[\(events.joined(separator: ",\n"))]",
        ]
        return "{\(members.joined(separator: ",\n"))}"
    }

    /// Removes the contents of all records of a consent id and all its usage, from every file.
    ///
    /// The ledger comes first: from then on its tokens permit nothing, so no beacon that is on its
    /// way adds a row behind. It can be repeated after a failure.
    package func erase(_ id: ConsentID, nowMs: Int64) throws(StorageError) -> Erasure {
        let records = try ledger.erase(id, atMs: nowMs)
        var visitors: [String: VisitorID] = [:]
        for site in try usage.sites() { visitors[site] = keys.visitor(id, of: site) }
        let rows = try usage.erase(visitors: visitors).values.reduce(0, +)
        if records > 0 || rows > 0 {
            try ledger.append(
                statement: .erasure(
                    ErasureStatement(recordsErased: records, usageRowsErased: rows, atMs: nowMs)
                )
            )
        }
        return Erasure(records: records, usageRows: rows)
    }
}
