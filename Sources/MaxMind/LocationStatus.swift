/// What an operator wants to know about the location file.
package struct LocationStatus: Hashable, Sendable {
    /// Networks move: after a month the error in cities is noticeable, and new files are monthly.
    package static let warningAgeDays = 30

    package let path: String
    /// Of the file in use; nil without one.
    package let metadata: LocationMetadata?
    /// Whole days since the file in use was built.
    package let ageDays: Int?
    /// Why the file now at the path is not in use; nil when it is.
    package let lastError: LocationError?

    /// Whether the file in use is older than a month.
    package var isOld: Bool { (ageDays ?? 0) > Self.warningAgeDays }
}
