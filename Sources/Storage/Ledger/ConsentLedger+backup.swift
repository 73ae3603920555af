internal import SQLite
internal import Synchronization

extension ConsentLedger {
    /// 1 MiB: a commit waits for a few ms only.
    private static let pagesPerStep: Int32 = 256

    /// Copies `consent.db` to `destination` while it is in use: one state of it, without its log.
    ///
    /// The keys are not in it, so contents whose month has ended cannot be read from it either.
    package func backup(to destination: String) throws(StorageError) {
        try PrivateFile.ensure(destination)
        let isFree = try copying(to: destination) { (writer) throws(SQLiteError) in
            guard writer.backup == nil else { return false }
            writer.backup = try writer.connection.backup(to: destination)
            return true
        }
        guard isFree else {
            throw .impossible(
                what: "another backup is under way",
                hint: "Wait until it is done, then try again."
            )
        }
        var isUnderWay = true
        while isUnderWay {
            isUnderWay = try copying(to: destination) { (writer) throws(SQLiteError) in
                try writer.backup?.step(pages: Self.pagesPerStep) ?? false
            }
        }
        writer.withLock { $0.backup = nil }
    }

    private func copying(
        to destination: String,
        _ step: (LedgerWriter) throws(SQLiteError) -> Bool
    ) throws(StorageError) -> Bool {
        try writer.withLock { (writer) throws(StorageError) in
            do throws(SQLiteError) {
                return try step(writer)
            } catch {
                writer.backup = nil
                throw StorageError(error, path: destination, doing: "copying \(path)")
            }
        }
    }
}
