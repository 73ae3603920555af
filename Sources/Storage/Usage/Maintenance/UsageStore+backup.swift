internal import SQLite
internal import Synchronization

extension UsageStore {
    /// Copies every month into `destination`, each as of one moment, and checks the copies.
    ///
    /// The copies are sealed as the files are; the keys are not among them.
    package func backup(to destination: String) throws(StorageError) {
        try maintain { () throws(StorageError) in
            for month in catalog.mark.months {
                guard let name = catalog.edition(of: month)?.name,
                    let reader = try openReader(name)
                else { continue }
                let copy = destination + "/" + name.file
                guard !DataFiles.exists(copy) else {
                    throw .impossible(
                        what: "\(copy) is there already",
                        hint: "Name a directory that is empty or not there yet."
                    )
                }
                try DataFiles.create(copy)
                let faults = try StorageError.naming(copy, "copying") { () throws(SQLiteError) in
                    // All at once: in steps it would begin again with each commit.
                    try reader.connection.backup(to: copy, pagesPerStep: -1)
                    return try Connection(.reader(copy)).integrityCheck()
                }
                try DataFiles.removeCompanions(of: copy)
                if let fault = faults.first { throw .damaged(path: copy, what: fault) }
            }
            try DataFiles.synchronize(destination)
        }
    }
}
