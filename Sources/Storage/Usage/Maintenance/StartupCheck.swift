internal import Observability
internal import SQLite

/// What a start does with the files of the log before anybody uses them.
struct StartupCheck {
    let directory: String
    let keys: MonthKeys
    let log: Log

    /// Finishes what a crash cut off, and tells `files` which months there are.
    func run(on files: MonthFiles) throws(StorageError) {
        try removeUnfinished()
        try finishRetiring()
        // A later edition appears under its name only once it is whole.
        let latest = Dictionary(grouping: try databases(), by: \.month).values.compactMap {
            $0.max()
        }
        for name in latest.sorted() {
            try retireEditions(before: name)
            files.catalog.begin(name)
            do throws(StorageError) {
                try recover(name)
                try settleKey(of: name)
            } catch {
                // One bad month must not stop the collecting; whoever needs it gets the error.
                log.error(
                    "a month of usage cannot be opened",
                    ["file": .string(name.file), "error": .string(error.description)]
                )
            }
        }
        try removeLeftLogs()
    }

    private func databases() throws(StorageError) -> [MonthName] {
        try DataFiles.names(in: directory).compactMap { MonthName(file: $0) }
    }

    /// Editions that were never finished, and their keys, which sealed nothing that anybody has.
    private func removeUnfinished() throws(StorageError) {
        for file in try DataFiles.names(in: directory) where file.hasSuffix(".db.new") {
            guard let name = MonthName(file: file.dropLast(".new".count)) else { continue }
            let path = directory + "/" + file
            try DataFiles.removeCompanions(of: path)
            try DataFiles.remove(path)
            try keys.destroyKey(name.month, edition: name.edition)
            log.info("an unfinished rewrite was removed", ["file": .string(file)])
        }
    }

    /// Editions whose later one was finished, but which are still there.
    func retireEditions(before latest: MonthName) throws(StorageError) {
        for name in try databases() where name.month == latest.month && name < latest {
            try Retirement(name: name, directory: directory, keys: keys).run()
            log.info("an earlier edition of a month was removed", ["file": .string(name.file)])
        }
    }

    func finishRetiring() throws(StorageError) {
        for file in try DataFiles.names(in: directory) where file.hasSuffix(".db.gone") {
            guard let name = MonthName(file: file.dropLast(".gone".count)) else { continue }
            try Retirement(name: name, directory: directory, keys: keys).finish()
            log.info("the removal of a month was finished", ["file": .string(name.file)])
        }
    }

    /// Moves a log that a crash left behind into its file, and makes the tables that are missing.
    private func recover(_ name: MonthName) throws(StorageError) {
        let path = directory + "/" + name.file
        // A crash while a new file is switched to its write-ahead log leaves a rollback journal, which
        // only a writer can undo: readers would be refused from then on.
        let hasJournal = DataFiles.exists(path + "-journal")
        let isReady = try StorageError.naming(path, "opening") { () throws(SQLiteError) in
            guard !hasJournal else { return false }
            return try Connection(.reader(path)).userVersion() == MonthSchema.version
        }
        guard !isReady || DataFiles.size(path + "-wal") > 0 else { return }
        let connection = try StorageError.naming(path, "recovering") { () throws(SQLiteError) in
            try Connection(.writer(path))
        }
        try MonthSchema.prepare(connection, path: path)
        try StorageError.naming(path, "recovering") { () throws(SQLiteError) in
            _ = try connection.checkpoint(.truncate)
        }
    }

    /// Finds the key of a month that was restored from before a merge, and ends the copy that a merge left
    /// which was cut off.
    private func settleKey(of name: MonthName) throws(StorageError) {
        try keys.settle(name.month, edition: name.edition) { (key) throws(StorageError) in
            let reader = try MonthReader(
                name,
                path: directory + "/" + name.file,
                key: key,
                keyPath: keys.path(name.month, edition: name.edition)
            )
            guard let row = try reader.rows(after: 0).first else { return false }
            do throws(StorageError) {
                _ = try reader.open(row)
                return true
            } catch {
                // Rows were removed since, and the key of that time is gone for ever.
                return false
            }
        }
    }

    /// A write-ahead log without its database belongs to a file that was removed.
    private func removeLeftLogs() throws(StorageError) {
        let names = try DataFiles.names(in: directory)
        let all = Set(names)
        for file in names where file.hasPrefix("usage-") {
            guard file.hasSuffix(".db-wal") || file.hasSuffix(".db-shm"),
                !all.contains(String(file.dropLast(4)))
            else { continue }
            try DataFiles.remove(directory + "/" + file)
        }
    }
}
