/// Where and how a server listens, and what it lets clients do.
package struct ServerSettings: Sendable {
    /// `HOST:PORT` each: an address, `localhost` (both families) or `*` (all addresses); port 0 picks one.
    package var listen: [String]
    /// TLS 1.3 on all addresses, or plain HTTP.
    package var tls: TLSFiles?
    /// Event loops, each with its own thread and sockets.
    package var loops = 1

    /// Open connections of all loops together; more are closed at once.
    package var maxConnections = 10_000
    /// Open connections of one IPv4 address or IPv6 /64; 0 is without a limit.
    package var maxConnectionsPerAddress = 256
    /// Addresses that may open any number, such as a proxy's; 4 or 16 bytes.
    package var isExemptFromAddressLimit: @Sendable ([UInt8]) -> Bool = { _ in false }
    /// 8 KiB, what nginx and Apache allow: the request line and all fields together.
    package var maxHeaderBytes = 8 * 1024
    /// 4 KiB: the longest URL a browser sends for a report is far below.
    package var maxURIBytes = 4 * 1024
    /// 64 KiB, what `sendBeacon` allows.
    package var maxBodyBytes = 64 * 1024

    /// From the connection or the request line to the end of the header.
    package var headerDeadlineMs: Int64 = 10_000
    /// From the end of the header to the end of the body.
    package var bodyDeadlineMs: Int64 = 10_000
    /// To read an answer, beside what `minResponseBytesPerSecond` gives a long one.
    package var responseDeadlineMs: Int64 = 10_000
    /// 16 KiB/s: a slower reader holds memory for nothing.
    package var minResponseBytesPerSecond = 16 * 1024
    /// Between two requests of a connection.
    package var idleDeadlineMs: Int64 = 15_000

    /// How long a turn waits for company.
    package var gather = GatherRule()

    /// Memory of each connection: the header, half of it again because cookies are kept twice, and the head of
    /// the answer.
    ///
    /// The library clears it for each request, so it is not larger.
    var connectionMemory: Int { maxHeaderBytes * 3 / 2 + EventLoop.answerHeadBytes }

    package init(listen: [String], tls: TLSFiles? = nil) {
        self.listen = listen
        self.tls = tls
    }
}

/// The files of a certificate chain and its private key, in PEM.
package struct TLSFiles: Sendable, Equatable {
    package var certificate: String
    package var key: String

    package init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}
