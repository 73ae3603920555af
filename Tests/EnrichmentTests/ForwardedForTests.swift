import CollectorTesting
import Testing

@testable import Enrichment

@Suite struct ForwardedForTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var peer = "10.0.0.1"
        var plain: [String] = []
        var named: [String] = []
        let client: String

        var testDescription: String { "\(peer) \(plain) \(named)" }
    }

    private func client(_ sent: Case, trusted: [String]) throws -> ClientAddress {
        ForwardedFor.client(
            peer: try #require(ClientAddress(sent.peer)),
            xForwardedFor: sent.plain,
            forwarded: sent.named,
            trusted: trusted.compactMap { AddressBlock($0) }
        )
    }

    /// The way of most requests: one field, which is not copied.
    private func clientByOneField(_ sent: Case, trusted: [String]) throws -> ClientAddress {
        let peer = try #require(ClientAddress(sent.peer))
        return unsafe Array((sent.plain.first ?? "").utf8).withUnsafeBytes { field in
            unsafe ForwardedFor.client(
                peer: peer,
                xForwardedFor: field,
                trusted: trusted.compactMap { AddressBlock($0) }
            )
        }
    }

    @Test(arguments: [
        Case(client: "10.0.0.1"),
        Case(plain: ["203.0.113.7"], client: "203.0.113.7"),
        Case(plain: ["203.0.113.7, 10.0.0.2"], client: "203.0.113.7"),
        Case(plain: ["203.0.113.7", "10.0.0.2"], client: "203.0.113.7"),
        // What the client wrote itself stands left of the first untrusted hop.
        Case(plain: ["198.51.100.1, 203.0.113.7"], client: "203.0.113.7"),
        Case(plain: ["10.0.0.9", "203.0.113.7"], client: "203.0.113.7"),
        Case(plain: ["198.51.100.1, 203.0.113.7, 10.0.0.3 , 10.0.0.2"], client: "203.0.113.7"),
        // All of them ours: the farthest.
        Case(plain: ["10.0.0.3, 10.0.0.2"], client: "10.0.0.3"),
        // Malformed hops end the walk at the last good one.
        Case(plain: ["203.0.113.7, unknown"], client: "10.0.0.1"),
        Case(plain: ["203.0.113.7, nonsense, 10.0.0.2"], client: "10.0.0.2"),
        Case(plain: ["203.0.113.7,"], client: "10.0.0.1"),
        Case(plain: ["203.0.113.7,,10.0.0.2"], client: "10.0.0.2"),
        Case(plain: ["203.0.113.7%eth0"], client: "10.0.0.1"),
        Case(plain: ["  "], client: "10.0.0.1"),
        // Ports, as some proxies write them.
        Case(plain: ["203.0.113.7:4711"], client: "203.0.113.7"),
        Case(plain: ["[2001:db8::7]:4711"], client: "2001:db8::7"),
        Case(plain: ["2001:db8::7"], client: "2001:db8::7"),
        Case(plain: ["[2001:db8::7]"], client: "2001:db8::7"),
        Case(plain: ["[203.0.113.7]"], client: "10.0.0.1"),
        Case(plain: ["203.0.113.7:999999"], client: "10.0.0.1"),
        Case(plain: ["::ffff:203.0.113.7"], client: "203.0.113.7"),
        // An untrusted peer says what it likes.
        Case(peer: "203.0.113.9", plain: ["198.51.100.1"], client: "203.0.113.9"),
        Case(peer: "203.0.113.9", named: ["for=198.51.100.1"], client: "203.0.113.9"),
        Case(peer: "::ffff:10.0.0.1", plain: ["198.51.100.1"], client: "198.51.100.1"),
        // RFC 7239.
        Case(named: ["for=203.0.113.7"], client: "203.0.113.7"),
        Case(named: ["For=\"[2001:db8::7]:4711\";proto=https;by=10.0.0.1"], client: "2001:db8::7"),
        Case(named: ["for=198.51.100.1, for=203.0.113.7;host=\"a,b;c\""], client: "203.0.113.7"),
        Case(named: ["for=203.0.113.7", "for=10.0.0.2"], client: "203.0.113.7"),
        Case(named: ["for=203.0.113.7, for=unknown"], client: "10.0.0.1"),
        Case(named: ["for=203.0.113.7, for=_hidden, for=10.0.0.2"], client: "10.0.0.2"),
        Case(named: ["for=203.0.113.7, proto=https"], client: "10.0.0.1"),
        Case(named: ["for=203.0.113.7;for=198.51.100.1"], client: "10.0.0.1"),
        Case(named: ["for"], client: "10.0.0.1"),
        // Both headers: the proxy wrote one of them, the client perhaps the other.
        Case(plain: ["203.0.113.7"], named: ["for=203.0.113.7"], client: "203.0.113.7"),
        Case(plain: ["203.0.113.7"], named: ["for=198.51.100.1"], client: "10.0.0.1"),
    ])
    func `the client is the first hop from the right that is not ours`(sent: Case) throws {
        let found = try client(sent, trusted: ["10.0.0.0/8"])
        #expect(found == ClientAddress(sent.client))
        if sent.plain.count <= 1, sent.named.isEmpty {
            #expect(try clientByOneField(sent, trusted: ["10.0.0.0/8"]) == found)
        }
    }

    @Test func `without trusted proxies headers say nothing`() throws {
        let sent = Case(plain: ["203.0.113.7"], client: "10.0.0.1")
        #expect(try client(sent, trusted: []) == ClientAddress("10.0.0.1"))
    }

    @Test func `a client cannot choose its address by writing more hops`() throws {
        var random = SeededGenerator(seed: 7)
        let pieces = [
            "198.51.100.1", "10.0.0.2", "unknown", "", "for=198.51.100.2", "\"", ";", "[::1]", "é",
        ]
        for _ in 0..<500 {
            let written = (0..<Int.random(in: 0...5, using: &random))
                .compactMap { _ in pieces.randomElement(using: &random) }
                .joined(separator: ",")
            let sent = Case(plain: [written + ", 203.0.113.7"], client: "203.0.113.7")
            let expected = ClientAddress("203.0.113.7")
            #expect(try client(sent, trusted: ["10.0.0.0/8"]) == expected)
            #expect(try clientByOneField(sent, trusted: ["10.0.0.0/8"]) == expected)
        }
    }
}
