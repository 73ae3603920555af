import HTTPServer
import Testing

@Suite struct LimitTests {
    private static func error(_ code: String) -> String { #"{"error":{"code":"\#(code)""# }

    @Test func `a declared body over the limit is refused at the header`() throws {
        let server = try TestServer({ $0.maxBodyBytes = 100 })
        defer { server.stop() }
        let client = server.connect()
        let answer = try #require(
            client.ask("POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n")
        )
        #expect(answer.status == 413)
        #expect(answer.text.hasPrefix(Self.error("body_too_large")))
        #expect(answer["Connection"]?.lowercased() == "close")
        #expect(client.isClosed())
        #expect(
            try #require(server.connect().post("/now", String(repeating: "x", count: 100))).status
                == 200
        )
    }

    @Test func `a client that asks before it sends too much is not told to go on`() throws {
        let server = try TestServer({ $0.maxBodyBytes = 100 })
        defer { server.stop() }
        let head =
            "POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n"
        #expect(try #require(server.connect().ask(head)).status == 413)
    }

    @Test func `a length no number holds is refused`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let head =
            "POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n"
        #expect(try #require(server.connect().ask(head)).status == 413)
        let nearly = "POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 18446744073709551615\r\n\r\n"
        #expect(try #require(server.connect().ask(nearly)).status == 413)
    }

    @Test func `a chunked body over the limit is refused at its end`() throws {
        let server = try TestServer({ $0.maxBodyBytes = 100 })
        defer { server.stop() }
        let client = server.connect()
        let chunk = "40\r\n" + String(repeating: "x", count: 64) + "\r\n"
        let answer = try #require(
            client.ask(
                "POST /now HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk + chunk + "0\r\n\r\n"
            )
        )
        #expect(answer.status == 413)
        #expect(client.isClosed())
    }

    @Test func `a chunked body without end is cut`() throws {
        let server = try TestServer({ $0.maxBodyBytes = 1000 })
        defer { server.stop() }
        let client = server.connect()
        client.send("POST /now HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        let chunk = "400\r\n" + String(repeating: "x", count: 1024) + "\r\n"
        var sent = 0
        while sent < 100_000, client.send(chunk) { sent += 1 }
        #expect(sent < 100_000)
        #expect(client.isClosed())
    }

    @Test func `a target over the limit is refused`() throws {
        let server = try TestServer({ $0.maxURIBytes = 100 })
        defer { server.stop() }
        let long = "/" + String(repeating: "x", count: 100)
        let answer = try #require(server.connect().get(long))
        #expect(answer.status == 414)
        #expect(answer.text.hasPrefix(Self.error("uri_too_long")))
        #expect(try #require(server.connect().get(String(long.dropLast()))).status == 200)
    }

    @Test func `a target that fills the memory is refused too`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        let answer = client.get("/" + String(repeating: "x", count: 20_000))
        #expect(try #require(answer).status == 414)
        #expect(client.isClosed())
    }

    /// Every size is answered or refused: none may end in silence because the answer has no room.
    @Test func `a header of any size gets an answer`() throws {
        let server = try TestServer()
        defer { server.stop() }
        var statuses: Set<Int> = []
        for size in stride(from: 500, through: 20_000, by: 125) {
            let value = String(repeating: "x", count: size)
            let answer = server.connect().ask(
                "GET /now HTTP/1.1\r\nHost: h\r\nX: \(value)\r\n\r\n"
            )
            let status = try #require(answer, "no answer at \(size)").status
            #expect(status == (size < 8000 ? 200 : status))
            #expect(status == (size > 8192 ? 431 : status))
            statuses.insert(status)
        }
        #expect(statuses == [200, 431])
    }

    @Test func `many small fields are refused as a large header`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for count in [10, 60, 200, 250, 300, 1000] {
            let fields = (0..<count).map { "X\($0): \($0)\r\n" }.joined()
            let answer = server.connect().ask("GET /now HTTP/1.1\r\nHost: h\r\n\(fields)\r\n")
            let status = try #require(answer, "no answer at \(count)").status
            #expect(status == (count <= 60 ? 200 : 431))
        }
    }

    @Test func `many parameters are read or refused`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for count in [1, 10, 31, 32, 50, 100, 500, 1000] {
            let query = String(repeating: "a&", count: count)
            let answer = server.connect().get("/now?" + query)
            let status = try #require(answer, "no answer at \(count)").status
            #expect(status == (count < 32 ? 200 : 414))
        }
    }

    @Test func `any number and size of cookies gets an answer`() throws {
        let server = try TestServer()
        defer { server.stop() }
        for count in [1, 10, 30, 100, 500, 1000] {
            for size in [1, 20, 100, 200, 500, 4000] where count * size < 20_000 {
                let value = String(repeating: "v", count: size)
                let cookies = (0..<count).map { "c\($0)=\(value)" }.joined(separator: "; ")
                let answer = server.connect().ask(
                    "GET /now HTTP/1.1\r\nHost: h\r\nCookie: \(cookies)\r\n\r\n"
                )
                let status = try #require(answer, "no answer at \(count) of \(size)").status
                #expect(count * (size + 40) > 5000 ? [200, 431].contains(status) : status == 200)
            }
        }
    }

    @Test func `connections over the total are closed at once`() throws {
        let server = try TestServer({ $0.maxConnections = 3 })
        defer { server.stop() }
        let clients = (0..<3).map { _ in server.connect() }
        for client in clients { #expect(client.get("/now")?.status == 200) }
        clients[0].close()
        // The place is free once the server has seen the end; until then a newcomer is closed or waits.
        var status: Int?
        for _ in 0..<1000 where status == nil { status = server.connect().get("/now")?.status }
        #expect(status == 200)
    }

    @Test func `connections over an address's share are closed at once`() throws {
        let server = try TestServer({ $0.maxConnectionsPerAddress = 2 })
        defer { server.stop() }
        let first = server.connect()
        let second = server.connect()
        #expect(first.get("/now")?.status == 200)
        #expect(second.get("/now")?.status == 200)
        let third = server.connect()
        #expect(third.isClosed())
        #expect(server.metric(#"assent_http_refused_connections_total{reason="address"}"#) == 1)
        #expect(first.get("/now")?.status == 200)
    }

    @Test func `an exempt address has no share`() throws {
        let server = try TestServer({
            $0.maxConnectionsPerAddress = 1
            $0.isExemptFromAddressLimit = { $0 == [127, 0, 0, 1] }
        })
        defer { server.stop() }
        let clients = (0..<5).map { _ in server.connect() }
        for client in clients { #expect(client.get("/now")?.status == 200) }
    }
}
