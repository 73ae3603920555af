import Glibc
import HTTPServer
import Observability
import Testing

/// Holding a request is how the library behaves, not what it promises: these tests pin it.
@Suite(.serialized) struct HoldTests {
    private static let request = "POST /hold HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody"

    /// The library sleeps with its requests in hand when a multiple of 128 connections is ready.
    @Test(arguments: [1, 127, 128, 129, 256, 512])
    func `requests of many connections are answered without a stall`(_ count: Int) throws {
        Descriptors.raise()
        let server = try TestServer({ $0.maxConnectionsPerAddress = 0 })
        defer { server.stop() }
        let clients = (0..<count).map { _ in server.connect() }
        for client in clients { #expect(client.get("/now")?.status == 200) }
        for _ in 0..<5 {
            for client in clients { client.send(Self.request) }
            for client in clients {
                #expect(client.answer(within: 5000)?.status == 202)
            }
        }
        #expect(server.desk.turns.reduce(0, +) == 5 * count)
    }

    @Test func `a turn gathers what its connections send together`() throws {
        let server = try TestServer({
            // A window this long is only left early because everybody is there.
            $0.gather.minimumUs = 1_000_000
            $0.gather.maximumUs = 1_000_000
            $0.gather.percent = 100
        })
        defer { server.stop() }
        let clients = (0..<8).map { _ in server.connect() }
        // All become known as busy, whatever turns that takes.
        for client in clients { client.send(Self.request) }
        for client in clients { #expect(client.answer()?.status == 202) }
        let before = server.desk.turns.count
        for client in clients { client.send(Self.request) }
        for client in clients { #expect(client.answer()?.status == 202) }
        #expect(server.desk.turns.count == before + 1)
        #expect(server.desk.turns.last == 8)
    }

    @Test func `a lone request does not wait for company`() throws {
        let server = try TestServer({
            $0.gather.minimumUs = 20_000_000
            $0.gather.maximumUs = 20_000_000
        })
        defer { server.stop() }
        // Open, but never busy.
        let idle = (0..<20).map { _ in server.connect() }
        let client = server.connect()
        for _ in 0..<50 { #expect(client.post("/hold", "x")?.status == 202) }
        #expect(server.desk.turns == Array(repeating: 1, count: 50))
        withExtendedLifetime(idle) {}
    }

    @Test func `a held request that is forgotten is a fault of ours`() throws {
        let server = try TestServer(handle: { _, _ in .heldForTurn })
        defer { server.stop() }
        let client = server.connect()
        #expect(client.get("/forgotten")?.status == 500)
        #expect(
            server.log.messages.contains("a held request was not answered at the end of its turn")
        )
        #expect(server.connect().get("/hold")?.status == 202)
    }

    @Test func `clients that vanish while they are held leak nothing`() throws {
        Descriptors.raise()
        let server = try TestServer({
            $0.maxConnectionsPerAddress = 0
            $0.gather.percent = 1000
            $0.gather.minimumUs = 20_000
            $0.gather.maximumUs = 20_000
        })
        defer { server.stop() }
        for _ in 0..<10 {
            let clients = (0..<100).map { _ in server.connect() }
            for client in clients { client.send(Self.request) }
            for client in clients { client.vanish() }
        }
        #expect(server.connect().get("/now")?.status == 200)
        #expect(server.waitForConnections(0))
    }

    @Test func `5,000 idle connections do not stop a request`() throws {
        Descriptors.raise()
        let server = try TestServer({
            $0.maxConnectionsPerAddress = 0
            $0.idleDeadlineMs = 60_000
            $0.headerDeadlineMs = 60_000
        })
        defer { server.stop() }
        let idle = (0..<5000).map { _ in server.connect() }
        #expect(server.waitForConnections(5000))
        let client = server.connect()
        for _ in 0..<100 { #expect(client.post("/hold", "x")?.status == 202) }
        for one in idle.prefix(10) { #expect(one.get("/now")?.status == 200) }
    }

    @Test func `several loops share a port`() throws {
        let server = try TestServer({ $0.loops = 3 })
        defer { server.stop() }
        #expect(server.server.boundAddresses.count == 1)
        let clients = (0..<60).map { _ in server.connect() }
        for client in clients { client.send(Self.request) }
        for client in clients { #expect(client.answer()?.status == 202) }
        #expect(server.desk.turns.reduce(0, +) == 60)
    }

    @Test func `the delegate is called about every second without requests`() throws {
        let server = try TestServer()
        defer { server.stop() }
        var waited = 0
        while server.desk.ticks < 3, waited < 10_000 {
            poll(nil, 0, 20)
            waited += 20
        }
        #expect(server.desk.ticks >= 3)
    }
}
