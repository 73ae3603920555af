import HTTPServer
import Observability
import Testing

/// What a handler sees of a request, and how answers are sent.
@Suite struct RequestTests {
    /// Writes down what it sees and answers with it.
    @Sendable private static func mirror(_ exchange: Exchange, _ desk: Desk) -> Disposition {
        let body = unsafe String(decoding: exchange.body, as: UTF8.self)
        let agent = unsafe exchange.field(.userAgent).map {
            unsafe String(decoding: $0, as: UTF8.self)
        }
        let parts = [
            "\(exchange.method)", exchange.path,
            exchange.query.map { "\($0.0)=\($0.1)" }.joined(separator: "&"),
            exchange.query("a") ?? "-", exchange.header("x-one") ?? "-", agent ?? "-",
            exchange.headers("Sec-GPC").joined(separator: ","), body,
        ]
        exchange.respond(.text(parts.joined(separator: "|")))
        return .answered
    }

    private static func mirrored(_ request: String) throws -> String {
        let server = try TestServer(handle: mirror)
        defer { server.stop() }
        return try #require(server.connect().ask(request)).text
    }

    @Test func `path, query and fields are decoded`() throws {
        let text = try Self.mirrored(
            "GET /a%20b%C3%A4?a=1%202&b=%26+x&a=3&c HTTP/1.1\r\nHost: h\r\nX-One:  v \r\n"
                + "USER-AGENT: u \r\nSec-GPC: 0\r\nsec-gpc: 1\r\n\r\n"
        )
        #expect(text == "get|/a b\u{e4}|a=1 2&b=& x&a=3&c=|1 2|v|u|0,1|")
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "get"])
    func `methods are told apart`(_ method: String) throws {
        let text = try Self.mirrored("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n")
        let known = ["GET", "POST", "PUT", "DELETE", "OPTIONS"].contains(method)
        #expect(text.hasPrefix(known ? method.lowercased() + "|" : "other|"))
    }

    @Test func `a body is read in one piece, in many and in chunks`() throws {
        let server = try TestServer(handle: Self.mirror)
        defer { server.stop() }
        let client = server.connect()
        #expect(try #require(client.post("/", "one")).text.hasSuffix("|one"))

        let long = String(repeating: "0123456789", count: 6000)
        #expect(try #require(client.post("/", long)).text.hasSuffix("|" + long))

        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n")
        for piece in ["f", "o", "u", "r"] { client.send(piece) }
        #expect(try #require(client.answer()).text.hasSuffix("|four"))

        client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        for piece in ["3\r\nab", "c\r\n", "A;x\r\n0123456789\r\n", "0\r\n", "\r\n"] {
            client.send(piece)
        }
        #expect(try #require(client.answer()).text.hasSuffix("|abc0123456789"))
        // Nothing of an earlier body is left.
        #expect(try #require(client.get("/")).text.hasSuffix("|-|-|-||"))
    }

    @Test func `64 bytes behind a body are readable`() throws {
        let server = try TestServer(handle: { exchange, _ in
            let body = unsafe exchange.body
            let padded = unsafe UnsafeRawBufferPointer(
                start: body.baseAddress,
                count: body.count + 64
            )
            let sum = unsafe padded.reduce(0) { $0 &+ Int($1) }
            exchange.respond(.text(sum >= 0 ? "read" : ""))
            return .answered
        })
        defer { server.stop() }
        let client = server.connect()
        for count in [1, 4096, 65_536] {
            let answer = client.post("/", String(repeating: "x", count: count))
            #expect(try #require(answer).text == "read")
        }
    }

    @Test func `a body on GET is read past`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        let answer = client.ask(
            "GET /now HTTP/1.1\r\nHost: h\r\nContent-Length: 28\r\n\r\nGET /evil HTTP/1.1\r\nHost: h\r\n"
        )
        #expect(try #require(answer).text == "/now")
        #expect(try #require(client.get("/next")).text == "/next")
    }

    @Test func `HEAD is answered without a body and the connection goes on`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        let answer = try #require(client.ask("HEAD /now HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(answer.status == 200)
        #expect(answer["Content-Length"] == "4")
        #expect(try #require(client.get("/next")).text == "/next")
    }

    @Test func `an answer without content has no body`() throws {
        let server = try TestServer(handle: { exchange, _ in
            exchange.respond(.full(status: 204, headers: [("X-A", "b")], body: []))
            return .answered
        })
        defer { server.stop() }
        let client = server.connect()
        #expect(try #require(client.get("/")).status == 204)
        #expect(try #require(client.get("/"))["X-A"] == "b")
    }

    @Test func `pipelined requests are answered in their order`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        client.send(
            ["/1", "/hold", "/3", "/hold", "/5"].map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }
                .joined()
        )
        var texts: [String] = []
        for _ in 0..<5 { texts.append(try #require(client.answer()).text) }
        #expect(texts == ["/1", "held", "/3", "held", "/5"])
    }

    @Test func `a connection closes when its client asks for it`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        let answer = client.ask("GET /now HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
        #expect(try #require(answer)["Connection"]?.lowercased() == "close")
        #expect(client.isClosed())
    }

    @Test func `HTTP 1.0 closes unless it asks to stay`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let short = server.connect()
        #expect(try #require(short.ask("GET /now HTTP/1.0\r\n\r\n")).status == 200)
        #expect(short.isClosed())
        let long = server.connect()
        let keep = "GET /now HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
        #expect(try #require(long.ask(keep)).status == 200)
        #expect(try #require(long.ask(keep)).status == 200)
    }

    @Test func `a client that waits for 100 gets it`() throws {
        let server = try TestServer(handle: Self.mirror)
        defer { server.stop() }
        let client = server.connect()
        let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"
        #expect(try #require(client.ask(head)).status == 100)
        client.send("abc")
        #expect(try #require(client.answer()).text.hasSuffix("|abc"))
    }

    @Test func `a half-closed client still gets its answer`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        client.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n")
        client.endSending()
        #expect(try #require(client.answer()).status == 202)
        #expect(client.isClosed())
    }

    @Test func `prepared answers are shared, from static memory too`() throws {
        let text: StaticString = "static text"
        let bytes = unsafe UnsafeRawBufferPointer(
            start: text.utf8Start,
            count: text.utf8CodeUnitCount
        )
        let fixed = unsafe PreparedResponse(
            status: 200,
            headers: [("Content-Type", "text/plain")],
            staticBody: bytes
        )
        let server = try TestServer(handle: { exchange, _ in
            exchange.respond(.prepared(fixed))
            exchange.respond(.text("a second answer"))
            return .answered
        })
        defer { server.stop() }
        let clients = (0..<10).map { _ in server.connect() }
        for client in clients { #expect(try #require(client.get("/")).text == "static text") }
        for client in clients { #expect(try #require(client.get("/")).text == "static text") }
    }

    @Test func `a line break cannot enter an answer's header`() throws {
        let server = try TestServer(handle: { exchange, _ in
            let headers = [("X-Bad", "a\r\nX-Worse: b"), ("X-Good", "c")]
            exchange.respond(.full(status: 200, headers: headers, body: []))
            return .answered
        })
        defer { server.stop() }
        let answer = try #require(server.connect().get("/"))
        #expect(answer["X-Worse"] == nil)
        #expect(answer["X-Good"] == "c")
    }

    @Test func `a request nobody answers is a fault of ours, and is logged`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let answer = try #require(server.connect().get("/silent"))
        #expect(answer.status == 500)
        #expect(answer.text.hasPrefix(#"{"error":{"code":"failed""#))
        #expect(server.log.messages.contains("a request was not answered by its endpoint"))
    }

    @Test func `answers are counted by class`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        _ = client.get("/now")
        _ = client.get("/hold")
        #expect(server.metric(#"assent_http_answers_total{status="2xx"}"#) == 2)
        #expect(server.metric("assent_http_connections") == 1)
    }
}
