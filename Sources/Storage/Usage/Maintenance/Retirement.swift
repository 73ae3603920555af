/// The end of one edition of a month: its file, its key and what lies beside it.
///
/// The file is renamed first, so that a crash at any moment is finished by the next start; the key
/// goes before the file, since without it the rest is noise.
struct Retirement {
    let name: MonthName
    let directory: String
    let keys: MonthKeys

    func run() throws(StorageError) {
        try begin()
        try finish()
    }

    /// From here on the file is on its way out, whatever happens.
    ///
    /// Its name is free for a new file, so the caller keeps writers away meanwhile.
    func begin() throws(StorageError) {
        try DataFiles.rename(path, to: retired)
        try DataFiles.synchronize(directory)
        try forgetKey()
    }

    /// Removes the file; at start also what ``begin()`` did not get to.
    func finish() throws(StorageError) {
        // A database of that name is newer: then everything else was done before it was made.
        if !DataFiles.exists(path) { try forgetKey() }
        try DataFiles.remove(retired)
        try DataFiles.synchronize(directory)
    }

    private func forgetKey() throws(StorageError) {
        try DataFiles.removeCompanions(of: path)
        try keys.destroyKey(name.month, edition: name.edition)
    }

    private var path: String { directory + "/" + name.file }
    private var retired: String { directory + "/" + name.retiredFile }
}
