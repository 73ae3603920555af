internal import FoundationEssentials

/// Runs an operation in the process that owns the data directory: the running server through its
/// control socket, or this process, which takes the lock where no server runs.
enum DataOwner {
    /// Prints the operation's result; progress goes to standard error where a person looks.
    static func perform(
        _ operation: String,
        _ arguments: [String: String] = [:],
        options: Options
    ) throws {
        Terminal.out(try result(operation, arguments, options: options))
    }

    /// Writes what the operation puts out, byte for byte as it comes.
    static func stream(
        _ operation: String,
        _ arguments: [String: String] = [:],
        options: Options
    ) throws {
        let result = try result(operation, arguments, options: options)
        if Terminal.showsProgress { Terminal.error(result) }
    }

    /// The operation's result as text.
    static func result(
        _ operation: String,
        _ arguments: [String: String] = [:],
        options: Options
    ) throws -> String {
        let directory = options.dataDirectory
        let request = ControlRequest(operation: operation, arguments: arguments)
        defer { Terminal.endProgress() }
        if let collector = try OwnedCollector(directory: directory, configuration: options[.config])
        {
            return try Operations.perform(
                request,
                on: collector.collector,
                progress: { Terminal.progress($0) },
                output: { Terminal.write($0) }
            )
        }
        guard let socket = try UnixSocket.connected(to: directory + "/control.sock") else {
            throw CommandError(
                "\(directory) is in use by another process that does not answer. "
                    + "Is a server starting or stopping? Try again in a moment."
            )
        }
        guard socket.send(try [UInt8](JSONEncoder().encode(request)) + [0x0A]) else {
            throw CommandError("the server went away; try again")
        }
        var buffer: [UInt8] = []
        while let line = socket.readLine(limit: 64 << 20, buffer: &buffer) {
            let reply = try JSONDecoder().decode(ControlReply.self, from: Data(line))
            if let text = reply.progress { Terminal.progress(text) }
            if let count = reply.bytes {
                guard let bytes = socket.read(count, buffer: &buffer) else { break }
                // Who reads our output may be gone, as `head` is: the server then stops as well.
                guard Terminal.write(bytes) else { return "" }
            }
            if let text = reply.failure { throw CommandError(text) }
            if let text = reply.result { return text }
        }
        throw CommandError("the server ended the connection before it was done; see its log")
    }
}
