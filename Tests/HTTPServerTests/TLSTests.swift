import Glibc
import HTTPServer
import Observability
import Testing

/// Certificates come from the `openssl` program, and so does the client.
@Suite struct TLSTests {
    private static func server(_ folder: CertificateFolder) throws -> TestServer {
        try TestServer({ $0.tls = folder.files })
    }

    /// What `openssl s_client` says of a handshake and one request.
    private func ask(_ server: TestServer, _ version: String) -> String {
        Shell.run(
            "printf 'GET /now HTTP/1.1\\r\\nHost: h\\r\\nConnection: close\\r\\n\\r\\n' |"
                + " timeout 20 openssl s_client -connect \(server.address) \(version) -ign_eof 2>&1"
        )
    }

    @Test func `TLS 1.3 is spoken`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try Self.server(folder)
        defer { server.stop() }
        let said = ask(server, "-tls1_3")
        #expect(said.contains("TLSv1.3"))
        #expect(said.contains("one.example.org"))
        #expect(said.contains("HTTP/1.1 200 OK"))
        #expect(said.contains("/now"))
    }

    @Test(arguments: ["-tls1_2", "-tls1_1"])
    func `nothing older is spoken`(_ version: String) throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try Self.server(folder)
        defer { server.stop() }
        let said = ask(server, version)
        #expect(!said.contains("HTTP/1.1"))
        #expect(said.contains("alert") || said.contains("no protocols") || said.contains("error"))
    }

    @Test func `plain HTTP on a TLS port is not answered`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try Self.server(folder)
        defer { server.stop() }
        #expect(server.connect().get("/now") == nil)
        #expect(ask(server, "-tls1_3").contains("HTTP/1.1 200 OK"))
    }

    @Test func `held requests and bodies work over TLS`() throws {
        let folder = try CertificateFolder(name: "localhost")
        let server = try Self.server(folder)
        defer { server.stop() }
        let body = String(repeating: "x", count: 60_000)
        let said = Shell.run(
            "printf %s \(body) | curl -sk --max-time 20 --data-binary @- -w ' %{http_code}'"
                + " https://\(server.address)/hold https://\(server.address)/hold"
        )
        #expect(said == "held 202held 202")
    }

    @Test func `a new certificate serves new connections, the old one those it has`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try Self.server(folder)
        defer { server.stop() }
        #expect(ask(server, "-tls1_3").contains("one.example.org"))
        try folder.issue(name: "two.example.org")
        try server.server.reloadCertificate()
        var said = ""
        for _ in 0..<200 where !said.contains("two.example.org") { said = ask(server, "-tls1_3") }
        #expect(said.contains("two.example.org"))
        #expect(said.contains("HTTP/1.1 200 OK"))
    }

    @Test func `a broken certificate leaves the old one in place`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try Self.server(folder)
        defer { server.stop() }
        folder.spoil()
        try server.server.reloadCertificate()
        for _ in 0..<400 where !server.log.messages.contains("the new certificate was not taken") {
            poll(nil, 0, 5)
        }
        #expect(server.log.messages.contains("the new certificate was not taken"))
        #expect(ask(server, "-tls1_3").contains("one.example.org"))
    }

    @Test func `a broken certificate at the start is an error that names the files`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        folder.spoil()
        let error = #expect(throws: ServerError.self) { _ = try Self.server(folder) }
        let text = try #require(error).description
        #expect(text.contains(folder.files.certificate))
        folder.remove()
        #expect(throws: ServerError.cannotRead(path: folder.files.certificate, errno: ENOENT)) {
            _ = try Self.server(folder)
        }
    }

    @Test func `a handshake that never comes is cut`() throws {
        let folder = try CertificateFolder(name: "one.example.org")
        let server = try TestServer({
            $0.tls = folder.files
            $0.headerDeadlineMs = 50
        })
        defer { server.stop() }
        #expect(server.connect().isClosed())
        let client = server.connect()
        client.send([0x16, 0x03, 0x01, 0x02])
        #expect(client.isClosed())
    }
}
