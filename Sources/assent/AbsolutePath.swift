internal import Glibc

/// A path as another process understands it, whose working directory may differ.
func absolutePath(_ path: String) throws -> String {
    guard !path.hasPrefix("/") else { return path }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard unsafe getcwd(&buffer, buffer.count) != nil else {
        throw CommandError("cannot tell the working directory: \(errorText())")
    }
    let end = buffer.firstIndex(of: 0) ?? buffer.endIndex
    let directory = String(decoding: buffer[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return directory + "/" + path
}
