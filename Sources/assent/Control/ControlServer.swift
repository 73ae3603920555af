internal import Endpoints
internal import FoundationEssentials
internal import Glibc
internal import Observability

/// Takes commands from the command line beside the running server, one at a time.
///
/// Only the owner of the data directory can reach the socket (mode 0600).
final class ControlServer: Sendable {
    private let descriptor: Int32
    private let path: String
    private let collector: Collector
    private let log: Log

    /// Listens at `DIRECTORY/control.sock` and answers from a thread of its own.
    static func start(directory: String, collector: Collector, log: Log) throws -> ControlServer {
        let path = directory + "/control.sock"
        let socket = try UnixSocket.listening(at: path)
        let server = ControlServer(
            descriptor: dup(socket.descriptor),
            path: path,
            collector: collector,
            log: log
        )
        try Thread.start { server.serve() }
        return server
    }

    private init(descriptor: Int32, path: String, collector: Collector, log: Log) {
        self.descriptor = descriptor
        self.path = path
        self.collector = collector
        self.log = log
    }

    /// Takes no more commands.
    func stop() {
        unsafe unlink(path)
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func serve() {
        let listening = UnixSocket(descriptor: descriptor)
        while let connection = listening.accepted() {
            answer(connection)
        }
    }

    private func answer(_ connection: borrowing UnixSocket) {
        var buffer: [UInt8] = []
        guard let line = connection.readLine(buffer: &buffer),
            let request = try? JSONDecoder().decode(ControlRequest.self, from: Data(line))
        else { return }
        guard request.operation == "export" else {
            perform(request, connection)
            return
        }
        // As slow as who reads it: others must not wait for that.
        let own = dup(connection.descriptor)
        do {
            try Thread.start { self.perform(request, UnixSocket(descriptor: own)) }
        } catch {
            close(own)
            perform(request, connection)
        }
    }

    private func perform(_ request: ControlRequest, _ connection: borrowing UnixSocket) {
        var reply = ControlReply()
        let descriptor = connection.descriptor
        do {
            reply.result = try Operations.perform(
                request,
                on: collector,
                progress: { progress in
                    let line = (try? ControlReply(progress: progress).line()) ?? []
                    _ = UnixSocket.send(line, to: descriptor)
                },
                output: { bytes in
                    guard let line = try? ControlReply(bytes: bytes.count).line() else {
                        return false
                    }
                    return UnixSocket.send(line, to: descriptor)
                        && UnixSocket.send(bytes, to: descriptor)
                }
            )
            log.info("command done", ["operation": .string(request.operation)])
        } catch let error as CommandError {
            reply.failure = error.message
        } catch {
            reply.failure = "\(error)"
        }
        if let line = try? reply.line() { _ = connection.send(line) }
    }
}
