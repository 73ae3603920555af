internal import Glibc

/// A file that only its owner can read.
enum PrivateFile {
    /// Makes an empty file where there is none.
    ///
    /// SQLite takes an empty file as a new database, and gives the files beside it the same mode.
    static func ensure(_ path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: path, doing: "creating")
        }
        close(descriptor)
    }
}
