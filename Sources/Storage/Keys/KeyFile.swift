internal import Glibc

/// One secret in a file of its own, readable by its owner alone.
///
/// A file appears whole or not at all, and what was written is on the disk before anything sealed
/// with it can be: a key lost in a power cut would take its month with it.
struct KeyFile {
    let directory: String
    let name: String

    var path: String { directory + "/" + name }

    /// The bytes of the file; nil where there is none.
    func read(count: Int) throws(StorageError) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw StorageError(errno: errno, path: path, doing: "opening")
        }
        defer { close(descriptor) }
        try Self.refuseExposed(descriptor, path: path)
        // One byte more than wanted, so that a longer file is noticed.
        var bytes = [UInt8](repeating: 0, count: count + 1)
        let found = unsafe Glibc.read(descriptor, &bytes, count + 1)
        guard found >= 0 else { throw StorageError(errno: errno, path: path, doing: "reading") }
        guard found == count else {
            throw .damaged(path: path, what: "it has not the \(count) bytes of a key")
        }
        bytes.removeLast()
        return bytes
    }

    /// Makes the file with `bytes` in it, or puts them in the place of what is there.
    func write(_ bytes: [UInt8]) throws(StorageError) {
        let fresh = path + ".new"
        // Left over from a start that was cut off; nothing can have been sealed with it.
        unsafe unlink(fresh)
        let descriptor = unsafe open(
            fresh,
            O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
            0o600
        )
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: fresh, doing: "creating")
        }
        defer { close(descriptor) }
        do throws(StorageError) {
            try Self.writeAll(bytes, descriptor, path: fresh)
            guard unsafe rename(fresh, path) == 0 else {
                throw StorageError(errno: errno, path: path, doing: "renaming")
            }
        } catch {
            unsafe unlink(fresh)
            throw error
        }
        try Self.synchronize(directory: directory)
    }

    /// Overwrites the bytes, then removes the file; nothing to do where there is none.
    ///
    /// On a journaling or copying file system old blocks may outlive the overwriting: full-disk
    /// encryption is what stands against that (docs/operations.md).
    func destroy(count: Int) throws(StorageError) {
        let descriptor = unsafe open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return }
            throw StorageError(errno: errno, path: path, doing: "opening")
        }
        defer { close(descriptor) }
        try Self.writeAll([UInt8](repeating: 0, count: count), descriptor, path: path)
        guard unsafe unlink(path) == 0 else {
            throw StorageError(errno: errno, path: path, doing: "removing")
        }
        try Self.synchronize(directory: directory)
    }

    private static func writeAll(
        _ bytes: [UInt8],
        _ descriptor: Int32,
        path: String
    ) throws(StorageError) {
        // Keys are far smaller than what a file system writes at once.
        guard unsafe Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw StorageError(errno: errno, path: path, doing: "writing")
        }
        guard fsync(descriptor) == 0 else {
            throw StorageError(errno: errno, path: path, doing: "writing")
        }
    }

    static func synchronize(directory: String) throws(StorageError) {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: directory, doing: "opening")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw StorageError(errno: errno, path: directory, doing: "writing")
        }
    }

    static func refuseExposed(_ descriptor: Int32, path: String) throws(StorageError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw StorageError(errno: errno, path: path, doing: "looking at")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .exposed(path: path, mode: "0" + String(status.st_mode & 0o777, radix: 8))
        }
    }
}
