import Glibc
import HTTPServer
import Observability
import Synchronization

/// A server on a free port whose requests a closure decides.
final class TestServer: Sendable {
    let server: HTTPServer
    let log = MemoryLogSink()
    let metrics = Metrics()
    let desk: Desk

    init(
        _ change: (inout ServerSettings) -> Void = { _ in },
        listen: [String] = ["127.0.0.1:0"],
        handle: @escaping @Sendable (Exchange, Desk) -> Disposition = TestServer.standard
    ) throws {
        var settings = ServerSettings(listen: listen)
        change(&settings)
        let desk = Desk()
        self.desk = desk
        server = try HTTPServer.start(settings, log: Log(sink: log), metrics: metrics) { _ in
            TestDelegate(desk: desk, handle: handle)
        }
    }

    var address: String { server.boundAddresses[0] }

    func connect() -> RawClient { RawClient(address) }

    func stop(within seconds: Double = 5) { server.stop(within: seconds) }

    /// The value of a line of the metrics' text.
    func metric(_ line: String) -> Int {
        for text in metrics.render().split(separator: "\n") where text.hasPrefix(line + " ") {
            return Int(text.dropFirst(line.count + 1)) ?? -1
        }
        return -1
    }

    /// Whether the server counts so many open connections within a few seconds.
    func waitForConnections(_ count: Int) -> Bool {
        for _ in 0..<2000 {
            if metric("assent_http_connections") == count { return true }
            poll(nil, 0, 5)
        }
        return false
    }

    /// `/now` is answered at once, `/hold` at the end of the turn, `/later` when a test opens the gate.
    @Sendable static func standard(_ exchange: Exchange, _ desk: Desk) -> Disposition {
        switch exchange.path {
        case "/hold":
            return .heldForTurn
        case "/later":
            _ = exchange.takeBody()
            desk.park(exchange)
            return .later
        case "/silent":
            return .answered
        default:
            exchange.respond(.text("\(exchange.path)"))
            return .answered
        }
    }
}

extension Response {
    static func text(_ text: String, status: Int = 200) -> Response {
        .full(status: status, headers: [("Content-Type", "text/plain")], body: Array(text.utf8))
    }
}

/// What the test and the loops' delegates share.
final class Desk: Sendable {
    private struct State {
        var turns: [Int] = []
        var ticks = 0
        var parked: [Exchange] = []
        var seen: [String] = []
    }

    private let state = Mutex(State())
    let parkedGate = Gate()
    let turnGate = Gate()

    /// How many requests each turn held.
    var turns: [Int] { state.withLock { $0.turns } }
    var ticks: Int { state.withLock { $0.ticks } }
    /// Whatever a handler wrote down.
    var seen: [String] { state.withLock { $0.seen } }

    func note(_ text: String) { state.withLock { $0.seen.append(text) } }

    fileprivate func noteTurn(_ count: Int) {
        state.withLock { $0.turns.append(count) }
        turnGate.open()
    }

    fileprivate func noteTick() { state.withLock { $0.ticks += 1 } }

    func park(_ exchange: Exchange) {
        state.withLock { $0.parked.append(exchange) }
        parkedGate.open()
    }

    /// The next exchange that waits for another thread.
    func parked() -> Exchange? {
        guard parkedGate.pass() else { return nil }
        return state.withLock { $0.parked.isEmpty ? nil : $0.parked.removeFirst() }
    }
}

final class TestDelegate: LoopDelegate {
    private let desk: Desk
    private let decide: @Sendable (Exchange, Desk) -> Disposition
    private var held: [Exchange] = []

    init(desk: Desk, handle: @escaping @Sendable (Exchange, Desk) -> Disposition) {
        self.desk = desk
        decide = handle
    }

    func handle(_ exchange: Exchange) -> Disposition {
        let disposition = decide(exchange, desk)
        if case .heldForTurn = disposition, exchange.path != "/forgotten" { held.append(exchange) }
        return disposition
    }

    func endTurn() {
        desk.noteTurn(held.count)
        for exchange in held { exchange.respond(.text("held", status: 202)) }
        held.removeAll()
    }

    func tick() { desk.noteTick() }
}
