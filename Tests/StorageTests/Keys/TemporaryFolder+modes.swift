import CollectorTesting
import Glibc

extension TemporaryFolder {
    /// All files of a data directory, those of the keys as `keys/ledger.key`.
    var files: [String] {
        guard let folder = unsafe opendir(file("keys")) else { return names }
        defer { unsafe _ = closedir(folder) }
        var keys: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { keys.append("keys/\(name)") }
        }
        return names.filter { $0 != "keys" } + keys.sorted()
    }

    func mode(of name: String) -> mode_t {
        var status = stat()
        guard unsafe stat(file(name), &status) == 0 else { return 0 }
        return status.st_mode & 0o777
    }

    func setMode(_ mode: mode_t, of name: String) { _ = unsafe chmod(file(name), mode) }

    func remove(_ name: String) { _ = unsafe unlink(file(name)) }
}
