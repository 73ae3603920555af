package import Consent
internal import JSON
package import Storage
internal import Usage

/// How the banners of a site went, by day, country and notice version.
package struct ConsentRates: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let day: Int32
        package let country: String?
        package let noticeVersion: String
        /// Banners that came up by themselves, and those of them that nobody decided in.
        package var shown = 0
        package var ignored = 0
        /// Records by what they say of the categories asked for.
        package var granted = 0
        package var partial = 0
        package var refused = 0
        package var withdrawn = 0
    }

    /// What a record means for the rates.
    package enum Outcome: String, Sendable {
        case granted, partial, refused, withdrawn
    }

    package let rows: [Row]

    /// `offered` are the optional categories the site asks for.
    package init(records: [ConsentCount], shown: [ShownCount], offered: Choices) {
        struct Key: Hashable {
            let day: Int32
            let country: String?
            let noticeVersion: String
        }
        var rows: [Key: Row] = [:]
        func row(_ day: Int32, _ country: String?, _ version: String, _ add: (inout Row) -> Void) {
            let fresh = Row(day: day, country: country, noticeVersion: version)
            let key = Key(day: day, country: country, noticeVersion: version)
            add(&rows[key, default: fresh])
        }
        for count in records {
            row(count.day, count.country, count.noticeVersion) { row in
                switch Self.outcome(of: count, offered: offered) {
                case .granted: row.granted += count.count
                case .partial: row.partial += count.count
                case .refused: row.refused += count.count
                case .withdrawn: row.withdrawn += count.count
                }
            }
        }
        for count in shown {
            row(count.group.day, count.group.country, count.group.noticeVersion) { row in
                row.shown += count.shown
                row.ignored += count.ignored
            }
        }
        self.rows = rows.values.sorted {
            ($0.day, $0.country ?? "", $0.noticeVersion)
                < ($1.day, $1.country ?? "", $1.noticeVersion)
        }
    }

    package static func outcome(of count: ConsentCount, offered: Choices) -> Outcome {
        if count.isWithdrawal { return .withdrawn }
        let granted = count.choices.intersection(offered)
        if granted.isEmpty { return .refused }
        return granted == offered ? .granted : .partial
    }

    /// A heading and the rows, for tables.
    package var cells: [[String]] {
        [
            [
                "day", "country", "notice_version", "shown", "granted", "partial", "refused",
                "withdrawn", "ignored",
            ]
        ]
            + rows.map { row in
                [
                    "\(CivilDate(days: row.day))", row.country ?? "", row.noticeVersion,
                    "\(row.shown)", "\(row.granted)", "\(row.partial)", "\(row.refused)",
                    "\(row.withdrawn)", "\(row.ignored)",
                ]
            }
    }

    package var csv: String {
        cells.map { $0.map(CSVText.quoted).joined(separator: ",") }.joined(separator: "\r\n")
    }
}
