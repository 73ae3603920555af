package import Consent
internal import JSON
internal import Usage

/// Consent records as text for the privacy office.
package enum ConsentLogText {
    private static let columns = [
        "sequence", "record", "time", "site", "consent_id", "mechanism", "granted",
        "notice_version", "language", "country", "model", "gpc", "expires",
    ]

    package static func csv(_ records: [ConsentRecord]) -> String {
        let lines = records.map { record in
            values(record).map(CSVText.quoted).joined(separator: ",")
        }
        return ([columns.joined(separator: ",")] + lines).joined(separator: "\r\n")
    }

    /// The canonical forms, one a line: what the ledger's hashes are over.
    package static func lines(_ records: [ConsentRecord]) -> String {
        records.map(\.canonicalText).joined(separator: "\n")
    }

    /// Aligned columns for people.
    package static func table(_ records: [ConsentRecord]) -> String {
        let rows = [columns] + records.map(values)
        let widths = columns.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
        }
        return lines.joined(separator: "\n")
    }

    private static func values(_ record: ConsentRecord) -> [String] {
        let granted = Category.optional.filter { record.choices.grants($0) }.map(\.rawValue)
        return [
            "\(record.sequence)", record.id.text, Instant.text(record.atMs), record.site,
            record.consentID?.text ?? "", record.mechanism.rawValue,
            granted.isEmpty ? "none" : granted.joined(separator: " "), record.noticeVersion,
            record.language, record.jurisdiction.country ?? "", record.jurisdiction.model.rawValue,
            record.gpc ? "yes" : "", Instant.text(record.expiresMs),
        ]
    }
}
