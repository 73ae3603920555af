internal import Endpoints
internal import Glibc
internal import Storage

/// Copies of all databases.
enum BackupOperations {
    static func perform(
        _ arguments: [String: String],
        on collector: Collector,
        progress: @escaping @Sendable (String) -> Void
    ) throws -> String {
        let destination = try Operations.required(arguments, "destination")
        if unsafe mkdir(destination, 0o700) != 0 {
            guard errno == EEXIST else {
                throw CommandError("cannot make \(destination): \(errorText())")
            }
            guard isEmpty(destination) else {
                throw CommandError("\(destination) is not an empty directory; choose another")
            }
        }
        progress("the ledger")
        try collector.ledger.backup(to: destination + "/consent.db")
        progress("keys of the API")
        try collector.access.backup(to: destination + "/main.db")
        progress("usage")
        try collector.usage.backup(to: destination)
        return """
            all databases are in \(destination). DATA/keys is not among them: keep it elsewhere, a \
            backup cannot be read without it.
            """
    }

    private static func isEmpty(_ path: String) -> Bool {
        guard let directory = unsafe opendir(path) else { return false }
        defer { _ = unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { return false }
        }
        return true
    }
}
