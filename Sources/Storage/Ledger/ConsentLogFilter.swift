package import Consent

/// Which records a list holds; what is nil does not restrict it.
package struct ConsentLogFilter: Hashable, Sendable {
    /// The most records one page holds.
    package static let largestLimit = 1000

    package var site: String?
    /// ms since 1970 UTC, inclusive.
    package var fromMs: Int64?
    /// ms since 1970 UTC, exclusive.
    package var toMs: Int64?
    package var consentID: ConsentID?
    package var mechanism: Mechanism?
    /// Records that grant this category.
    package var category: Category?
    package var limit: Int
    /// Where the page before ended.
    package var cursor: ConsentLogPage.Cursor?

    package init(
        site: String? = nil,
        fromMs: Int64? = nil,
        toMs: Int64? = nil,
        consentID: ConsentID? = nil,
        mechanism: Mechanism? = nil,
        category: Category? = nil,
        limit: Int = 50,
        cursor: ConsentLogPage.Cursor? = nil
    ) {
        self.site = site
        self.fromMs = fromMs
        self.toMs = toMs
        self.consentID = consentID
        self.mechanism = mechanism
        self.category = category
        self.limit = limit
        self.cursor = cursor
    }
}

/// Records from the newest place in the ledger to the oldest.
package struct ConsentLogPage: Hashable, Sendable {
    /// A place in the ledger; the next page holds what is before it.
    package struct Cursor: Hashable, Sendable {
        let sequence: UInt64

        init(sequence: UInt64) { self.sequence = sequence }

        /// From what ``text`` gave; nil for anything else.
        package init?(text: String) {
            guard let sequence = UInt64(text), sequence > 0 else { return nil }
            self.sequence = sequence
        }

        package var text: String { String(sequence) }
    }

    package let records: [ConsentRecord]
    /// Nil on the last page.
    package let next: Cursor?
}

/// How many records are alike in all that consent rates are told by.
package struct ConsentCount: Hashable, Sendable {
    /// As the `day` closure counted it.
    package let day: Int32
    package let country: String?
    package let language: String
    package let noticeVersion: String
    package let choices: Choices
    package let mechanism: Mechanism
    /// Whether an earlier grant was taken back.
    package let isWithdrawal: Bool
    package let count: Int
}

/// A notice as the ledger keeps it for ever.
package struct KeptNotice: Hashable, Sendable {
    /// SHA-256 of ``text``.
    package let hash: [UInt8]
    package let materialHash: [UInt8]
    /// Its canonical form, JSON.
    package let text: String
    /// From when on it can have been shown, ms since 1970 UTC.
    package let firstShownMs: Int64
}
