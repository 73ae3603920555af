internal import FoundationEssentials

/// What a command asks of the process that owns the data directory.
struct ControlRequest: Codable, Sendable {
    /// The operation, such as `key-add`.
    var operation: String
    /// Its arguments by name; lists are separated by line feeds.
    var arguments: [String: String]
}

/// One line of the answer: progress and output as they come, then exactly one result or failure.
struct ControlReply: Codable, Sendable {
    var progress: String?
    /// So many bytes for standard output follow the line.
    var bytes: Int?
    /// The text for standard output.
    var result: String?
    /// Why it failed and what to do.
    var failure: String?

    /// One line of JSON with its line feed.
    func line() throws -> [UInt8] {
        try [UInt8](JSONEncoder().encode(self)) + [0x0A]
    }
}
