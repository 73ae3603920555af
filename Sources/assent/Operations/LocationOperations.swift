internal import Endpoints
internal import MaxMind
internal import Usage

/// The location file for the command line.
enum LocationOperations {
    static func status(on collector: Collector) -> String {
        _ = collector.location.check()
        let status = collector.location.status(nowSeconds: collector.clock() / 1000)
        var lines = ["path:        \(status.path)"]
        if let metadata = status.metadata {
            let built = Instant.text(metadata.buildEpochSeconds * 1000).prefix(10)
            lines.append("type:        \(metadata.databaseType)")
            lines.append("built:       \(built), \(status.ageDays ?? 0) days ago")
            lines.append("languages:   \(metadata.languages.joined(separator: ", "))")
            if let attribution = metadata.attribution {
                lines.append("attribution: \(attribution)")
            }
            if status.isOld {
                lines.append(
                    "warning:     older than \(LocationStatus.warningAgeDays) days; places move. "
                        + "Put a newer file in its place: it is taken without a restart."
                )
            }
        } else {
            lines.append("there is no location file in use; locations are unknown")
        }
        if let error = status.lastError { lines.append("last error:  \(error)") }
        return lines.joined(separator: "\n")
    }
}
