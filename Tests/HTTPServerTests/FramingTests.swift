import HTTPServer
import Testing

/// Requests that a proxy in front could read differently.
@Suite struct FramingTests {
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let request: String

        init(_ name: String, _ request: String) {
            testDescription = name
            self.request = request
        }
    }

    private static let faults: [Fault] = [
        Fault(
            "a length beside a coding",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "a coding beside a length",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "two lengths",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"
        ),
        Fault(
            "the same length twice",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\ncontent-length: 3\r\n\r\nabc"
        ),
        Fault("two hosts", "GET /now HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        Fault("no host", "GET /now HTTP/1.1\r\nAccept: */*\r\n\r\n"),
        Fault("no field at all", "GET /now HTTP/1.1\r\n\r\n"),
        Fault(
            "an unknown coding",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "two codings in a field",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "two codings in two fields",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "a coding in HTTP/1.0",
            "POST /now HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        ),
        Fault(
            "a blank before the colon",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\nabc"
        ),
        Fault("a tab before the colon", "GET /now HTTP/1.1\r\nHost\t: a\r\n\r\n"),
        Fault("a blank in a name", "GET /now HTTP/1.1\r\nHost: a\r\nX Y: 1\r\n\r\n"),
        Fault("a name that is no token", "GET /now HTTP/1.1\r\nHost: a\r\nX(y): 1\r\n\r\n"),
        Fault("an empty name", "GET /now HTTP/1.1\r\nHost: a\r\n: 1\r\n\r\n"),
        Fault("NUL in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\u{0}2\r\n\r\n"),
        Fault("NUL in the last value", "GET /now HTTP/1.1\r\nX: 1\r\nHost: a\u{0}b\r\n\r\n"),
        Fault("a hidden host", "GET /now HTTP/1.1\r\nX: 1\u{0}\nHost: b\r\nHost: a\r\n\r\n"),
        Fault("a control in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\u{1}2\r\n\r\n"),
        Fault("DEL in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\u{7f}2\r\n\r\n"),
        Fault("CR in a value", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\r2\r\n\r\n"),
        Fault("a folded line", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\nY: 3\r\n\r\n"),
        Fault("a folded last line", "GET /now HTTP/1.1\r\nHost: a\r\nX: 1\r\n\t2\r\n\r\n"),
        Fault("a bare LF after a field", "GET /now HTTP/1.1\r\nHost: a\nX: 1\r\n\r\n"),
        Fault("a bare LF after the last field", "GET /now HTTP/1.1\r\nHost: a\n\r\n"),
        Fault("a bare LF as the empty line", "GET /now HTTP/1.1\r\nHost: a\r\n\n"),
        Fault("a bare LF after the request line", "GET /now HTTP/1.1\nHost: a\r\n\r\n"),
        Fault("a blank in the target", "GET /now x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Fault("a control in the target", "GET /no\u{1}w HTTP/1.1\r\nHost: a\r\n\r\n"),
        Fault("NUL in the target", "GET /now\u{0}x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Fault("an encoded NUL in the target", "GET /now%00x HTTP/1.1\r\nHost: a\r\n\r\n"),
        Fault("a target without a slash", "GET now HTTP/1.1\r\nHost: a\r\n\r\n"),
        Fault("a target of another scheme", "GET ftp://a/now HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    @Test(arguments: faults)
    func `an ambiguous request is refused and its connection closed`(_ fault: Fault) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        // A second request behind it must never be answered.
        let answer = try #require(
            client.ask(fault.request + "GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
        )
        #expect(answer.status == 400)
        #expect(answer["Connection"]?.lowercased() == "close")
        #expect(answer["Content-Type"] == "application/json")
        #expect(
            answer.text
                == #"{"error":{"code":"malformed","message":"the request is not well-formed HTTP"}}"#
        )
        #expect(client.answer() == nil)
        #expect(server.metric(#"assent_http_refused_requests_total{reason="malformed"}"#) == 1)
    }

    @Test(arguments: [
        Fault(
            "a negative length",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\nabc"
        ),
        Fault("a signed length", "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"),
        Fault(
            "a list of lengths",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc"
        ),
        Fault(
            "a hexadecimal length",
            "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length: 0x3\r\n\r\nabc"
        ),
        Fault("an empty length", "POST /now HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\nabc"),
        Fault("a line without a colon", "GET /now HTTP/1.1\r\nHost: a\r\nnothing\r\n\r\n"),
        Fault("NUL in a name", "GET /now HTTP/1.1\r\nHost: a\r\nX\u{0}Y: 1\r\n\r\n"),
        Fault("no version", "GET /now\r\n\r\n"),
        Fault("a longer version", "GET /now HTTP/1.10\r\nHost: a\r\n\r\n"),
        Fault(
            "a size that is none",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"
        ),
        Fault(
            "a size with 0x",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n"
        ),
        Fault(
            "a chunk longer than its size",
            "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n"
        ),
    ])
    func `a request the library cannot read is refused and its connection closed`(
        _ fault: Fault
    ) throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        let answer = try #require(client.ask(fault.request))
        #expect(answer.status == 400)
        #expect(answer["Connection"]?.lowercased() == "close")
        #expect(client.answer() == nil)
    }

    @Test func `an unknown version is refused`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        #expect(try #require(client.ask("GET /now HTTP/2.0\r\nHost: a\r\n\r\n")).status == 505)
        #expect(client.isClosed())
    }

    @Test(arguments: [
        "GET /now HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t 1 \t \r\nZ:2\r\n\r\n",
        "GET /now HTTP/1.1\r\nHOST:a\r\n\r\n",
        "GET /now HTTP/1.1\r\nHost:\r\n\r\n",
        "GET http://example.org/now HTTP/1.1\r\nHost: example.org\r\n\r\n",
        "GET /now?a=b&c HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /now HTTP/1.1\r\nHost: a\r\nX: \u{e4}\u{20ac}\r\n\r\n",
        "\r\nGET /now HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /now HTTP/1.0\r\n\r\n",
        "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: 1\r\n\r\n",
    ])
    func `an unusual request is answered`(_ request: String) throws {
        let server = try TestServer()
        defer { server.stop() }
        let answer = try #require(server.connect().ask(request))
        #expect(answer.status == 200)
        #expect(answer.text == "/now")
    }

    /// The library may move what it has read when its buffer grows.
    @Test(arguments: [1, 7, 100])
    func `a header of any size that arrives in pieces is read`(_ piece: Int) throws {
        let server = try TestServer()
        defer { server.stop() }
        for size in [10, 1000, 4000, 6000] {
            let client = server.connect()
            let value = String(repeating: "v", count: size)
            let bytes = Array(
                "GET /now HTTP/1.1\r\nHost: a\r\nX: \(value)\r\nY: 1\r\n\r\n".utf8
            )
            var start = 0
            while start < bytes.count {
                client.send(Array(bytes[start..<min(start + piece, bytes.count)]))
                start += piece
            }
            #expect(try #require(client.answer()).status == 200)
        }
    }
}
