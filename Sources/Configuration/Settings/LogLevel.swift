extension Configuration {
    /// Log entries below it are not written; the words are those of `Observability.LogLevel`.
    package enum LogLevel: String, CaseIterable, Sendable {
        case debug
        case info
        case warning
        case error
    }

    /// What "committed" means before a beacon is answered.
    package enum Durability: String, CaseIterable, Sendable {
        /// On the disk: a power cut loses nothing that was acknowledged.
        case full
        /// With the operating system: a power cut can lose the last seconds.
        case normal
    }
}
