internal import Glibc

/// What is done with whole files of the data directory.
enum DataFiles {
    /// The names of all files of a directory, in order.
    static func names(in directory: String) throws(StorageError) -> [String] {
        guard let listing = unsafe opendir(directory) else {
            throw StorageError(errno: errno, path: directory, doing: "listing")
        }
        defer { unsafe _ = closedir(listing) }
        var names: [String] = []
        while let entry = unsafe readdir(listing) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
                unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { text in
                    unsafe String(cString: text)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes an empty file that only its owner reads; SQLite gives the files beside it the same mode.
    static func create(_ path: String) throws(StorageError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: path, doing: "creating")
        }
        close(descriptor)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    /// 0 where there is no such file.
    static func size(_ path: String) -> Int {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    static func rename(_ path: String, to target: String) throws(StorageError) {
        guard unsafe Glibc.rename(path, target) == 0 else {
            throw StorageError(errno: errno, path: path, doing: "renaming")
        }
    }

    /// Nothing to do where there is no such file.
    static func remove(_ path: String) throws(StorageError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw StorageError(errno: errno, path: path, doing: "removing")
        }
    }

    /// The write-ahead log and its index, which belong to the database at `path`.
    static func removeCompanions(of path: String) throws(StorageError) {
        try remove(path + "-wal")
        try remove(path + "-shm")
        try remove(path + "-journal")
    }

    /// Makes what was renamed or removed in a directory outlive a power cut.
    static func synchronize(_ directory: String) throws(StorageError) {
        try KeyFile.synchronize(directory: directory)
    }
}
