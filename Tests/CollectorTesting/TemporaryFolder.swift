internal import Glibc
internal import Testing

/// A folder of its own for one test, gone with it.
package final class TemporaryFolder: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/assent-test.XXXXXX\0".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        try #require(made)
        path = unsafe template.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
    }

    deinit { Self.remove(path) }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    /// The names in the folder, in order.
    package var names: [String] { Self.names(in: path) }

    /// What is on disk now, to look for what should not be there; nothing where there is no file.
    package func bytes(of name: String) -> [UInt8] {
        guard let file = unsafe fopen(file(name), "r") else { return [] }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Whether `text` stands anywhere in a file of the folder.
    package func holds(_ text: String, in name: String) -> Bool {
        let bytes = bytes(of: name)
        let text = Array(text.utf8)
        var rest = bytes[...]
        while let first = text.first, let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: text) { return true }
            rest = rest.dropFirst()
        }
        return text.isEmpty
    }

    /// All files of the folder and of the folders in it, by their paths from here, in order.
    package var files: [String] {
        Self.files(in: path).map { String($0.dropFirst(path.count + 1)) }
    }

    /// The files that hold `bytes` anywhere.
    package func files(holding bytes: [UInt8]) -> [String] {
        files.filter { Self.holds(bytes, in: self.bytes(of: $0)) }
    }

    /// By the system's search for a first byte: a test asks this of many values and files.
    private static func holds(_ wanted: [UInt8], in file: [UInt8]) -> Bool {
        guard let first = wanted.first else { return true }
        return unsafe file.withUnsafeBytes { file in
            guard let start = file.baseAddress else { return false }
            var place = 0
            while place + wanted.count <= file.count {
                let rest = unsafe start + place
                guard let found = unsafe memchr(rest, Int32(first), file.count - place) else {
                    return false
                }
                place = unsafe UnsafeRawPointer(found) - start
                guard place + wanted.count <= file.count else { return false }
                if unsafe memcmp(found, wanted, wanted.count) == 0 { return true }
                place += 1
            }
            return false
        }
    }

    /// Makes or replaces a file.
    package func write(_ bytes: [UInt8], to name: String) throws {
        try put(bytes, at: 0, of: file(name), mode: "w")
    }

    /// Damages a file that is there.
    package func overwrite(_ name: String, from start: Int, count: Int, with byte: UInt8) throws {
        try put([UInt8](repeating: byte, count: count), at: start, of: file(name), mode: "r+")
    }

    private func put(_ bytes: [UInt8], at start: Int, of path: String, mode: String) throws {
        let file = unsafe fopen(path, mode)
        let opened = unsafe file != nil
        try #require(opened)
        let moved = unsafe fseek(file, start, SEEK_SET) == 0
        let written = unsafe fwrite(bytes, 1, bytes.count, file)
        let closed = unsafe fclose(file) == 0
        try #require(moved && written == bytes.count && closed)
    }

    private static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func files(in path: String) -> [String] {
        names(in: path).map { "\(path)/\($0)" }.flatMap { entry in
            var facts = stat()
            guard unsafe lstat(entry, &facts) == 0 else { return [String]() }
            return facts.st_mode & S_IFMT == S_IFDIR ? files(in: entry) : [entry]
        }
    }

    private static func remove(_ path: String) {
        // Also right for a link to a folder: `unlink` removes the link and never what it names.
        if unsafe unlink(path) == 0 { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        unsafe rmdir(path)
    }
}
