internal import Glibc

extension Configuration {
    /// Reads and checks the file at `path`.
    package static func load(path: String) throws(ConfigurationError) -> Configuration {
        let bytes = try contents(of: path)
        let fileName = path.split(separator: "/").last.map(String.init) ?? path
        guard bytes.count <= JSON5Reader.maxBytes else {
            throw .unreadable(path: path, reason: "longer than \(JSON5Reader.maxBytes) bytes")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let faults = FaultList(fileName: fileName)
            faults.add(
                "expected UTF-8",
                at: TextPosition(line: lineOfInvalidText(bytes), column: 1)
            )
            throw faults.error ?? .faulty([])
        }
        return try parse(text: text, fileName: fileName)
    }

    private static func contents(of path: String) throws(ConfigurationError) -> [UInt8] {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw unreadable(path) }
        defer { _ = close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        // A pipe or device may have no end.
        while bytes.count <= JSON5Reader.maxBytes {
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe read(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            if count == 0 { break }
            bytes += chunk[..<count]
        }
        return bytes
    }

    private static func unreadable(_ path: String) -> ConfigurationError {
        .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
    }

    private static func lineOfInvalidText(_ bytes: [UInt8]) -> Int {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let wrong = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (wrong ?? 0) + 1
    }
}
