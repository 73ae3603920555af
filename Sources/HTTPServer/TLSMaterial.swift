internal import Glibc

/// A certificate chain and its key, read from their files.
struct TLSMaterial: Sendable {
    /// TLS 1.3 only, what the threat model promises; browsers have had it since 2018.
    static let priorities = "NORMAL:-VERS-ALL:+VERS-TLS1.3"

    let files: TLSFiles
    let certificate: String
    let key: String

    init(_ files: TLSFiles) throws(ServerError) {
        self.files = files
        certificate = try Self.read(files.certificate)
        key = try Self.read(files.key)
    }

    /// 1 MiB: chains are a few KiB; anything larger is the wrong file.
    private static let maximumBytes = 1 << 20

    private static func read(_ path: String) throws(ServerError) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path: path, errno: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < maximumBytes {
            let count = unsafe chunk.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(path: path, errno: errno)
            }
            if count == 0 { break }
            bytes.append(contentsOf: chunk[..<count])
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
