/// Names one file of the usage log: a month, and how often it was rewritten.
///
/// A rewrite is a new file under a new name, so that the write-ahead log of the old file can never
/// be taken for its own; of two editions the later one counts and the earlier one is on its way out.
struct MonthName: Hashable, Comparable, Sendable {
    /// As in 202611.
    let month: Int
    /// From 1.
    let edition: Int

    /// `usage-202611.db`, and `usage-202611-2.db` for the second edition.
    var file: String {
        edition == 1 ? "usage-\(month).db" : "usage-\(month)-\(edition).db"
    }

    /// The same name while the file is being written; removed at start.
    var unfinishedFile: String { file + ".new" }

    /// The same name once its rows are to be forgotten; the forgetting is finished at start.
    var retiredFile: String { file + ".gone" }

    var next: MonthName { MonthName(month: month, edition: edition + 1) }

    init(month: Int, edition: Int = 1) {
        self.month = month
        self.edition = edition
    }

    /// The name of which `file` is a database; nil for any other file.
    init?(file: some StringProtocol) {
        guard file.hasPrefix("usage-"), file.hasSuffix(".db") else { return nil }
        let parts = file.dropFirst("usage-".count).dropLast(".db".count)
            .split(separator: "-", omittingEmptySubsequences: false)
        guard let digits = parts.first, digits.count == 6, let month = Int(digits),
            (1...12).contains(month % 100)
        else { return nil }
        switch parts.count {
        case 1: self.init(month: month)
        case 2:
            guard let edition = Int(parts[1]), edition > 1 else { return nil }
            self.init(month: month, edition: edition)
        default: return nil
        }
    }

    static func < (left: MonthName, right: MonthName) -> Bool {
        (left.month, left.edition) < (right.month, right.edition)
    }
}
