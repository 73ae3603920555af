/// How a database is opened.
package enum OpenMode: Sendable {
    /// The one connection that writes and checkpoints the file; creates it.
    ///
    /// A second writer or checkpointer of the same file can lose data: SQLite before 3.51.3 has a
    /// bug where a reset of the log meets another one.
    case writer(String, WriterSettings = WriterSettings())
    /// Reads an existing file and never checkpoints it.
    case reader(String)
    /// A database that ends with its connection.
    case memory
}

/// What a writer may decide for itself.
package struct WriterSettings: Hashable, Sendable {
    /// When a commit waits for the disk.
    package enum Synchronous: String, Sendable {
        /// At checkpoints only: a power loss can take acknowledged commits with it.
        case normal = "NORMAL"
        /// At each commit.
        case full = "FULL"
    }

    package var synchronous: Synchronous
    /// Pages in the log from which a commit also checkpoints; 0 leaves that to the caller.
    package var checkpointPages: Int32
    /// How long a statement waits for a lock.
    package var busyTimeoutMs: Int32

    package init(
        synchronous: Synchronous = .full,
        checkpointPages: Int32 = 1000,
        busyTimeoutMs: Int32 = 5000
    ) {
        self.synchronous = synchronous
        self.checkpointPages = checkpointPages
        self.busyTimeoutMs = busyTimeoutMs
    }
}
