package import TimeZones

/// What a report found, ready to be written as JSON, CSV or a table.
package struct ReportAnswer: Hashable, Sendable {
    package struct Row: Hashable, Sendable {
        package let dimensions: [String]
        /// In the order of the query's metrics; nil where the figure is hidden.
        package let metrics: [Double?]
        /// The same row of the earlier period, where the query compares.
        package var comparison: Compared?
    }

    package struct Compared: Hashable, Sendable {
        /// Other than the row's own only in its time.
        package let dimensions: [String]
        package let metrics: [Double?]
        /// In percent, of shares in points; nil where either figure is hidden.
        package let change: [Double?]
    }

    package let rows: [Row]
    /// Groups that were folded into "(other)" or left out because they are too small.
    package let hiddenGroups: Int
    /// Groups smaller than this were hidden; 1: nothing was.
    package let minVisitors: Int
    /// Whether figures near to those of an earlier answer repeat it (decision 0010).
    package let isGuarded: Bool
    /// Rows before pagination.
    package let totalRows: Int
    /// All buckets of the time dimension, where asked for.
    package let timeLabels: [String]?
    package let query: ReportQuery
    /// The period answered, `[from, until)` in ms since 1970 UTC.
    package let period: Range<Int64>
    /// The earlier period, where the query compares.
    package let comparedPeriod: Range<Int64>?
    /// Whose clock tells the periods.
    package let zone: TimeZone
}
