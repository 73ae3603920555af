internal import Glibc

/// Why a server did not start or a certificate was not taken.
package enum ServerError: Error, Equatable, CustomStringConvertible {
    case badAddress(String)
    case cannotListen(address: String, errno: Int32)
    case cannotRead(path: String, errno: Int32)
    case cannotStart(address: String)
    case badCertificate(certificate: String, key: String)
    case noThread(errno: Int32)
    case noDescriptor(errno: Int32)

    package var description: String {
        switch self {
        case .badAddress(let text):
            "listen address \"\(text)\" is not HOST:PORT; write 127.0.0.1:8080, [::1]:8080 or localhost:8080"
        case .cannotListen(let address, let code):
            "cannot listen on \(address): \(Self.text(code)); choose another address or end what uses it"
        case .cannotRead(let path, let code):
            "cannot read \(path): \(Self.text(code)); check the path and its permissions"
        case .cannotStart(let address):
            "the HTTP library does not start on \(address); check limits on open files and memory"
        case .badCertificate(let certificate, let key):
            "\(certificate) and \(key) are not a certificate and its key in PEM; check both files"
        case .noThread(let code):
            "cannot start a thread: \(Self.text(code)); check the limit on threads"
        case .noDescriptor(let code):
            "cannot open an event descriptor: \(Self.text(code)); check the limit on open files"
        }
    }

    private static func text(_ code: Int32) -> String {
        unsafe String(cString: strerror(code))
    }
}
