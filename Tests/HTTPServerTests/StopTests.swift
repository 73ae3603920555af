import HTTPServer
import Observability
import Synchronization
import Testing

@Suite struct StopTests {
    /// Stops in a thread of its own; `join` waits for it.
    private final class Stopper: Sendable {
        private let pool: WorkerPool

        init(_ server: TestServer, within seconds: Double) throws {
            pool = try WorkerPool(threads: 1, queueLimit: 1)
            _ = pool.submit { server.stop(within: seconds) }
        }

        func join() { pool.stop() }
    }

    @Test func `an idle server stops at once`() throws {
        let server = try TestServer()
        let client = server.connect()
        #expect(client.get("/now")?.status == 200)
        server.stop(within: 60)
        #expect(client.isClosed())
        #expect(server.connect().get("/now") == nil)
        #expect(server.log.messages.last == "stopped listening")
    }

    @Test func `requests that were sent before are answered`() throws {
        let server = try TestServer()
        let clients = (0..<50).map { _ in server.connect() }
        for client in clients {
            client.send("POST /hold HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
        }
        server.stop(within: 10)
        for client in clients { #expect(client.answer()?.status == 202) }
        #expect(server.desk.turns.reduce(0, +) == 50)
    }

    @Test func `a request that waits for another thread is awaited`() throws {
        let server = try TestServer()
        let client = server.connect()
        client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n")
        let exchange = try #require(server.desk.parked())
        let stopper = try Stopper(server, within: 30)
        exchange.respond(.text("late"))
        #expect(client.answer()?.text == "late")
        stopper.join()
    }

    @Test func `what is not answered within the limit is told to come back`() throws {
        let server = try TestServer()
        let client = server.connect()
        client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\n")
        _ = try #require(server.desk.parked())
        server.stop(within: 0.05)
        let answer = try #require(client.answer())
        #expect(answer.status == 503)
        #expect(answer["Retry-After"] != nil)
        #expect(answer["Connection"]?.lowercased() == "close")
    }

    @Test func `a client that never pauses is told to come back`() throws {
        let server = try TestServer()
        let client = server.connect()
        client.send("GET /later HTTP/1.1\r\nHost: h\r\n\r\nGET /now HTTP/1.1\r\nHost: h\r\n\r\n")
        let exchange = try #require(server.desk.parked())
        let half = server.connect()
        half.send("POST /now HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nx")
        #expect(server.connect().get("/now")?.status == 200)
        let stopper = try Stopper(server, within: 30)
        // The half request is cut when the server begins to refuse.
        #expect(half.isClosed())
        exchange.respond(.text("late"))
        #expect(client.answer()?.text == "late")
        #expect(client.answer()?.status == 503)
        #expect(client.isClosed())
        stopper.join()
    }

    @Test func `a half-sent request does not delay the end for long`() throws {
        let server = try TestServer()
        let client = server.connect()
        client.send("POST /hold HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nx")
        #expect(server.connect().get("/now")?.status == 200)
        server.stop(within: 1)
        #expect(client.isClosed())
    }

    @Test func `a server that cannot listen says where, and what to do`() throws {
        let first = try TestServer()
        defer { first.stop() }
        let error = #expect(throws: ServerError.self) {
            _ = try TestServer(listen: ["127.0.0.1:0", first.address])
        }
        let text = try #require(error).description
        #expect(text.contains(first.address))
        #expect(text.contains("choose another address"))
    }
}
