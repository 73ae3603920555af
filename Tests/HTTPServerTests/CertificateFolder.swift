import Glibc
import HTTPServer

/// A temporary folder with a self-signed certificate and its key.
final class CertificateFolder {
    let path: String

    var files: TLSFiles {
        TLSFiles(certificate: "\(path)/certificate.pem", key: "\(path)/key.pem")
    }

    struct Failure: Error {
        let output: String
    }

    init(name: String) throws {
        path = Shell.run("mktemp -d").trimmed
        try issue(name: name)
    }

    deinit { remove() }

    /// Replaces both files.
    func issue(name: String) throws {
        let output = Shell.run(
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
                + " -subj /CN=\(name) -keyout \(files.key) -out \(files.certificate) 2>&1 && echo done"
        )
        guard output.hasSuffix("done\n") else { throw Failure(output: output) }
    }

    /// Makes the certificate unreadable as PEM.
    func spoil() { _ = Shell.run("echo nothing > \(files.certificate)") }

    func remove() { _ = Shell.run("rm -rf '\(path)'") }
}

enum Shell {
    /// The standard output of a shell command.
    static func run(_ command: String) -> String {
        guard let pipe = unsafe popen(command, "r") else { return "" }
        defer { unsafe pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, pipe)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String {
    fileprivate var trimmed: String { String(prefix { !$0.isWhitespace }) }
}
