internal import Glibc

/// The directory of keys: `DATA/keys`, closed to everybody but its owner.
struct KeyDirectory {
    let path: String

    /// Makes the directory where it is missing and refuses one that others can enter.
    init(_ path: String) throws(StorageError) {
        self.path = path
        if unsafe mkdir(path, 0o700) != 0, errno != EEXIST {
            throw StorageError(errno: errno, path: path, doing: "creating")
        }
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw StorageError(errno: errno, path: path, doing: "opening")
        }
        defer { close(descriptor) }
        try KeyFile.refuseExposed(descriptor, path: path)
    }

    func file(_ name: String) -> KeyFile { KeyFile(directory: path, name: name) }

    /// The names of all files, in no order.
    func names() throws(StorageError) -> [String] {
        guard let listing = unsafe opendir(path) else {
            throw StorageError(errno: errno, path: path, doing: "listing")
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
        return names
    }
}
