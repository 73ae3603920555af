internal import Glibc

/// An IP address and port, as `bind` takes it.
enum SocketAddress: Equatable {
    case v4([UInt8], port: UInt16)
    case v6([UInt8], port: UInt16)

    /// The addresses that `HOST:PORT` names: one, or one of each family for `localhost` and `*`.
    static func parse(_ text: String) throws(ServerError) -> [SocketAddress] {
        guard let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = UInt16(text[text.index(after: colon)...])
        else { throw .badAddress(text) }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard let bytes = bytes(of: host, AF_INET6, count: 16) else { throw .badAddress(text) }
            return [.v6(bytes, port: port)]
        }
        switch host.lowercased() {
        case "localhost":
            return [.v4([127, 0, 0, 1], port: port), .v6(loopback, port: port)]
        case "*":
            return [
                .v4([0, 0, 0, 0], port: port),
                .v6([UInt8](repeating: 0, count: 16), port: port),
            ]
        default:
            guard let bytes = bytes(of: host, AF_INET, count: 4) else { throw .badAddress(text) }
            return [.v4(bytes, port: port)]
        }
    }

    private static let loopback = [UInt8](repeating: 0, count: 15) + [1]

    private static func bytes(of host: String, _ family: Int32, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        let isAddress = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe inet_pton(family, host, buffer.baseAddress) == 1
        }
        return isAddress ? bytes : nil
    }

    /// An address the kernel told, or nil of another family; v4-mapped IPv6 becomes IPv4.
    init?(_ address: UnsafePointer<sockaddr>) {
        // Every kind of address begins with its family.
        let family = unsafe UnsafeRawPointer(address).loadUnaligned(as: sa_family_t.self)
        switch Int32(family) {
        case AF_INET:
            let inet = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            let bytes = unsafe withUnsafeBytes(of: inet.sin_addr) { unsafe [UInt8]($0) }
            self = .v4(bytes, port: UInt16(bigEndian: inet.sin_port))
        case AF_INET6:
            let inet = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            let bytes = unsafe withUnsafeBytes(of: inet.sin6_addr) { unsafe [UInt8]($0) }
            let port = UInt16(bigEndian: inet.sin6_port)
            // RFC 4291, 2.5.5.2: ::ffff:a.b.c.d.
            let isMapped =
                bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
            self = isMapped ? .v4([UInt8](bytes[12...]), port: port) : .v6(bytes, port: port)
        default:
            return nil
        }
    }

    /// 4 or 16 bytes in network order.
    var bytes: [UInt8] {
        switch self {
        case .v4(let bytes, _), .v6(let bytes, _): bytes
        }
    }

    var port: UInt16 {
        switch self {
        case .v4(_, let port), .v6(_, let port): port
        }
    }

    func with(port: UInt16) -> SocketAddress {
        switch self {
        case .v4(let bytes, _): .v4(bytes, port: port)
        case .v6(let bytes, _): .v6(bytes, port: port)
        }
    }

    /// `192.0.2.1:80` or `[2001:db8::1]:80`.
    var text: String {
        switch self {
        case .v4(let bytes, let port):
            bytes.map(String.init).joined(separator: ".") + ":\(port)"
        case .v6(let bytes, let port):
            "[" + Self.text(v6: bytes) + "]:\(port)"
        }
    }

    private static func text(v6 bytes: [UInt8]) -> String {
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        unsafe bytes.withUnsafeBytes { address in
            unsafe buffer.withUnsafeMutableBufferPointer { target in
                _ = unsafe inet_ntop(
                    AF_INET6,
                    address.baseAddress,
                    target.baseAddress,
                    socklen_t(target.count)
                )
            }
        }
        let length = buffer.firstIndex(of: 0) ?? buffer.count
        return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
