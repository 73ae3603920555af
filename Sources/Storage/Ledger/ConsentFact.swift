internal import Consent
internal import SQLite

/// The columns of `fact`: what lists and counts need to know of a record without opening it.
struct ConsentFact: Hashable {
    enum Column: Hashable {
        case integer(Int64)
        case text(String?)
    }

    /// In the order of the table, behind the sequence.
    let columns: [Column]

    static let names =
        "at_ms, site, choices, mechanism, withdrawal, country, language, notice_version"

    init(_ record: ConsentRecord) {
        columns = [
            .integer(record.atMs),
            .text(record.site),
            .integer(Int64(record.choices.rawValue)),
            .text(record.mechanism.rawValue),
            .integer(record.isWithdrawal ? 1 : 0),
            .text(record.jurisdiction.country),
            .text(record.language),
            .text(record.noticeVersion),
        ]
    }

    /// From the row's columns starting at `first`; nil where the row was emptied.
    init?(_ row: Statement, from first: Int) {
        guard !row.isNull(first) else { return nil }
        columns = [
            .integer(row.int64(first)),
            .text(row.textOrNil(first + 1)),
            .integer(row.int64(first + 2)),
            .text(row.textOrNil(first + 3)),
            .integer(row.int64(first + 4)),
            .text(row.textOrNil(first + 5)),
            .text(row.textOrNil(first + 6)),
            .text(row.textOrNil(first + 7)),
        ]
    }
}
