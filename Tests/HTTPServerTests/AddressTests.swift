import Testing

@testable import HTTPServer

@Suite struct AddressTests {
    @Sendable private static func tellPeer(_ exchange: Exchange, _ desk: Desk) -> Disposition {
        let peer = exchange.peerAddress.map(String.init).joined(separator: ".")
        exchange.respond(.text("\(peer) \(exchange.localListener) \(exchange.isSecure)"))
        return .answered
    }

    @Test func `both families are served, and each request knows its address`() throws {
        let server = try TestServer(listen: ["127.0.0.1:0", "[::1]:0"], handle: Self.tellPeer)
        defer { server.stop() }
        let addresses = server.server.boundAddresses
        #expect(addresses.count == 2)
        #expect(addresses[1].hasPrefix("[::1]:"))
        #expect(RawClient(addresses[0]).get("/")?.text == "127.0.0.1 0 false")
        #expect(RawClient(addresses[1]).get("/")?.text == "0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.1 1 false")
    }

    @Test(arguments: ["localhost:0", "*:0"])
    func `a host of both families has one port`(_ host: String) throws {
        let server = try TestServer(listen: [host], handle: Self.tellPeer)
        defer { server.stop() }
        let addresses = server.server.boundAddresses
        #expect(addresses.count == 2)
        let ports = Set(addresses.compactMap { $0.split(separator: ":").last })
        #expect(ports.count == 1)
        for address in addresses { #expect(RawClient(address).get("/") != nil) }
    }

    @Test func `a turn ends for the listeners of both families`() throws {
        let server = try TestServer(listen: ["localhost:0"])
        defer { server.stop() }
        let clients = server.server.boundAddresses.map { RawClient($0) }
        for _ in 0..<20 {
            for client in clients {
                client.send("POST /hold HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx")
            }
            for client in clients { #expect(client.answer()?.status == 202) }
        }
    }

    @Test(arguments: [
        ("127.0.0.1:80", ["127.0.0.1:80"]), ("0.0.0.0:0", ["0.0.0.0:0"]),
        ("[::1]:8080", ["[::1]:8080"]), ("[::]:1", ["[::]:1"]),
        ("[2001:DB8::1]:9", ["[2001:db8::1]:9"]),
        ("localhost:8", ["127.0.0.1:8", "[::1]:8"]), ("*:8", ["0.0.0.0:8", "[::]:8"]),
    ])
    func `addresses are read`(_ text: String, _ expected: [String]) throws {
        #expect(try SocketAddress.parse(text).map(\.text) == expected)
    }

    @Test(arguments: [
        "", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:x",
        "::1:80", "[::1]", "[::1]80", "[127.0.0.1]:80", "example.org:80", "1.2.3:80",
    ])
    func `anything else is refused with advice`(_ text: String) {
        #expect(throws: ServerError.badAddress(text)) { try SocketAddress.parse(text) }
    }

    @Test func `an IPv6 subscriber counts as one address`() {
        var settings = ServerSettings(listen: [])
        settings.maxConnectionsPerAddress = 2
        settings.maxConnections = 5
        let admissions = Admissions(settings)
        func address(_ network: UInt8, _ host: UInt8) -> [UInt8] {
            [0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, network, 0, 0, 0, 0, 0, 0, 0, host]
        }
        admissions.opened(address(1, 1))
        admissions.opened(address(1, 2))
        #expect(admissions.verdict(on: address(1, 3)) == .tooManyOfAddress)
        #expect(admissions.verdict(on: address(2, 1)) == .admitted)
        admissions.closed(address(1, 1))
        #expect(admissions.verdict(on: address(1, 3)) == .admitted)
        for host in UInt8(0)..<4 { admissions.opened([192, 0, 2, host]) }
        #expect(admissions.verdict(on: [192, 0, 2, 9]) == .tooMany)
        #expect(admissions.total == 5)
    }
}
