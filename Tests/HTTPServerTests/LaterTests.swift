import HTTPServer
import Testing

@Suite struct LaterTests {
    private static let request =
        "POST /later?a=1 HTTP/1.1\r\nHost: h\r\nX: y\r\nContent-Length: 4\r\n\r\nbody"

    @Test func `other requests are answered while one waits`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let slow = server.connect()
        slow.send(Self.request)
        let exchange = try #require(server.desk.parked())
        let other = server.connect()
        for _ in 0..<10 { #expect(other.post("/hold", "x")?.status == 202) }
        exchange.respond(.text("late"))
        #expect(slow.answer()?.text == "late")
        #expect(slow.get("/now")?.status == 200)
    }

    @Test func `another thread reads what was asked`() throws {
        let server = try TestServer(handle: { exchange, desk in
            desk.note(String(decoding: exchange.takeBody(), as: UTF8.self))
            desk.park(exchange)
            return .later
        })
        defer { server.stop() }
        let client = server.connect()
        client.send(Self.request)
        let exchange = try #require(server.desk.parked())
        #expect(server.desk.seen == ["body"])
        #expect(exchange.query("a") == "1")
        #expect(exchange.header("x") == "y")
        #expect(exchange.headers("X") == ["y"])
        #expect(exchange.path == "/later")
        exchange.respond(.text("done"))
        #expect(client.answer()?.text == "done")
    }

    @Test func `an answer that is there before the handler returns is sent`() throws {
        let pool = try WorkerPool(threads: 1, queueLimit: 10)
        defer { pool.stop() }
        let server = try TestServer(handle: { exchange, _ in
            _ = exchange.takeBody()
            let done = Gate()
            guard
                pool.submit({
                    exchange.respond(.text("early"))
                    done.open()
                })
            else { return .answered }
            _ = done.pass()
            return .later
        })
        defer { server.stop() }
        let client = server.connect()
        for _ in 0..<20 { #expect(client.get("/")?.text == "early") }
    }

    @Test func `the second answer is ignored`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        client.send(Self.request)
        let exchange = try #require(server.desk.parked())
        exchange.respond(.text("first"))
        exchange.respond(.text("second"))
        #expect(client.answer()?.text == "first")
        #expect(client.get("/now")?.text == "/now")
    }

    @Test func `many waiting requests are answered in any order`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let clients = (0..<100).map { _ in server.connect() }
        for client in clients { client.send(Self.request) }
        var exchanges: [Exchange] = []
        for _ in clients { exchanges.append(try #require(server.desk.parked())) }
        for exchange in exchanges.reversed() { exchange.respond(.text("late")) }
        for client in clients { #expect(client.answer()?.text == "late") }
    }

    @Test func `clients that vanish while they wait leak nothing`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let clients = (0..<100).map { _ in server.connect() }
        for client in clients { client.send(Self.request) }
        var exchanges: [Exchange] = []
        for _ in clients { exchanges.append(try #require(server.desk.parked())) }
        for client in clients { client.vanish() }
        for exchange in exchanges { exchange.respond(.text("too late")) }
        #expect(server.waitForConnections(0))
    }

    @Test func `an answer after the server's end is dropped`() throws {
        var server: TestServer? = try TestServer()
        let client = try #require(server).connect()
        client.send(Self.request)
        let exchange = try #require(server?.desk.parked())
        server?.stop(within: 0.05)
        #expect(client.answer()?.status == 503)
        server = nil
        exchange.respond(.text("too late"))
        #expect(client.isClosed())
    }
}
