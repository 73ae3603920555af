internal import Glibc

/// A connected or listening socket in the file system, closed when its owner lets go.
///
/// The command line talks to the running server through it, so that there is never a second writer.
struct UnixSocket: ~Copyable {
    let descriptor: Int32

    deinit { _ = close(descriptor) }

    /// Listens at `path`, readable and writable by the owner alone.
    static func listening(at path: String) throws -> UnixSocket {
        unsafe unlink(path)
        let socket = try open()
        let oldMask = umask(0o177)
        let bound = try unsafe withAddress(path) { address, length in
            unsafe bind(socket.descriptor, address, length)
        }
        umask(oldMask)
        guard bound == 0, listen(socket.descriptor, 8) == 0 else {
            throw CommandError("cannot listen at \(path): \(errorText())")
        }
        return socket
    }

    /// Connects to the server that listens at `path`; nil where none does.
    static func connected(to path: String) throws -> UnixSocket? {
        let socket = try open()
        let connected = try unsafe withAddress(path) { address, length in
            unsafe connect(socket.descriptor, address, length)
        }
        guard connected == 0 else { return nil }
        return socket
    }

    /// The next connection; nil when the socket was shut down.
    func accepted() -> UnixSocket? {
        while true {
            let descriptor = accept(self.descriptor, nil, nil)
            if descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                return UnixSocket(descriptor: descriptor)
            }
            if errno != EINTR && errno != ECONNABORTED { return nil }
        }
    }

    /// The next line without its end; nil at the end of the stream or beyond `limit` bytes.
    func readLine(limit: Int = 1 << 20, buffer: inout [UInt8]) -> [UInt8]? {
        while true {
            if let end = buffer.firstIndex(of: 0x0A) {
                let line = Array(buffer[..<end])
                buffer.removeFirst(end + 1)
                return line
            }
            guard buffer.count < limit else { return nil }
            var piece = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe recv(descriptor, &piece, piece.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return nil }
            buffer += piece[..<count]
        }
    }

    /// The next `count` bytes; nil where the stream ends before.
    func read(_ count: Int, buffer: inout [UInt8]) -> [UInt8]? {
        while buffer.count < count {
            var piece = [UInt8](repeating: 0, count: 262_144)
            let received = unsafe recv(descriptor, &piece, piece.count, 0)
            if received < 0 && errno == EINTR { continue }
            guard received > 0 else { return nil }
            buffer += piece[..<received]
        }
        let taken = Array(buffer[..<count])
        buffer.removeFirst(count)
        return taken
    }

    /// Sends all bytes; false when the other side is gone.
    func send(_ bytes: [UInt8]) -> Bool { Self.send(bytes, to: descriptor) }

    /// The same to an open socket of somebody else's.
    static func send(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    descriptor,
                    all.baseAddress?.advanced(by: sent),
                    all.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func open() throws -> UnixSocket {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        guard descriptor >= 0 else { throw CommandError("cannot make a socket: \(errorText())") }
        return UnixSocket(descriptor: descriptor)
    }

    private static func withAddress(
        _ path: String,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw CommandError("the data directory's path is too long for a socket: \(path)")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            unsafe target.copyBytes(from: bytes)
        }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe body(generic, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// The operating system's words for the last error.
func errorText() -> String { unsafe String(cString: strerror(errno)) }
