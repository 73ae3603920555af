import Glibc
import JSON

/// A keep-alive connection to a server under test, as a browser has one.
final class Client {
    struct Answer {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        subscript(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        var text: String { String(decoding: body, as: UTF8.self) }

        /// The body as JSON; null where it is none.
        var json: JSONValue { JSONValue.decode(body) ?? .null }

        /// `error.code` of the body.
        var error: String? { json["error"]["code"].string }

        /// `error.field` of the body.
        var field: String? { json["error"]["field"].string }

        static let none = Answer(status: 0, headers: [], body: [])
    }

    private let descriptor: Int32
    private var unread: [UInt8] = []

    /// Connects to `127.0.0.1:PORT` as the server reports it.
    init(_ address: String) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
        var limit = timeval(tv_sec: 120, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = (UInt16(address.split(separator: ":").last ?? "") ?? 0).bigEndian
        target.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        unsafe withUnsafeBytes(of: &target) { bytes in
            guard let base = bytes.baseAddress else { return }
            let target = unsafe base.assumingMemoryBound(to: sockaddr.self)
            _ = unsafe connect(descriptor, target, socklen_t(bytes.count))
        }
    }

    deinit { close(descriptor) }

    /// Sends requests in one piece and returns their answers.
    func ask(_ requests: [String]) -> [Answer] {
        send(requests.joined())
        return requests.map { answer(toHead: $0.hasPrefix("HEAD ")) }
    }

    func ask(
        _ method: String,
        _ target: String,
        _ headers: [String] = [],
        _ body: String = ""
    ) -> Answer {
        ask([Self.request(method, target, headers, body)])[0]
    }

    static func request(
        _ method: String,
        _ target: String,
        _ headers: [String] = [],
        _ body: String = ""
    ) -> String {
        var lines = ["\(method) \(target) HTTP/1.1", "Host: stats.example.org"] + headers
        if !body.isEmpty || method == "POST" { lines.append("Content-Length: \(body.utf8.count)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
    }

    func send(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return }
            rest = rest.dropFirst(sent)
        }
    }

    /// The next answer; ``Answer/none`` where the connection ends before it is whole.
    func answer(toHead isHead: Bool) -> Answer {
        while true {
            if let (answer, rest) = Self.parse(unread, isHead: isHead) {
                unread = rest
                return answer
            }
            var buffer = [UInt8](repeating: 0, count: 65_536)
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
            guard count > 0 else { return .none }
            unread += buffer[..<count]
        }
    }

    private static func parse(_ bytes: [UInt8], isHead: Bool) -> (Answer, rest: [UInt8])? {
        let blank: [UInt8] = [13, 10, 13, 10]
        guard
            let end = bytes.indices.first(where: {
                bytes[$0] == 13 && bytes[$0...].prefix(4).elementsEqual(blank)
            })
        else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        let headers = lines.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return (
                name: String(line[..<colon]),
                value: String(line[colon...].dropFirst().drop { $0 == " " })
            )
        }
        let start = end + 4
        let length = headers.first { $0.name.lowercased() == "content-length" }
            .flatMap { Int($0.value) }
        let count = isHead || status == 304 || status == 204 ? 0 : length ?? 0
        guard bytes.count >= start + count else { return nil }
        let body = Array(bytes[start..<(start + count)])
        let answer = Answer(status: status, headers: headers, body: body)
        return (answer, Array(bytes[(start + count)...]))
    }
}

extension JSONValue {
    /// The member of an object; null where there is none.
    subscript(_ name: String) -> JSONValue {
        if case .object(let members) = self { members[name] ?? .null } else { .null }
    }

    var number: Int? {
        if case .number(let value) = self { Int(exactly: value) } else { nil }
    }

    var keys: [String] {
        if case .object(let members) = self { members.keys.sorted() } else { [] }
    }
}
