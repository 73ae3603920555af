import Glibc

/// A TCP connection to a server under test that sends and reads exact bytes.
final class RawClient {
    private let descriptor: Int32
    private var unread: [UInt8] = []
    private var isOpen = true

    /// Connects to `HOST:PORT` as the server reports it; `receiveBuffer` makes a slow reader's window small.
    init(_ address: String, receiveBuffer: Int32? = nil) {
        let isV6 = address.hasPrefix("[")
        let port = UInt16(address.split(separator: ":").last ?? "") ?? 0
        descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4)
        }
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        if isV6 {
            var target = sockaddr_in6()
            target.sin6_family = sa_family_t(AF_INET6)
            target.sin6_port = port.bigEndian
            target.sin6_addr = in6addr_loopback
            Self.connect(descriptor, &target)
        } else {
            var target = sockaddr_in()
            target.sin_family = sa_family_t(AF_INET)
            target.sin_port = port.bigEndian
            target.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            Self.connect(descriptor, &target)
        }
    }

    private static func connect<Target>(_ descriptor: Int32, _ target: inout Target) {
        unsafe withUnsafeBytes(of: &target) { bytes in
            guard let base = bytes.baseAddress else { return }
            _ = unsafe Glibc.connect(
                descriptor,
                base.assumingMemoryBound(to: sockaddr.self),
                socklen_t(bytes.count)
            )
        }
    }

    deinit { close() }

    func close() {
        guard isOpen else { return }
        isOpen = false
        _ = Glibc.close(descriptor)
    }

    /// Closes with a reset, as a client that vanishes.
    func vanish() {
        var hard = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(
            descriptor,
            SOL_SOCKET,
            SO_LINGER,
            &hard,
            socklen_t(MemoryLayout<linger>.size)
        )
        close()
    }

    /// Ends this side of the connection only.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Sends all of it; false when the server has closed.
    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.send(
                    descriptor,
                    buffer.baseAddress.map { unsafe $0 + sent },
                    buffer.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// What the server sends next; nil when it has closed or says nothing for `ms`.
    func receive(within ms: Int32 = 10_000) -> [UInt8]? {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&request, 1, ms) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
        }
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    /// The next answer; nil when the connection ends before it is whole.
    func answer(toHead isHead: Bool = false, within ms: Int32 = 10_000) -> RawAnswer? {
        while true {
            if let (answer, rest) = RawAnswer.parse(unread, isHead: isHead) {
                unread = rest
                return answer
            }
            guard let more = receive(within: ms) else { return nil }
            unread += more
        }
    }

    /// Whether the server has closed the connection by then, whatever it sends before.
    func isClosed(within ms: Int32 = 10_000) -> Bool {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while unsafe poll(&request, 1, ms) == 1 {
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            if count <= 0 { return true }
        }
        return false
    }

    /// Sends one request and reads its answer.
    func ask(_ request: String) -> RawAnswer? {
        send(request)
        return answer(toHead: request.hasPrefix("HEAD"))
    }

    func get(_ path: String) -> RawAnswer? {
        ask("GET \(path) HTTP/1.1\r\nHost: example.org\r\n\r\n")
    }

    func post(_ path: String, _ body: String) -> RawAnswer? {
        ask(
            "POST \(path) HTTP/1.1\r\nHost: example.org\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        )
    }
}

/// An answer, taken apart.
struct RawAnswer {
    let status: Int
    let headers: [(name: String, value: String)]
    let body: [UInt8]

    subscript(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The first answer in `bytes` and what follows it; nil while it is not whole.
    static func parse(_ bytes: [UInt8], isHead: Bool) -> (RawAnswer, rest: [UInt8])? {
        let blank = Array("\r\n\r\n".utf8)
        guard
            let end = bytes.indices.first(where: {
                $0 + 4 <= bytes.count && bytes[$0] == 13 && Array(bytes[$0..<($0 + 4)]) == blank
            })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            let value = line[colon...].dropFirst().drop { $0 == " " }
            return (name: String(line[..<colon]), value: String(value))
        }
        let bodyStart = end + 4
        var answer = RawAnswer(status: status, headers: headers, body: [])
        // An interim answer (RFC 9110, 15.2) has no body.
        if status < 200 { return (answer, Array(bytes[bodyStart...])) }
        let length = isHead ? 0 : Int(answer["Content-Length"] ?? "") ?? 0
        guard bytes.count >= bodyStart + length else { return nil }
        let body = Array(bytes[bodyStart..<(bodyStart + length)])
        answer = RawAnswer(status: status, headers: headers, body: body)
        return (answer, Array(bytes[(bodyStart + length)...]))
    }
}
