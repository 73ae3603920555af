package import Observability

/// An HTTP/1.1 server: event loops around the delegates that decide each request.
package final class HTTPServer: Sendable {
    /// `HOST:PORT` of every socket, with the ports that were picked.
    package let boundAddresses: [String]
    private let loops: [EventLoop]
    private let settings: ServerSettings
    private let log: Log

    private init(
        _ loops: [EventLoop],
        boundAddresses: [String],
        settings: ServerSettings,
        log: Log
    ) {
        self.loops = loops
        self.boundAddresses = boundAddresses
        self.settings = settings
        self.log = log
    }

    /// Binds, starts one thread for each loop and serves; `makeDelegate` is called once for each loop.
    package static func start(
        _ settings: ServerSettings,
        log: Log,
        metrics: Metrics,
        makeDelegate: (_ loop: Int) -> any LoopDelegate
    ) throws(ServerError) -> HTTPServer {
        let admissions = Admissions(settings)
        let counters = ServerMetrics(metrics, admissions: admissions)
        let refusals = Refusal.responses()
        let material: TLSMaterial?
        if let files = settings.tls { material = try TLSMaterial(files) } else { material = nil }

        var loops: [EventLoop] = []
        var addresses: [(number: Int, address: SocketAddress)] = []
        do throws(ServerError) {
            for index in 0..<max(1, settings.loops) {
                let loop = try EventLoop(
                    index: index,
                    settings: settings,
                    delegate: makeDelegate(index),
                    admissions: admissions,
                    metrics: counters,
                    refusals: refusals,
                    log: log
                )
                loops.append(loop)
                for (number, socket) in try sockets(settings, sharing: addresses) {
                    if index == 0 { addresses.append((number, socket.address)) }
                    loop.listeners.append(
                        try .start(socket, number: number, of: loop, material: material)
                    )
                }
            }
            for loop in loops { try loop.start() }
        } catch {
            for loop in loops { loop.discard() }
            throw error
        }
        let bound = addresses.map(\.address.text)
        let server = HTTPServer(loops, boundAddresses: bound, settings: settings, log: log)
        for address in bound {
            log.info("listening", ["address": .string(address), "tls": .bool(material != nil)])
        }
        return server
    }

    /// Takes the certificate files as they are now, for new connections.
    ///
    /// The loops take it within a moment; a pair that does not fit is logged there and the old one stays.
    package func reloadCertificate() throws(ServerError) {
        guard let files = settings.tls else { return }
        let material = try TLSMaterial(files)
        for loop in loops { loop.order { $0.material = material } }
    }

    /// Accepts nothing more, answers what was accepted for at most `seconds`, closes and ends the threads.
    ///
    /// Called once.
    package func stop(within seconds: Double) {
        let end = Monotonic.nanoseconds() + Int64(max(0, seconds) * 1_000_000_000)
        for loop in loops { loop.order { $0.stopByNs = end } }
        for loop in loops { loop.join() }
        log.info("stopped listening")
    }

    /// One loop's sockets: the first loop picks the ports, the others share them.
    ///
    /// A host of two families needs only one of them to be there.
    private static func sockets(
        _ settings: ServerSettings,
        sharing bound: [(number: Int, address: SocketAddress)]
    ) throws(ServerError) -> [(number: Int, socket: ListeningSocket)] {
        let isShared = settings.loops > 1
        var sockets: [(number: Int, socket: ListeningSocket)] = []
        for (number, address) in bound {
            sockets.append((number, try ListeningSocket(address, isShared: isShared)))
        }
        guard bound.isEmpty else { return sockets }
        for (number, text) in settings.listen.enumerated() {
            var failure: ServerError?
            var port: UInt16?
            for address in try SocketAddress.parse(text) {
                do throws(ServerError) {
                    let wanted = address.with(port: port ?? address.port)
                    let socket = try ListeningSocket(wanted, isShared: isShared)
                    sockets.append((number, socket))
                    port = socket.address.port
                } catch {
                    failure = error
                }
            }
            if port == nil, let failure { throw failure }
        }
        return sockets
    }
}
