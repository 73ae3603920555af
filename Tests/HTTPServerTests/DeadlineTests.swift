import Glibc
import HTTPServer
import Testing

/// Deadlines are short here, and a client that is cut sees its connection end.
@Suite struct DeadlineTests {
    private static func server(
        _ change: (inout ServerSettings) -> Void,
        handle: @escaping @Sendable (Exchange, Desk) -> Disposition = TestServer.standard
    ) throws -> TestServer {
        try TestServer(change, handle: handle)
    }

    /// Sends a byte every few milliseconds until the server ends the connection.
    private func trickle(_ client: RawClient) -> Bool {
        for _ in 0..<2000 {
            if !client.send("x") { return true }
            if client.isClosed(within: 5) { return true }
        }
        return false
    }

    private let cuts = "assent_http_cut_connections_total"

    @Test func `a connection that says nothing is cut`() throws {
        let server = try Self.server { $0.headerDeadlineMs = 50 }
        defer { server.stop() }
        #expect(server.connect().isClosed())
    }

    @Test func `a request line that trickles is cut`() throws {
        let server = try Self.server { $0.headerDeadlineMs = 100 }
        defer { server.stop() }
        let client = server.connect()
        client.send("GET /")
        #expect(trickle(client))
    }

    @Test func `a header that trickles is cut`() throws {
        let server = try Self.server { $0.headerDeadlineMs = 100 }
        defer { server.stop() }
        let client = server.connect()
        client.send("GET / HTTP/1.1\r\nHost: h\r\nX: ")
        #expect(trickle(client))
        #expect(server.metric(cuts) == 1)
    }

    @Test func `a body that trickles is cut`() throws {
        let server = try Self.server { $0.bodyDeadlineMs = 100 }
        defer { server.stop() }
        let client = server.connect()
        client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 60000\r\n\r\n")
        #expect(trickle(client))
        #expect(server.metric(cuts) == 1)
    }

    @Test func `a chunked body that trickles is cut`() throws {
        let server = try Self.server { $0.bodyDeadlineMs = 100 }
        defer { server.stop() }
        let client = server.connect()
        client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nFFFF\r\n")
        #expect(trickle(client))
    }

    private static let large = PreparedResponse(
        status: 200,
        headers: [],
        body: [UInt8](repeating: 120, count: 8 << 20)
    )

    @Sendable private static func sendLarge(_ exchange: Exchange, _ desk: Desk) -> Disposition {
        exchange.respond(.prepared(large))
        return .answered
    }

    @Test func `an answer that is not read is cut`() throws {
        let server = try Self.server(
            {
                $0.responseDeadlineMs = 100
                $0.minResponseBytesPerSecond = 1 << 30
            },
            handle: Self.sendLarge
        )
        defer { server.stop() }
        let client = RawClient(server.address, receiveBuffer: 4096)
        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
        let patience = 10_000
        var waited = 0
        while server.metric(cuts) == 0, waited < patience {
            poll(nil, 0, 5)
            waited += 5
        }
        #expect(server.metric(cuts) == 1)
    }

    @Test func `a long answer that is read fast enough is whole`() throws {
        let server = try Self.server(
            {
                $0.responseDeadlineMs = 100
                $0.minResponseBytesPerSecond = 1 << 20
            },
            handle: Self.sendLarge
        )
        defer { server.stop() }
        let answer = try #require(server.connect().get("/"))
        #expect(answer.body.count == 8 << 20)
    }

    @Test func `an idle connection is closed`() throws {
        let server = try Self.server { $0.idleDeadlineMs = 50 }
        defer { server.stop() }
        let client = server.connect()
        #expect(client.get("/now")?.status == 200)
        #expect(client.isClosed())
        #expect(server.metric(cuts) == 0)
    }

    @Test func `a request that waits for another thread has no deadline`() throws {
        let server = try Self.server {
            $0.headerDeadlineMs = 30
            $0.bodyDeadlineMs = 30
            $0.responseDeadlineMs = 2000
            $0.idleDeadlineMs = 30
        }
        defer { server.stop() }
        let client = server.connect()
        client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n")
        let exchange = try #require(server.desk.parked())
        // Another connection is cut meanwhile: all deadlines are over.
        #expect(server.connect().isClosed())
        exchange.respond(.text("late"))
        #expect(client.answer()?.text == "late")
    }
}
