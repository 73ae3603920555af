internal import SQLite
internal import Synchronization

extension ConsentLedger {
    /// Copies `consent.db` to `destination` while it is in use: one state of it, without its log.
    ///
    /// The keys are not in it, so contents whose month has ended cannot be read from it either.
    package func backup(to destination: String) throws(StorageError) {
        try PrivateFile.ensure(destination)
        // Through a reader and in one go: the writer would have to wait while the copy is synced.
        try slow.withLock { (reader) throws(StorageError) in
            try StorageError.naming(destination, "copying \(path)") { () throws(SQLiteError) in
                try reader.connection.backup(to: destination, pagesPerStep: -1)
            }
        }
    }
}
