import Glibc
import Testing

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/assent-test.XXXXXX\0".utf8CString)
        let made = unsafe mkdtemp(&template) != nil
        try #require(made)
        path = unsafe template.withUnsafeBufferPointer { text in
            unsafe text.baseAddress.map { unsafe String(cString: $0) } ?? ""
        }
    }

    deinit {
        guard let folder = unsafe opendir(path) else { return }
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            unsafe unlink("\(path)/\(name)")
        }
        unsafe closedir(folder)
        unsafe rmdir(path)
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}
