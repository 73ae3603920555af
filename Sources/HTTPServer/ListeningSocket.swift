internal import Glibc

/// A bound, listening, non-blocking socket that closes with the object.
final class ListeningSocket: Sendable {
    /// 4,096 connections may wait while a turn is committed; the kernel's own limit may be lower.
    private static let backlog: Int32 = 4096

    let descriptor: Int32
    let address: SocketAddress

    /// `isShared` lets every event loop have a socket of its own on one port.
    init(_ wanted: SocketAddress, isShared: Bool) throws(ServerError) {
        let family: Int32
        switch wanted {
        case .v4: family = AF_INET
        case .v6: family = AF_INET6
        }
        let descriptor = socket(
            family,
            Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue),
            0
        )
        guard descriptor >= 0 else { throw .cannotListen(address: wanted.text, errno: errno) }
        Self.set(descriptor, SOL_SOCKET, SO_REUSEADDR)
        if isShared { Self.set(descriptor, SOL_SOCKET, SO_REUSEPORT) }
        // Each family has its own socket, so that both may use one port.
        if family == AF_INET6 { Self.set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY) }
        guard Self.bind(descriptor, wanted), listen(descriptor, Self.backlog) == 0,
            let bound = Self.name(of: descriptor)
        else {
            let code = errno
            close(descriptor)
            throw .cannotListen(address: wanted.text, errno: code)
        }
        self.descriptor = descriptor
        address = bound
    }

    deinit {
        close(descriptor)
    }

    /// Whether a connection waits to be accepted.
    var hasWaiting: Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&request, 1, 0) == 1
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32) {
        var one: Int32 = 1
        unsafe setsockopt(descriptor, level, option, &one, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func bind(_ descriptor: Int32, _ address: SocketAddress) -> Bool {
        switch address {
        case .v4(let bytes, let port):
            var inet = sockaddr_in()
            inet.sin_family = sa_family_t(AF_INET)
            inet.sin_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &inet.sin_addr) { unsafe $0.copyBytes(from: bytes) }
            return bind(descriptor, &inet)
        case .v6(let bytes, let port):
            var inet = sockaddr_in6()
            inet.sin6_family = sa_family_t(AF_INET6)
            inet.sin6_port = port.bigEndian
            unsafe withUnsafeMutableBytes(of: &inet.sin6_addr) { unsafe $0.copyBytes(from: bytes) }
            return bind(descriptor, &inet)
        }
    }

    private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
        unsafe withUnsafeBytes(of: &address) { bytes in
            guard let base = bytes.baseAddress else { return false }
            return unsafe Glibc.bind(
                descriptor,
                base.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            ) == 0
        }
    }

    private static func name(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        return unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            guard
                let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self),
                unsafe getsockname(descriptor, address, &length) == 0
            else { return nil }
            return unsafe SocketAddress(address)
        }
    }
}
