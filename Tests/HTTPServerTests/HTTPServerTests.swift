import HTTPServer
import Testing

@Suite struct HTTPServerTests {
    @Test func `a request is answered with a date and without a server's name`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let answer = try #require(server.connect().get("/now"))
        #expect(answer.status == 200)
        #expect(answer.text == "/now")
        #expect(answer["Date"] != nil)
        #expect(answer["Server"] == nil)
    }

    @Test func `a held request is answered at the end of its turn`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let answer = try #require(server.connect().post("/hold", "x"))
        #expect(answer.status == 202)
        #expect(server.desk.turns == [1])
    }

    @Test func `another thread answers later`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let client = server.connect()
        client.send("GET /later HTTP/1.1\r\nHost: example.org\r\n\r\n")
        let exchange = try #require(server.desk.parked())
        exchange.respond(.text("late"))
        #expect(try #require(client.answer()).text == "late")
    }
}
